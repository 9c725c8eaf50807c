import type { CandidateColumns } from "../../src/estimation/columns.ts";
import { createRandom, shuffle } from "../../src/random/generator.ts";

export interface World {
  readonly columns: CandidateColumns;
  readonly truth: Float64Array;
  /** 1 where the score keeps the row at the share. */
  readonly kept: Uint8Array;
}

export interface Setting {
  readonly rows: number;
  readonly size?: number;
  readonly error: number;
  /** Mean score of the correct above the incorrect, in standard deviations. */
  readonly skill: number;
  readonly fraction: number;
}

/** Candidates of a generator and a verifier, without labels; some inputs are easier than others. */
export function makeWorld({ rows, size = 1, error, skill, fraction }: Setting, seed = 1): World {
  const random = createRandom(seed);
  const ease = Float64Array.from({ length: Math.ceil(rows / size) }, () => (size > 1 ? random.normal() : 0));
  const cluster = Int32Array.from({ length: rows }, (_, i) => Math.floor(i / size));
  const truth = Float64Array.from(cluster, (input) => {
    const odds = ((1 - error) / error) * Math.exp(ease[input]);
    return random.uniform() < odds / (1 + odds) ? 1 : 0;
  });
  const values = truth.map((y, i) => skill * y + ease[cluster[i]] + random.normal());
  const kept = new Uint8Array(rows);
  const best = [...values.keys()].sort((a, b) => values[b] - values[a]);
  for (const row of best.slice(0, Math.round(fraction * rows))) kept[row] = 1;
  const columns = {
    ...{ rows, cluster, inputs: ease.length, scores: [{ name: "v", values }] },
    ...{ labels: new Float64Array(rows).fill(Number.NaN), weights: null, group: null, sample: null },
  };
  return { columns, truth, kept };
}

/** φ, ψ, p⋆ and p by the labels and weights given. */
export function rates(labels: Float64Array, kept: Uint8Array, weights: Float64Array) {
  let [k1, n1, k0, n0] = [0, 0, 0, 0];
  labels.forEach((y, i) => {
    if (Number.isNaN(y)) return;
    n1 += weights[i] * y;
    n0 += weights[i] * (1 - y);
    k1 += kept[i] * weights[i] * y;
    k0 += kept[i] * weights[i] * (1 - y);
  });
  const [phi, psi] = [k1 / n1, k0 / n0];
  return { phi, psi, pstar: phi + psi === 0 ? 0.5 : phi / (phi + psi), error: n0 / (n0 + n1) };
}

export const everyRow = (rows: number) => new Float64Array(rows).fill(1);

export function label({ columns, truth }: World, rows: ArrayLike<number>): CandidateColumns {
  const labels = columns.labels.slice();
  for (const row of Array.from(rows)) labels[row] = truth[row];
  return { ...columns, labels };
}

export const randomRows = (columns: CandidateColumns, count: number, seed: number) =>
  shuffle(
    Int32Array.from({ length: columns.rows }, (_, i) => i),
    createRandom(seed),
  ).subarray(0, count);

export const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
export const rootMeanSquare = (values: readonly number[]) => Math.sqrt(mean(values.map((x) => x * x)));
export const deviation = (values: readonly number[]) => {
  const centre = mean(values);
  return rootMeanSquare(values.map((x) => x - centre));
};
