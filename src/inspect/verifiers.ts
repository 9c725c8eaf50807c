import { PstarError } from "../errors.ts";
import { type LabelledRows, labelledRows } from "../estimation/labels.ts";
import type { CurveCell, VerifierReport } from "../estimation/report.ts";
import { type ColumnsReport, estimateColumns } from "../estimation/table.ts";
import { listed } from "../format.ts";
import { columnsOfRun } from "../pipeline/index.ts";
import type { Run, Store } from "../store/index.ts";
import { accepted } from "./accepted.ts";
import { scoreHistogram } from "./histogram.ts";
import type { InspectedVerifier } from "./inspection.ts";
import { rocCurve } from "./roc.ts";
import type { RunSettings } from "./settings.ts";

/** Shares that a curve shows whatever the run kept. */
const usual = [1 / 32, 1 / 16, 1 / 8, 3 / 16, 1 / 4, 3 / 8, 1 / 2, 5 / 8, 3 / 4, 7 / 8, 1];

/** Labels that a share must hold on average for the curve to show it unasked. */
const FEWEST = 5;

const MOST_POINTS = 200;

/** Draws behind an interval, of all verifiers together: a page is to be there at once. */
const MOST_DRAWS = 6000;
const FEWEST_DRAWS = 100;

/** What labels say of a run's verifiers. */
export interface VerifierAccount {
  readonly verifiers: readonly InspectedVerifier[];
  /** Null where nothing is both scored and labelled. */
  readonly report: ColumnsReport | null;
  readonly warnings: readonly string[];
}

/**
 * Every verifier over a run's labelled candidates; nothing where none is both scored and labelled.
 *
 * @param fractions that the run kept
 */
export function inspectVerifiers(
  store: Store,
  run: Run,
  { estimate }: RunSettings,
  fractions: readonly number[],
): VerifierAccount {
  const nothing: VerifierAccount = { verifiers: [], report: null, warnings: [] };
  const found = accepted(() => columnsOfRun(store, run));
  if (found instanceof PstarError) return nothing;
  const { columns } = found;
  const labels = columns.labels.reduce((sum, label) => sum + (Number.isNaN(label) ? 0 : 1), 0);
  if (labels === 0) return nothing;
  const options = {
    ...estimate,
    fractions: sharesToShow([...estimate.fractions, ...fractions], labels),
    draws: Math.min(Math.max(FEWEST_DRAWS, estimate.draws), drawsEach(columns.scores.length)),
    seed: run.seed,
  };
  const report = accepted(() => estimateColumns(columns, options));
  if (report instanceof PstarError) return { ...nothing, warnings: [report.message] };
  const labelled = labelledRows(columns, estimate.labelThreshold);
  const verifiers = report.verifiers.map((verifier, i) =>
    inspected(verifier, columns.scores[i]!.values, labelled),
  );
  const names = verifiers.map(({ name }) => name);
  return { verifiers, report, warnings: [...found.warnings, ...together(report.warnings, names)] };
}

/** What is said of several verifiers in the same words, once: `a and b: 7 rows have no score`. */
function together(warnings: readonly string[], names: readonly string[]): string[] {
  const parted = warnings.map((warning) => {
    const name = names.find((one) => warning.startsWith(`${one}: `));
    return { name, said: name === undefined ? warning : warning.slice(name.length + 2) };
  });
  const groups = Map.groupBy(parted, ({ name, said }) => `${name === undefined} ${said}`);
  return [...groups.values()].map((group) => {
    const about = group.flatMap(({ name }) => (name === undefined ? [] : [name]));
    return about.length === 0 ? group[0]!.said : `${listed(about)}: ${group[0]!.said}`;
  });
}

const sharesToShow = (own: readonly number[], labels: number): number[] => [
  ...new Set([...own, ...usual.filter((share) => share * labels >= FEWEST), 1]),
];

const drawsEach = (verifiers: number): number => Math.max(1000, Math.floor(MOST_DRAWS / verifiers));

function inspected(
  { name, auc, curve }: VerifierReport,
  values: Float64Array,
  labelled: LabelledRows,
): InspectedVerifier {
  const scores = Float64Array.from(labelled.rows, (row) => values[row]!);
  return {
    name,
    auc,
    curve: curve.map(finite),
    roc: rocCurve(scores, labelled, MOST_POINTS),
    histogram: scoreHistogram(scores, labelled),
    unscored: scores.reduce((sum, score) => sum + (score > -Infinity ? 0 : 1), 0),
  };
}

/** JSON has no infinite thresholds. */
const finite = (cell: CurveCell): CurveCell =>
  cell.threshold === null || Number.isFinite(cell.threshold) ? cell : { ...cell, threshold: null };
