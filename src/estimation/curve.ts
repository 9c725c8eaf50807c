import { argsort } from "../metrics/argsort.ts";
import { type Correctness, type OperatingPoint, operatingPoint } from "./operating-point.ts";

/** Every operating point of a score, best first: keeping the top share walks its ROC curve. */
export interface Curve {
  /** Candidates' indices from the best score to the worst, ties in the order of their keys. */
  readonly order: Uint32Array;
  /** [k]: the k-th best score, k from 0. */
  readonly thresholds: Float64Array;
  /** [k]: sum of correctness over the k best, k from 0 to n. */
  readonly correctKept: Float64Array;
  /** P(score of a correct candidate > score of an incorrect one) + ½ P(equal); null where one kind is missing. */
  readonly auc: number | null;
}

/**
 * The exact curve over all shares from one sort.
 *
 * @param scores higher is better, −Infinity allowed, NaN not
 * @param correct in [0, 1] each, soft labels as expectations
 * @param keys a seeded random key each, the lower first among equal scores: a selector's own keys give its own cut
 */
export function verificationCurve(scores: Float64Array, correct: Correctness, keys: Float64Array): Curve {
  const n = scores.length;
  const order = argsort(
    scores.map((score) => -score),
    argsort(keys),
  );
  const correctKept = new Float64Array(n + 1);
  const incorrectKept = new Float64Array(n + 1);
  const thresholds = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    thresholds[k] = scores[order[k]];
    correctKept[k + 1] = correctKept[k] + correct[order[k]];
    incorrectKept[k + 1] = k + 1 - correctKept[k + 1];
  }
  return { order, thresholds, correctKept, auc: areaUnderCurve(thresholds, correctKept, incorrectKept) };
}

/** The operating point that keeps the `kept` best, 0 ≤ kept ≤ n. */
export function curvePoint({ correctKept }: Curve, kept: number): OperatingPoint {
  const total = correctKept.length - 1;
  const k1 = correctKept[kept];
  const n1 = correctKept[total];
  return operatingPoint({ k1, n1, k0: kept - k1, n0: total - n1 });
}

/**
 * P(score of a correct candidate > score of an incorrect one) + ½ P(equal), by trapezoids between the ends of runs of
 * equal scores; null where one kind is missing.
 *
 * @param descending n scores, best first
 * @param correctKept sums of correctness over the k best, k from 0 to n
 * @param incorrectKept the same of its complement
 */
export function areaUnderCurve(
  descending: Float64Array,
  correctKept: Float64Array,
  incorrectKept: Float64Array,
): number | null {
  const n = descending.length;
  const n1 = correctKept[n];
  const n0 = incorrectKept[n];
  if (!(n1 > 0 && n0 > 0)) return null;
  let area = 0;
  let start = 0;
  for (let end = 1; end <= n; end++) {
    if (end < n && descending[end] === descending[start]) continue;
    const incorrect = incorrectKept[end] - incorrectKept[start];
    area += (incorrect * (correctKept[start] + correctKept[end])) / 2;
    start = end;
  }
  return area / (n1 * n0);
}
