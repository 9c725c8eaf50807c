import { count, percent } from "../format.ts";
import type { InspectedCell, InspectedFailure, RunHead } from "./inspection.ts";

/** Width of an interval of kept precision above which it says little. */
const WIDE = 0.2;

interface Known {
  readonly head: Pick<RunHead, "status" | "stagesDone" | "stagesBegun">;
  readonly cells: readonly InspectedCell[];
  readonly failures: readonly InspectedFailure[];
  /** By the estimates of verifiers. */
  readonly found: readonly string[];
}

/** What a reader has to know before trusting the numbers, what matters most first. */
export function warningsOf({ head, cells, failures, found }: Known): string[] {
  const all = [...unfinished(head), ...failures.map(failed), ...uncertain(cells), ...found];
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

const failed = ({ title, rows, of, error }: InspectedFailure): string =>
  `${count(rows)} of ${count(of)} rows of \`${title}\` failed, most of them by: ${error}`;

function uncertain(cells: readonly InspectedCell[]): string[] {
  const wide = cells.filter(({ estimate }) => {
    const precision = estimate?.keptPrecision;
    return precision !== undefined && precision.high - precision.low > WIDE;
  });
  if (wide.length === 0) return [];
  const names = wide.map(({ selection }) => selection).join(", ");
  return [
    `kept precision is known to within no better than ${percent(WIDE, 0)} points for ${names}: more labels would narrow it`,
  ];
}

/** With a capital, unless it begins with a name, and with a full stop. */
const sentence = (text: string): string => {
  const begun = /^[\w-]+:/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
};
