import { describe, expect, it } from "vitest";
import { combine } from "../../../src/estimation/combination/combine.ts";
import type { FittingSample } from "../../../src/estimation/combination/combiner.ts";
import { normalScores } from "../../../src/estimation/combination/features.ts";
import { fitLogLikelihoodRatio } from "../../../src/estimation/combination/log-likelihood-ratio.ts";
import { createRandom } from "../../../src/random/generator.ts";
import { simulate } from "./simulate.ts";

describe("fitLogLikelihoodRatio", () => {
  it("nears the closed form of Gaussian scores: logit(1 − p) + Σ skill · score", () => {
    const skills = [1, 0.5, 1.5];
    const { columns } = simulate({ rows: 200_000, error: 0.3, skills }, 1);
    const features = columns.scores.map(({ values }) => normalScores(values));
    const rows = Int32Array.from(columns.labels.keys());
    const { values } = combine("log-likelihood-ratio", columns, features, rows, 1);
    let squares = 0;
    let count = 0;
    for (let i = 0; i < columns.rows; i++) {
      if (columns.scores.some((score) => Math.abs(score.values[i]) > 2)) continue;
      const exact = columns.scores.reduce(
        (sum, score, j) => sum + skills[j] * score.values[i],
        Math.log(0.7 / 0.3),
      );
      squares += (values[i] - exact) ** 2;
      count++;
    }
    expect(Math.sqrt(squares / count)).toBeLessThan(0.1);
  });

  it("gives a pass-or-fail verifier log φ/ψ and log (1−φ)/(1−ψ)", () => {
    const random = createRandom(2);
    const n = 20_000;
    const labels = Float64Array.from({ length: n }, (_, i) => (i % 4 === 0 ? 0 : 1));
    const passed = labels.map((s) => (random.uniform() < (s === 1 ? 0.8 : 0.3) ? 1 : 0));
    const rate = (kind: number) =>
      passed.reduce((sum, q, i) => sum + (labels[i] === kind ? q : 0), 0) /
      labels.reduce((sum, s) => sum + (s === kind ? 1 : 0), 0);
    const [phi, psi] = [rate(1), rate(0)];
    const features = normalScores(passed);
    const { intercept, terms } = fitLogLikelihoodRatio(sampleOf([features], labels));
    expect(intercept).toBeCloseTo(Math.log(3), 12);
    const pass = features[passed.indexOf(1)];
    const fail = features[passed.indexOf(0)];
    expect(terms[0](pass)).toBeCloseTo(Math.log(phi / psi), 3);
    expect(terms[0](fail)).toBeCloseTo(Math.log((1 - phi) / (1 - psi)), 3);
  });

  it.each([1, -1])("is monotone however few and noisy the labels, direction %d", (direction) => {
    for (let seed = 0; seed < 40; seed++) {
      const random = createRandom(seed);
      const labels = Float64Array.from({ length: 30 }, () => (random.uniform() < 0.6 ? 1 : 0));
      const feature = normalScores(labels.map((s) => direction * s + 2 * random.normal()));
      const [term] = fitLogLikelihoodRatio(sampleOf([feature], labels)).terms;
      const grid = Array.from({ length: 101 }, (_, i) => term(-3 + 0.06 * i));
      const sign = Math.sign(grid[100] - grid[0]);
      for (let i = 1; i < grid.length; i++) {
        expect(sign * (grid[i] - grid[i - 1])).toBeGreaterThanOrEqual(-1e-12);
        expect(Number.isFinite(grid[i])).toBe(true);
      }
    }
  });

  it("makes of a soft label the expectation over its two kinds", () => {
    const random = createRandom(3);
    const soft = Float64Array.from({ length: 300 }, () => random.uniform());
    const feature = normalScores(soft.map((s) => s + random.normal()));
    const twice = (values: Float64Array) => Float64Array.from([...values, ...values]);
    const hard: FittingSample = {
      features: [twice(feature)],
      labels: Float64Array.from({ length: 600 }, (_, i) => (i < 300 ? 1 : 0)),
      weights: Float64Array.from([...soft, ...soft.map((s) => 1 - s)]),
      cluster: new Int32Array(600),
    };
    const bySoft = fitLogLikelihoodRatio(sampleOf([feature], soft));
    const byHard = fitLogLikelihoodRatio(hard);
    expect(byHard.intercept).toBeCloseTo(bySoft.intercept, 10);
    // Bins hold other rows, as there are twice as many, so only nearly.
    for (const x of [-1, 0, 1]) expect(byHard.terms[0](x)).toBeCloseTo(bySoft.terms[0](x), 0);
  });
});

function sampleOf(features: readonly Float64Array[], labels: Float64Array): FittingSample {
  return { features, labels, weights: labels.map(() => 1), cluster: Int32Array.from(labels.keys()) };
}
