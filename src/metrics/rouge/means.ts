import { type BootstrapOptions, meanInterval } from "../bootstrap.ts";
import type { Interval } from "../interval.ts";
import type { RougeScore } from "./rouge.ts";

export type RougeMeans = Readonly<Record<keyof RougeScore, Interval>>;

/**
 * Means over pairs of texts of precision, recall and F, each with its bootstrap interval (see `meanInterval`). The mean of
 * F is over the pairs' own, as `rouge_score` has it: not the F of the other two means.
 *
 * @throws PstarError when there are no scores
 */
export function rougeMeans(scores: readonly RougeScore[], options: BootstrapOptions): RougeMeans {
  const mean = (part: keyof RougeScore): Interval =>
    meanInterval(
      Float64Array.from(scores, (score) => score[part]),
      options,
    );
  return { precision: mean("precision"), recall: mean("recall"), f: mean("f") };
}
