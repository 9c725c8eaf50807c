import { lostKinds } from "../estimation/lost-kinds.ts";
import { count, percent } from "../format.ts";
import { unverified } from "../pipeline/stages/select.ts";
import { scopesOf } from "./choice.ts";
import type { InspectedCell, InspectedFailure, RunHead } from "./inspection.ts";

/** Width of an interval of kept precision above which it says little. */
const WIDE = 0.2;

interface Known {
  readonly head: Pick<RunHead, "status" | "stagesDone" | "stagesBegun">;
  /** What is wrong with the run's file. */
  readonly problem: string | null;
  readonly cells: readonly InspectedCell[];
  readonly failures: readonly InspectedFailure[];
  /** By the estimates of verifiers. */
  readonly found: readonly string[];
}

/** What a reader has to know before trusting the numbers, what matters most first. */
export function warningsOf({ head, problem, cells, failures, found }: Known): string[] {
  const all = [
    ...unfinished(head),
    ...(problem === null ? [] : [`this version can't read the run's file, so much is unknown: ${problem}`]),
    ...failures.map(failed),
    ...narrow(cells),
    ...uncertain(cells),
    ...found,
  ];
  return [...new Set(all.map(sentence))];
}

function unfinished({ status, stagesDone, stagesBegun }: Known["head"]): string[] {
  const done = `${stagesDone} of the ${stagesBegun} stages begun are done`;
  switch (status) {
    case "done":
      return [];
    case "running":
      return [`the run has not ended, or was killed: ${done}`];
    case "failed":
      return [`the run failed: ${done}; running it again goes on from there`];
    case "interrupted":
      return [`the run was interrupted: ${done}; running it again goes on from there`];
  }
}

const LONGEST = 200;

/** Errors are others' texts, of any length. */
function failed({ title, rows, of, error }: InspectedFailure): string {
  const [line] = error.trim().split("\n") as [string];
  const said = line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
  return `${count(rows)} of ${count(of)} rows of "${title}" failed, most of them by: ${said}`;
}

function narrow(cells: readonly InspectedCell[]): string[] {
  const losing = cells.flatMap((cell) => {
    const { kinds, of } = cell.coverage === null ? { kinds: [], of: 0 } : lostKinds(cell.coverage);
    return kinds.length === 0 ? [] : [{ cell, lost: kinds.length, of }];
  });
  if (losing.length === 0) return [];
  const nameOf = namesOf(cells);
  const told = losing.map(({ cell, lost }) => `${lost} by ${nameOf(cell)}`);
  return [`of the ${losing[0]!.of} kinds of input, next to nothing is kept of ${listed(told)}`];
}

function uncertain(cells: readonly InspectedCell[]): string[] {
  const wide = cells.filter(({ estimate }) => {
    const { low, high } = estimate?.keptPrecision ?? { low: 0, high: 0 };
    return high - low > WIDE;
  });
  if (wide.length === 0) return [];
  const points = percent(WIDE, 0);
  return [
    `the share of correct ones is uncertain by more than ${points} points in ${listed(wide.map(namesOf(cells)))}: more labels would tell`,
  ];
}

const MOST_NAMED = 4;

function listed(names: readonly string[]): string {
  const rest = names.length - MOST_NAMED;
  return names.slice(0, MOST_NAMED).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}

/** `oracle at 12.5 % of each kind` */
function namesOf(cells: readonly InspectedCell[]): (cell: InspectedCell) => string {
  const scopeOf = scopesOf(cells);
  return (cell) =>
    cell.verifier === unverified
      ? "everything, unverified"
      : `${cell.verifier} at ${Number((100 * cell.fraction).toPrecision(3))} %${scopeOf(cell)}`;
}

/** With a capital, unless it begins with a name, and with a full stop. */
const sentence = (text: string): string => {
  const begun = /^[\w-]+(, [\w-]+)*( and [\w-]+)?:/.test(text)
    ? text
    : text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
};
