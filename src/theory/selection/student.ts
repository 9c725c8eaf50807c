import type { KeptMoments } from "./kept-moments.ts";

/** Points of the trapezoid rule per standard normal: its error at unit step is e^(−2π²), the tail beyond 5 is less. */
const REACH = 5;
const NODES = Array.from({ length: 2 * REACH + 1 }, (_, i) => {
  const at = i - REACH;
  return { at, weight: Math.exp((-at * at) / 2) / Math.sqrt(2 * Math.PI) };
});

/** Of the rows a student is fitted on: the first two moments of x times its label. */
export type RowMoments = Pick<KeptMoments, "mean" | "covariance">;

/**
 * Expected accuracy of the averaging student ŵ = Σ label · x over `rows` kept rows. ŵ/rows is Gaussian by the central
 * limit theorem: three coordinates with the given moments and dimension − 3 others of variance 1/rows, whose squared
 * length is χ² (Wilson & Hilferty 1931). To leading order its cosine to the truth is m₁ / √(‖m‖² + (dimension−1)/rows).
 *
 * @param dimension whole, ≥ 3
 * @param rows whole, ≥ 1; the error is O(1/rows)
 * @param accuracy of a direction, by its cosine to the truth
 */
export function studentAccuracy(
  { mean, covariance }: RowMoments,
  dimension: number,
  rows: number,
  accuracy: (cosine: number) => number,
): number {
  const scale = 1 / Math.sqrt(rows);
  const root = choleskyOf(covariance);
  let sum = 0;
  for (const first of NODES) {
    const along = mean[0] + scale * root[0] * first.at;
    for (const second of NODES) {
      const across = mean[1] + scale * (root[1] * first.at + root[2] * second.at);
      for (const third of NODES) {
        const beside = mean[2] + scale * (root[3] * first.at + root[4] * second.at + root[5] * third.at);
        const plane = across * across + beside * beside;
        const weight = first.weight * second.weight * third.weight;
        for (const rest of NODES) {
          const square = plane + chiSquare(dimension - 3, rest.at) / rows;
          const length = Math.sqrt(along * along + square);
          sum += weight * rest.weight * accuracy(length === 0 ? 0 : along / length);
        }
      }
    }
  }
  return sum;
}

/** Accuracy at isotropic x of a direction with this cosine to the truth: 1 − angle/π. */
export function isotropicAccuracy(cosine: number): number {
  return 1 - Math.acos(Math.min(1, Math.max(-1, cosine))) / Math.PI;
}

/** The χ² of `degrees` whose cube root is `deviations` from its mean. */
function chiSquare(degrees: number, deviations: number): number {
  if (degrees === 0) return 0;
  const variance = 2 / (9 * degrees);
  return degrees * Math.max(0, 1 - variance + deviations * Math.sqrt(variance)) ** 3;
}

/** Lower triangle L of L Lᵀ, row by row; a variance that rounding made negative counts as none. */
function choleskyOf(c: RowMoments["covariance"]): [number, number, number, number, number, number] {
  const a = Math.sqrt(Math.max(0, c[0][0]));
  const b = a === 0 ? 0 : c[1][0] / a;
  const d = Math.sqrt(Math.max(0, c[1][1] - b * b));
  const e = a === 0 ? 0 : c[2][0] / a;
  const f = d === 0 ? 0 : (c[2][1] - e * b) / d;
  return [a, b, d, e, f, Math.sqrt(Math.max(0, c[2][2] - e * e - f * f))];
}
