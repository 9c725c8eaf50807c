import { PstarError } from "../errors.ts";
import { type LabelledRows, labelledRows } from "../estimation/labels.ts";
import type { CurveCell, VerifierReport } from "../estimation/report.ts";
import { type ColumnsReport, estimateColumns } from "../estimation/table.ts";
import { columnsOfRun } from "../pipeline/index.ts";
import type { WeightedColumns } from "../pipeline/stages/scored.ts";
import type { Run, Store } from "../store/index.ts";
import { scoreHistogram } from "./histogram.ts";
import type { InspectedVerifier } from "./inspection.ts";
import { rocCurve } from "./roc.ts";
import type { RunSettings } from "./settings.ts";

/** Shares that a curve shows whatever the run kept. */
const usual = [1 / 32, 1 / 16, 1 / 8, 3 / 16, 1 / 4, 3 / 8, 1 / 2, 5 / 8, 3 / 4, 7 / 8, 1];

/** Labels that a share must hold on average for the curve to show it unasked. */
const FEWEST = 5;

const MOST_POINTS = 200;

/** What labels say of a run's verifiers. */
export interface VerifierAccount {
  readonly verifiers: readonly InspectedVerifier[];
  /** Null where nothing is both scored and labelled. */
  readonly report: ColumnsReport | null;
  readonly warnings: readonly string[];
}

/** @param fractions that the run kept */
export function inspectVerifiers(
  store: Store,
  run: Run,
  { estimate }: RunSettings,
  fractions: readonly number[],
): VerifierAccount {
  const nothing = { verifiers: [], report: null, warnings: [] };
  const found = columnsIn(store, run);
  if (found === null) return nothing;
  const { columns, warnings } = found;
  const labels = columns.labels.reduce((sum, label) => sum + (Number.isNaN(label) ? 0 : 1), 0);
  if (labels === 0) return nothing;
  const shown = usual.filter((share) => share * labels >= FEWEST);
  const asked = [...new Set([...estimate.fractions, ...fractions, ...shown, 1])];
  const report = estimateColumns(columns, { ...estimate, fractions: asked, seed: run.seed });
  const labelled = labelledRows(columns, estimate.labelThreshold);
  const verifiers = report.verifiers.map((verifier, i) =>
    inspected(verifier, columns.scores[i]!.values, labelled),
  );
  return { verifiers, report, warnings: [...warnings, ...report.warnings] };
}

/** Null where the run has no candidates that are scored and labelled, or its file can no more be understood. */
function columnsIn(store: Store, run: Run): WeightedColumns | null {
  try {
    return columnsOfRun(store, run);
  } catch (error) {
    if (error instanceof PstarError && error.exitCode === 2) return null;
    throw error;
  }
}

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
