import type { VoteTable } from "./vote-table.ts";

/** Central moments of the votes. */
export interface VoteMoments {
  readonly means: Float64Array;
  /** [i][j]: covariance of two verifiers' votes, variances on the diagonal. */
  readonly covariance: readonly Float64Array[];
  /** E[(v_i − m_i)(v_j − m_j)(v_k − m_k)], i < j < k. */
  readonly third: (i: number, j: number, k: number) => number;
}

/** Moments of 0/1 votes, from how often one, two and three verifiers keep the same candidate. */
export function voteMoments({ verifiers: n, codes, counts }: VoteTable): VoteMoments {
  const rows = counts.reduce((sum, count) => sum + count, 0);
  const one = new Float64Array(n);
  const two = new Float64Array(n * n);
  const three = new Float64Array(n * n * n);
  const kept = new Int32Array(n);
  for (let p = 0; p < codes.length; p++) {
    let size = 0;
    for (let j = 0; j < n; j++) if ((codes[p] & (1 << j)) !== 0) kept[size++] = j;
    const share = counts[p] / rows;
    for (let a = 0; a < size; a++) {
      one[kept[a]] += share;
      for (let b = a + 1; b < size; b++) {
        const at = kept[a] * n + kept[b];
        two[at] += share;
        for (let c = b + 1; c < size; c++) three[at * n + kept[c]] += share;
      }
    }
  }
  const together = (i: number, j: number): number =>
    i === j ? one[i] : two[Math.min(i, j) * n + Math.max(i, j)];
  const covariance = Array.from(one, (mean, i) => one.map((other, j) => together(i, j) - mean * other));
  return {
    ...{ means: one, covariance },
    third: (i, j, k) =>
      three[(i * n + j) * n + k] -
      one[i] * two[j * n + k] -
      one[j] * two[i * n + k] -
      one[k] * two[i * n + j] +
      2 * one[i] * one[j] * one[k],
  };
}

export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
