import { lostKinds } from "../estimation/lost-kinds.ts";
import type { VerifierReport } from "../estimation/report.ts";
import { count, percent, percentInterval } from "../format.ts";
import type { Interval } from "../metrics/interval.ts";
import type { CellOutlines } from "./cells.ts";
import { choiceIn } from "./choice.ts";
import type { InspectedModel, RunHead, RunVerdict } from "./inspection.ts";
import { outcomeOf } from "./outcome.ts";
import { type EstimatedCell, mostPromising } from "./promise.ts";

/** What a verdict is made of. */
export interface VerdictParts extends CellOutlines {
  readonly head: Pick<RunHead, "kind" | "status" | "metric">;
  readonly generator: InspectedModel | null;
  /** Of a run that selects nothing, where it has ended well. */
  readonly verifiers: readonly VerifierReport[];
}

/** Will training on this help? The answer of the cell that promises most, or of the largest share that is recommended. */
export function verdictOf(parts: VerdictParts): RunVerdict {
  const { cells, error, verifiers, head } = parts;
  const cell = mostPromising(cells, error);
  const outcome = outcomeOf(cells, parts.generator, head.metric);
  if (cell !== null) {
    const { selection, estimate } = cell;
    return { kind: estimate.verdict, selection, sentence: promise(cell, error), outcome };
  }
  const share = recommendedShare(verifiers, error);
  if (share !== null) return { kind: "improves", selection: null, sentence: share, outcome };
  return { kind: "unknown", selection: null, sentence: nothingToSay(parts), outcome };
}

function promise(cell: EstimatedCell, error: Interval | null): string {
  const { verdict, verdictText, keptPrecision } = cell.estimate;
  const what = choiceIn(cell);
  const correct = `${percentInterval(keptPrecision)} % of what is kept is correct${against(error)}`;
  const lost = lostIn(cell);
  switch (verdict) {
    case "improves":
      return lost === null
        ? `Keep ${what}: ${correct}; training on it should help.`
        : `Keep ${what}: ${correct}, so training on it should help, but ${lost}.`;
    case "narrow":
      return `Keep ${what} for what it covers alone: ${correct}, but ${lost ?? "kinds of input are left out"}.`;
    case "undecided":
      return `${verdictText.charAt(0).toUpperCase()}${verdictText.slice(1)}: of ${what}, the most promising, ${correct}.`;
    case "no gain":
      return `Nothing that was kept promises to beat the generator: of ${what}, the most promising, ${correct}.`;
    case "collapses":
      return `Don't train on what was kept: of ${what}, the most promising, ${correct}, and a student would collapse.`;
  }
}

const against = (error: Interval | null): string =>
  error === null ? "" : `, against ${percent(1 - error.estimate)} % of what the generator writes`;

const MOST_NAMED = 3;

/** `12 of 16 kinds of input keep almost nothing: a, b, c and 9 more`; null where none does. */
function lostIn({ coverage }: EstimatedCell): string | null {
  if (coverage === null) return null;
  const { kinds, of } = lostKinds(coverage);
  if (kinds.length === 0) return null;
  const names = kinds.slice(0, MOST_NAMED).map(({ stratum }) => stratum);
  const rest = kinds.length - names.length;
  const list = names.join(", ") + (rest === 0 ? "" : ` and ${rest} more`);
  return `${kinds.length} of ${of} kinds of input ${kinds.length === 1 ? "keeps" : "keep"} almost nothing: ${list}`;
}

/** The largest that any verifier is recommended for, where nothing was selected yet. */
function recommendedShare(verifiers: readonly VerifierReport[], error: Interval | null): string | null {
  const [best] = verifiers
    .flatMap(({ name, recommended }) => (recommended === null ? [] : [{ name, ...recommended }]))
    .toSorted((a, b) => b.fraction - a.fraction);
  if (best === undefined) return null;
  const { name, fraction, kept, keptPrecision } = best;
  return (
    `Keep the best ${Number((100 * fraction).toPrecision(3))} % by ${name}, ${count(kept)} rows: ${percentInterval(keptPrecision)} % of them ` +
    `are correct${against(error)}; training on them should help.`
  );
}

function nothingToSay({ head, cells, error }: VerdictParts): string {
  const { kind, status } = head;
  if (kind === "batch") return "This run wrote or read batch files; `pstar run` goes on from their answers.";
  if (kind === "judge")
    return "This run checked a judge and selected nothing; `pstar judge` shows again what it found.";
  if (status === "running") return "The run has not come to its estimates.";
  if (status !== "done") return "The run ended before its estimates.";
  if (cells.length > 0 && error === null) {
    return "Nothing is labelled, so nothing can be said of what is kept: a few hundred labels would tell.";
  }
  if (error !== null) return "Nothing was selected, and no share of any score is recommended.";
  return "Nothing was estimated, so nothing can be said.";
}
