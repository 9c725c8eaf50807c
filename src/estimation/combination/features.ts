import { averageRanks } from "../../metrics/correlation.ts";

/**
 * A score as a normal score: its rank among all candidates that have one, labelled or not, mapped to the standard
 * normal's quantile. So no unit, outlier or monotone change of scale matters, the best of a million still stands apart,
 * and scores that are Gaussian given correctness, on whatever scale, are combined optimally by a sum.
 *
 * @returns NaN where the candidate has no score
 */
export function normalScores(values: Float64Array): Float64Array {
  const present = values.filter((value) => value > -Infinity);
  const ranks = averageRanks(present);
  let next = 0;
  return values.map((value) =>
    value > -Infinity ? normalQuantile((ranks[next++] - 0.5) / present.length) : Number.NaN,
  );
}

/** Tukey's lambda with λ = 0.14, within 0.01 of the normal's quantile up to ±3 (Joiner & Rosenblatt 1971). */
const normalQuantile = (p: number): number => 4.91 * (p ** 0.14 - (1 - p) ** 0.14);
