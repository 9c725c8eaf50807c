import { lostAtCuts } from "../estimation/coverage-curve.ts";
import { type CellEstimate, type EstimateOptions, estimateCell } from "../estimation/estimate.ts";
import type { InputKinds } from "../estimation/kinds.ts";
import type { LostKinds } from "../estimation/lost-kinds.ts";
import { settingsOf } from "../inspect/settings.ts";
import { deriveSeed } from "../random/seed.ts";
import type { Run, Stage } from "../store/index.ts";
import type { LabelledSet } from "./labelled-set.ts";
import type { Reselection } from "./row.ts";
import type { KeptShare } from "./share.ts";

/** How a run estimates. */
export interface EstimateRule {
  readonly options: EstimateOptions;
  /** Label from which a candidate counts as correct; null takes labels as they are. */
  readonly threshold: number | null;
  /** Whether it is known to the estimate that a share keeps everything. */
  readonly knowsAll: boolean;
}

/** A curation may take labels for yes from some value on, and its seeds are the run's own. */
export function estimateRule(run: Run, stages: readonly Stage[]): EstimateRule {
  const { certainty, confidence, draws, labelThreshold } = settingsOf(run, stages).estimate;
  const isCuration = stages.some(({ kind }) => kind === "import");
  const seed = isCuration ? run.seed : deriveSeed(run.seed, "estimate");
  return {
    options: { certainty, confidence, draws, seed },
    threshold: isCuration ? labelThreshold : null,
    knowsAll: isCuration,
  };
}

/**
 * What labelled candidates say of a share of theirs, as the run's own estimates are made, options, seeds and all.
 *
 * @param group the input of each candidate
 */
export function estimateShare(
  { options, knowsAll }: EstimateRule,
  { labelled, byHand }: LabelledSet,
  share: KeptShare,
  kinds: InputKinds,
  group: Int32Array,
): NonNullable<Reselection["estimate"]> {
  const { rows, correct, cluster, weights } = labelled;
  const kept = Uint8Array.from(rows, (row) => share.isKept[row]!);
  const estimate = estimateCell(
    { kept, correct, cluster, ...(weights && { weights }) },
    {
      ...options,
      ...(knowsAll && { keepsAll: share.kept === group.length }),
      lost: lostBy(share, kinds, group),
    },
  );
  return { ...figures(estimate), byHand };
}

/** The kinds of input that a share all but drops. */
function lostBy({ isKept, kept }: KeptShare, kinds: InputKinds, group: Int32Array): LostKinds {
  const order = new Uint32Array(kept);
  let filled = 0;
  for (let row = 0; row < isKept.length; row++) if (isKept[row] === 1) order[filled++] = row;
  return lostAtCuts({ cluster: group, kinds, sample: null }, { order, rows: group.length }, [kept])[0]!;
}

function figures(estimate: CellEstimate): Omit<NonNullable<Reselection["estimate"]>, "byHand"> {
  const { phi, psi, pstar, keptPrecision, error, verdict, labels } = estimate;
  return {
    ...{ phi: phi.estimate, psi: psi.estimate, pstar, keptPrecision, error },
    ...{ verdict: verdict.kind, verdictText: verdict.text, labels },
  };
}
