import { averageRanks } from "../../metrics/correlation.ts";
import type { CandidateColumns } from "../columns.ts";

/** All that a combiner may see: labelled rows of the fitting half and nothing else. */
export interface FittingSample {
  /** Normal scores, one column a verifier; NaN where a row has none. */
  readonly features: readonly Float64Array[];
  /** In [0, 1]. */
  readonly labels: Float64Array;
  /** Of mean 1. */
  readonly weights: Float64Array;
  readonly cluster: Int32Array;
}

/** A combined score: the intercept and one function of each verifier's normal score, added up. */
export interface AdditiveScore {
  readonly intercept: number;
  readonly terms: readonly ((feature: number) => number)[];
}

/** @param seed integer in [0, 2⁵³), for whatever the fit leaves to chance */
export type Combiner = (sample: FittingSample, seed: number) => AdditiveScore;

export function fittingSample(
  { labels, weights, cluster }: CandidateColumns,
  features: readonly Float64Array[],
  rows: Int32Array,
): FittingSample {
  const gather = (values: Float64Array): Float64Array => Float64Array.from(rows, (row) => values[row]);
  const raw = weights === null ? new Float64Array(rows.length).fill(1) : gather(weights);
  const mean = raw.reduce((sum, weight) => sum + weight, 0) / rows.length;
  return {
    features: features.map(gather),
    labels: gather(labels),
    weights: raw.map((weight) => weight / mean),
    cluster: Int32Array.from(rows, (row) => cluster[row]),
  };
}

/** Each row's combined score. A missing score adds nothing; NaN where all are missing. */
export function combinedScore(features: readonly Float64Array[], { intercept, terms }: AdditiveScore) {
  const sums = new Float64Array(features[0].length).fill(Number.NaN);
  features.forEach((feature, j) => {
    const term = terms[j];
    for (let row = 0; row < sums.length; row++) {
      if (Number.isNaN(feature[row])) continue;
      sums[row] = (Number.isNaN(sums[row]) ? intercept : sums[row]) + term(feature[row]);
    }
  });
  return sums;
}

/**
 * 1 where correct candidates rank above incorrect ones on average (AUC above ½), −1 where below, 0 where there is nothing
 * to tell.
 */
export function orientation(feature: Float64Array, { labels, weights }: FittingSample): number {
  const present = [...feature.keys()].filter((i) => !Number.isNaN(feature[i]));
  const ranks = averageRanks(Float64Array.from(present, (i) => feature[i]));
  const sums = { correct: 0, correctRanks: 0, incorrect: 0, incorrectRanks: 0 };
  present.forEach((i, place) => {
    const correct = weights[i] * labels[i];
    const incorrect = weights[i] - correct;
    sums.correct += correct;
    sums.correctRanks += correct * ranks[place];
    sums.incorrect += incorrect;
    sums.incorrectRanks += incorrect * ranks[place];
  });
  if (!(sums.correct > 0 && sums.incorrect > 0)) return 0;
  return Math.sign(sums.correctRanks * sums.incorrect - sums.incorrectRanks * sums.correct);
}
