import { lostAtCuts } from "../estimation/coverage-curve.ts";
import { type CellEstimate, type EstimateOptions, estimateCell } from "../estimation/estimate.ts";
import { inputSpace } from "../estimation/judgement.ts";
import { labelledRows } from "../estimation/labels.ts";
import { settingsOf } from "../inspect/settings.ts";
import { deriveSeed } from "../random/seed.ts";
import type { Run, Stage } from "../store/index.ts";
import type { LabelledSet } from "./labelled-set.ts";
import type { Reselection } from "./row.ts";
import type { KeptShare } from "./share.ts";

/**
 * What labelled candidates say of a share of theirs, as the run's own estimates are made: options, seeds and all.
 *
 * @returns null where none of them is labelled
 */
export function estimateShare(
  run: Run,
  stages: readonly Stage[],
  { columns, byHand }: LabelledSet,
  { isKept, kept }: KeptShare,
): Reselection["estimate"] {
  if (columns.labels.every(Number.isNaN)) return null;
  const { options, threshold } = estimateRule(run, stages, kept === columns.rows);
  const { rows, correct, cluster, weights } = labelledRows(columns, threshold);
  const sample = { kept: Uint8Array.from(rows, (row) => isKept[row]!), correct, cluster };
  const order = Uint32Array.from(isKept.keys()).filter((row) => isKept[row] === 1);
  const [lost] = lostAtCuts(inputSpace(columns), { order, rows: columns.rows }, [kept]);
  const estimate = estimateCell({ ...sample, ...(weights && { weights }) }, { ...options, lost: lost! });
  return { ...figures(estimate), byHand };
}

/** A curation says whether its rule keeps everything, and may take labels for yes from some value on. */
function estimateRule(run: Run, stages: readonly Stage[], keepsAll: boolean) {
  const { certainty, confidence, draws, labelThreshold } = settingsOf(run, stages).estimate;
  const isCuration = stages.some(({ kind }) => kind === "import");
  const options: EstimateOptions = {
    ...{ certainty, confidence, draws },
    ...(isCuration ? { seed: run.seed, keepsAll } : { seed: deriveSeed(run.seed, "estimate") }),
  };
  return { options, threshold: isCuration ? labelThreshold : null };
}

function figures(estimate: CellEstimate): Omit<NonNullable<Reselection["estimate"]>, "byHand"> {
  const { phi, psi, pstar, keptPrecision, error, verdict, labels } = estimate;
  return {
    ...{ phi: phi.estimate, psi: psi.estimate, pstar, keptPrecision, error },
    ...{ verdict: verdict.kind, verdictText: verdict.text, labels },
  };
}
