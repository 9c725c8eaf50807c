import type { CandidateColumns } from "../../../src/estimation/columns.ts";
import type { VoteModel } from "../../../src/estimation/unlabelled/model.ts";
import type { VoteTable } from "../../../src/estimation/unlabelled/vote-table.ts";
import { createRandom } from "../../../src/random/generator.ts";

/** Pass-or-fail verifiers that vote as the model says, independently given the kind. */
export function simulateVotes(model: VoteModel, rows: number, seed: number, size = 1): CandidateColumns {
  const random = createRandom(seed);
  const truth = Array.from({ length: rows }, () => random.uniform() >= model.error);
  return {
    rows,
    cluster: Int32Array.from(truth, (_, i) => Math.floor(i / size)),
    inputs: Math.ceil(rows / size),
    scores: Array.from(model.phi, (phi, j) => ({
      name: `v${j}`,
      values: Float64Array.from(truth, (right) => (random.uniform() < (right ? phi : model.psi[j]) ? 1 : 0)),
    })),
    labels: new Float64Array(rows).fill(Number.NaN),
    weights: null,
    group: null,
    sample: null,
  };
}

/** The table that the model gives in the limit: every pattern with its probability. */
export function exactTable({ error, phi, psi }: VoteModel): VoteTable {
  const verifiers = phi.length;
  const codes = Int32Array.from({ length: 2 ** verifiers }, (_, code) => code);
  const counts = Float64Array.from(codes, (code) => {
    let correct = 1 - error;
    let incorrect = error;
    for (let j = 0; j < verifiers; j++) {
      const kept = (code >> j) & 1;
      correct *= kept ? phi[j] : 1 - phi[j];
      incorrect *= kept ? psi[j] : 1 - psi[j];
    }
    return correct + incorrect;
  });
  return { verifiers, codes, counts };
}

export const model = (error: number, phi: readonly number[], psi: readonly number[]): VoteModel => ({
  error,
  phi: Float64Array.from(phi),
  psi: Float64Array.from(psi),
});

/** Largest difference of any two rates. */
export function apart(a: VoteModel, b: VoteModel): number {
  const gaps = (x: Float64Array, y: Float64Array) => Array.from(x, (value, j) => Math.abs(value - y[j]));
  return Math.max(Math.abs(a.error - b.error), ...gaps(a.phi, b.phi), ...gaps(a.psi, b.psi));
}
