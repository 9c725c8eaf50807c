import { describe, expect, it } from "vitest";
import { voteMoments } from "../../../src/estimation/unlabelled/moments.ts";
import { solveTriplets, soundTriples } from "../../../src/estimation/unlabelled/triplets.ts";
import { createRandom } from "../../../src/random/generator.ts";
import { apart, exactTable, model } from "./simulate.ts";

const solve = (truth: ReturnType<typeof model>, least = 1e-9) => {
  const moments = voteMoments(exactTable(truth));
  return solveTriplets(
    moments,
    soundTriples(moments, (i, j) => Math.abs(moments.covariance[i][j]) > least),
  );
};

describe("solveTriplets", () => {
  it.each([
    ["three verifiers", model(0.3, [0.9, 0.8, 0.7], [0.2, 0.1, 0.4])],
    ["errors the rule", model(0.85, [0.9, 0.8, 0.7, 0.95], [0.2, 0.1, 0.4, 0.05])],
    ["errors the exception", model(0.02, [0.9, 0.8, 0.7], [0.2, 0.1, 0.4])],
    ["equal kinds", model(0.5, [0.9, 0.8, 0.7, 0.6], [0.2, 0.1, 0.4, 0.3])],
    ["one worse than chance", model(0.3, [0.9, 0.8, 0.7, 0.2], [0.2, 0.1, 0.3, 0.6])],
    ["one that guesses", model(0.4, [0.9, 0.8, 0.7, 0.5], [0.2, 0.1, 0.4, 0.5])],
    ["an oracle", model(0.4, [1, 0.8, 0.7, 0.9], [0, 0.1, 0.4, 0.5])],
    ["small shares kept", model(0.4, [0.2, 0.15, 0.18, 0.16], [0.02, 0.05, 0.04, 0.08])],
  ])("recovers any model from its exact moments: %s", (_, truth) => {
    expect(apart(solve(truth)!, truth)).toBeLessThan(1e-9);
  });

  it("recovers random models", () => {
    const random = createRandom(1);
    for (let trial = 0; trial < 100; trial++) {
      const verifiers = 3 + random.integer(5);
      const phi = Array.from({ length: verifiers }, () => 0.4 + 0.6 * random.uniform());
      const psi = phi.map((rate) => (rate - 0.1) * random.uniform());
      const truth = model(0.05 + 0.9 * random.uniform(), phi, psi);
      expect(apart(solve(truth)!, truth)).toBeLessThan(1e-8);
    }
  });

  it("has no answer where only two verifiers know anything", () => {
    expect(solve(model(0.3, [0.9, 0.8, 0.5, 0.5], [0.2, 0.1, 0.5, 0.5]))).toBeNull();
  });

  it("has no answer where no hidden kind could relate three so", () => {
    // Each two of three exclude one another.
    const table = { verifiers: 3, codes: Int32Array.of(0, 1, 2, 4), counts: Float64Array.of(1, 1, 1, 1) };
    const moments = voteMoments(table);
    expect(soundTriples(moments, () => true)).toEqual([]);
    expect(solveTriplets(moments, [[0, 1, 2]])).toBeNull();
  });
});

describe("voteMoments", () => {
  it("are those of the votes written out", () => {
    const random = createRandom(2);
    const votes = Array.from({ length: 500 }, () => Array.from({ length: 4 }, () => random.integer(2)));
    const codes = Int32Array.from(votes, (row) => row.reduce((code, vote, j) => code | (vote << j), 0));
    const { means, covariance, third } = voteMoments({
      ...{ verifiers: 4, codes },
      counts: new Float64Array(500).fill(2),
    });
    const mean = (of: (row: number[]) => number) => votes.reduce((sum, row) => sum + of(row), 0) / 500;
    for (let i = 0; i < 4; i++) {
      expect(means[i]).toBeCloseTo(
        mean((row) => row[i]),
        12,
      );
      for (let j = 0; j < 4; j++) {
        expect(covariance[i][j]).toBeCloseTo(
          mean((row) => (row[i] - means[i]) * (row[j] - means[j])),
          12,
        );
        for (let k = j + 1; k < 4 && i < j; k++) {
          const product = mean((row) => (row[i] - means[i]) * (row[j] - means[j]) * (row[k] - means[k]));
          expect(third(i, j, k)).toBeCloseTo(product, 12);
        }
      }
    }
  });
});
