import { argsort } from "./argsort.ts";

/** Pearson's r of two equally long columns; null where undefined: fewer than two pairs, or a constant column. */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): number | null {
  const n = x.length;
  const meanX = mean(x);
  const meanY = mean(y);
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < n; i++) {
    xx += (x[i] - meanX) ** 2;
    yy += (y[i] - meanY) ** 2;
    xy += (x[i] - meanX) * (y[i] - meanY);
  }
  // A constant column may leave rounding noise of the mean behind.
  const constant = xx <= n * (1e-15 * meanX) ** 2 || yy <= n * (1e-15 * meanY) ** 2;
  if (n < 2 || constant || !(xx * yy > 0)) return null;
  return Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
}

/** Spearman's ρ: Pearson's r of the average ranks; null where that is undefined. */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number | null {
  return pearson(averageRanks(Float64Array.from(x)), averageRanks(Float64Array.from(y)));
}

/** Ranks 1…n, equal values sharing the mean of their places. */
export function averageRanks(values: Float64Array): Float64Array {
  const order = argsort(values);
  const ranks = new Float64Array(values.length);
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && (end === start || values[order[end]] === values[order[start]])) end++;
    for (let i = start; i < end; i++) ranks[order[i]] = (start + 1 + end) / 2;
  }
  return ranks;
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}
