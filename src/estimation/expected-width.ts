import { breakdownPointOfRatio } from "../metrics/breakdown.ts";
import { normalQuantile } from "../metrics/normal.ts";
import type { LabelDesign } from "./design.ts";
import { expectedRatio, influences, mergeInfluences, type Stratum, stratifiedVariance } from "./influence.ts";

/** Predicted width of p⋆'s 95 % interval by the delta method. */
export interface ExpectedWidths {
  /** After the labels suggested. */
  readonly suggested: number;
  /** After as many drawn at random from all rows. */
  readonly random: number;
}

/**
 * What further labels do to the interval of p⋆, by the guess that `strata` make of how many rows are correct.
 *
 * @param take further labels of each stratum of `design`
 * @param before the design of earlier labels, which random ones would be weighed by
 */
export function expectedWidths(
  strata: readonly Stratum[],
  take: readonly number[],
  design: LabelDesign,
  before: LabelDesign,
): ExpectedWidths {
  const influence = influences(strata);
  const suggested = stratifiedVariance(
    influence,
    strata.map(({ labelled }, h) => labelled + take[h]),
  );
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const unlabelled = strata.map(({ rows, labelled }) => rows - labelled);
  const rate = sum(take) / Math.max(1, sum(unlabelled));
  const groups = [...Map.groupBy(strata.keys(), (h) => coarser(h, design, before)).values()];
  const random = stratifiedVariance(
    groups.map((group) => mergeInfluences(group.map((h) => influence[h]))),
    groups.map((group) => sum(group.map((h) => strata[h].labelled + rate * unlabelled[h]))),
  );
  const ratio = expectedRatio(strata);
  return { suggested: widthOf(ratio, suggested), random: widthOf(ratio, random) };
}

/** The stratum of the coarser design that holds stratum `h` of the finer. */
function coarser(h: number, { cuts }: LabelDesign, before: LabelDesign): number {
  return h < 2 ? h : 1 + before.cuts.filter((cut) => cut <= cuts[h - 2]).length;
}

function widthOf(ratio: number, variance: number): number {
  const reach = Math.exp(normalQuantile(0.975) * Math.sqrt(variance));
  return breakdownPointOfRatio(ratio * reach) - breakdownPointOfRatio(ratio / reach);
}
