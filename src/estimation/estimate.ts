import { PstarError } from "../errors.ts";
import { type ClusteredSample, clusterDesign, clusteredDraws } from "./intervals/clustered.ts";
import { type PosteriorSummary, summarise } from "./intervals/posterior.ts";
import { countOutcomes, operatingPoint } from "./operating-point.ts";
import { type Verdict, verdict } from "./verdict.ts";

export interface EstimateOptions {
  /** Integer in [0, 2⁵³), see `deriveSeed`. */
  readonly seed: number;
  /** Probability from which a verdict's condition is settled, in (½, 1). */
  readonly certainty?: number;
  readonly draws?: number;
  /** Of the intervals, in (0, 1). */
  readonly confidence?: number;
}

/** What labelled candidates say of one rule that keeps some and drops others, before any training. */
export interface CellEstimate extends PosteriorSummary {
  /** Labelled candidates behind it. */
  readonly labels: number;
  /** Inputs they belong to, the independent units. */
  readonly inputs: number;
  readonly verdict: Verdict;
}

/**
 * φ, ψ, p⋆, p, kept precision and yield of a selection over labelled candidates, with intervals and the verdict.
 * Intervals treat inputs as independent, not candidates (see `clusteredDraws`).
 *
 * @throws PstarError when the columns' lengths differ, there is no candidate, a label is outside [0, 1], or an input
 * index is negative
 */
export function estimateCell(
  sample: ClusteredSample,
  { seed, certainty = 0.95, draws = 4000, confidence = 0.95 }: EstimateOptions,
): CellEstimate {
  validate(sample);
  const point = operatingPoint(countOutcomes(sample.kept, sample.correct));
  const design = clusterDesign(sample, point);
  const summary = summarise(clusteredDraws(point, design, { seed, draws }), point, confidence);
  const labels = sample.kept.length;
  return {
    ...summary,
    labels,
    inputs: design.inputs,
    verdict: verdict({ ...summary, labels, certainty }),
  };
}

function validate({ kept, correct, cluster }: ClusteredSample): void {
  const fail = (message: string, remedy: string): never => {
    throw new PstarError(message, { where: "estimate", remedy });
  };
  if (kept.length === 0) fail("no labelled candidate", "label some candidates of the calibration split");
  if (correct.length !== kept.length || cluster.length !== kept.length) {
    fail("kept, correct and cluster differ in length", "give one of each a candidate");
  }
  for (let i = 0; i < kept.length; i++) {
    if (!(correct[i] >= 0 && correct[i] <= 1)) {
      fail(`label ${i} is ${correct[i]}`, "labels are probabilities of being correct, in [0, 1]");
    }
    if (cluster[i] < 0) fail(`candidate ${i} has input ${cluster[i]}`, "input indices start at 0");
  }
}
