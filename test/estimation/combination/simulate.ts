import type { CandidateColumns } from "../../../src/estimation/columns.ts";
import { createRandom } from "../../../src/random/generator.ts";

export interface Setting {
  readonly rows: number;
  /** Candidates of each input. */
  readonly size?: number;
  /** Share of rows with a label. */
  readonly labelled?: number;
  readonly error: number;
  /** Mean score of correct above incorrect candidates, one a verifier, in standard deviations. */
  readonly skills: readonly number[];
}

/** Gaussian scores, independent given correctness, and the truth of every row. */
export function simulate({ rows, size = 1, labelled = 1, error, skills }: Setting, seed: number) {
  const random = createRandom(seed);
  const truth = Float64Array.from({ length: rows }, () => (random.uniform() < error ? 0 : 1));
  const scores = skills.map((skill, j) => ({
    name: `v${j}`,
    values: truth.map((correct) => (correct - 0.5) * skill + random.normal()),
  }));
  const columns: CandidateColumns = {
    rows,
    cluster: Int32Array.from(truth, (_, i) => Math.floor(i / size)),
    inputs: Math.ceil(rows / size),
    scores,
    labels: truth.map((correct) => (random.uniform() < labelled ? correct : Number.NaN)),
    weights: null,
    group: null,
    sample: null,
  };
  return { columns, truth };
}
