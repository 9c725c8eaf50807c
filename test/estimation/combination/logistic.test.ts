import { describe, expect, it } from "vitest";
import type { FittingSample } from "../../../src/estimation/combination/combiner.ts";
import { fitLogistic } from "../../../src/estimation/combination/logistic.ts";
import { fitRidgeLogistic, logLikelihood } from "../../../src/estimation/combination/ridge-logistic.ts";
import { createRandom } from "../../../src/random/generator.ts";

const random = createRandom(1);
const n = 400;
const features = [0, 1, 2].map(() => Float64Array.from({ length: n }, () => random.normal()));
const labels = Float64Array.from({ length: n }, (_, i) =>
  random.uniform() < 1 / (1 + Math.exp(-(0.5 + features[0][i] - 0.5 * features[1][i]))) ? 1 : 0,
);
const soft = Float64Array.from({ length: n }, () => random.uniform());
const weights = Float64Array.from({ length: n }, () => 0.2 + 2 * random.uniform());
const ones = new Float64Array(n).fill(1);

describe("fitRidgeLogistic", () => {
  it.each([
    ["yes/no labels", labels, ones, 1],
    ["soft labels and weights", soft, weights, 0.1],
    ["a strong penalty", labels, weights, 300],
  ])("is where the objective's gradient, by differences, is zero: %s", (_, s, w, penalty) => {
    const sample = { features, labels: s, weights: w };
    const objective = (beta: Float64Array) =>
      (penalty / 2) * beta.slice(1).reduce((sum, b) => sum + b * b, 0) - logLikelihood(sample, beta);
    const fitted = fitRidgeLogistic(sample, penalty);
    const h = 1e-4;
    fitted.forEach((b, j) => {
      const slope = (objective(fitted.with(j, b + h)) - objective(fitted.with(j, b - h))) / (2 * h);
      expect(Math.abs(slope)).toBeLessThan(1e-5);
    });
    // Convex: nowhere lower, and every start leads there.
    for (let trial = 0; trial < 50; trial++) {
      const elsewhere = fitted.map((b) => b + random.normal());
      expect(objective(elsewhere)).toBeGreaterThan(objective(fitted));
      if (trial > 5) continue;
      fitRidgeLogistic(sample, penalty, elsewhere).forEach((b, j) => {
        expect(b).toBeCloseTo(fitted[j], 7);
      });
    }
  });

  it("maximises the likelihood written out row by row", () => {
    const beta = Float64Array.of(0.3, -1, 2, 0.5);
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const eta = 0.3 - features[0][i] + 2 * features[1][i] + 0.5 * features[2][i];
      const probability = 1 / (1 + Math.exp(-eta));
      sum += weights[i] * (soft[i] * Math.log(probability) + (1 - soft[i]) * Math.log(1 - probability));
    }
    expect(logLikelihood({ features, labels: soft, weights }, beta)).toBeCloseTo(sum, 8);
  });

  it("counts a row of weight 2 twice and a soft label as a row of either kind", () => {
    const twice = { features, labels, weights: ones.map((_, i) => 1 + (i % 2)) };
    const odd = [...labels.keys()].filter((i) => i % 2 === 1);
    const repeat = (values: Float64Array) => Float64Array.from([...values, ...odd.map((i) => values[i])]);
    const repeated = {
      features: features.map(repeat),
      labels: repeat(labels),
      weights: new Float64Array(n + odd.length).fill(1),
    };
    const split = {
      features: features.map((f) => Float64Array.from([...f, ...f])),
      labels: Float64Array.from({ length: 2 * n }, (_, i) => (i < n ? 1 : 0)),
      weights: Float64Array.from([...soft, ...soft.map((s) => 1 - s)]),
    };
    const close = (a: Float64Array, b: Float64Array) => {
      a.forEach((value, j) => {
        expect(value).toBeCloseTo(b[j], 8);
      });
    };
    close(fitRidgeLogistic(twice, 1), fitRidgeLogistic(repeated, 1));
    close(fitRidgeLogistic({ features, labels: soft, weights: ones }, 1), fitRidgeLogistic(split, 1));
  });

  it("stays finite where one score separates the kinds", () => {
    const separable = {
      features: [features[0]],
      labels: features[0].map((x) => (x > 0 ? 1 : 0)),
      weights: ones,
    };
    const fitted = fitRidgeLogistic(separable, 0.1);
    expect(fitted.every(Number.isFinite)).toBe(true);
    expect(fitted[1]).toBeGreaterThan(3);
  });
});

describe("fitLogistic", () => {
  const sample = (s: Float64Array): FittingSample => ({
    ...{ features, labels: s, weights: ones },
    cluster: Int32Array.from(s.keys()),
  });
  const slopes = ({ terms }: ReturnType<typeof fitLogistic>) => terms.map((term) => term(1) - term(0));

  it("finds the coefficients, and shrinks those of noise nearly to nothing", () => {
    const [a, b, c] = slopes(fitLogistic(sample(labels), 1));
    expect(a).toBeCloseTo(1, 0);
    expect(b).toBeCloseTo(-0.5, 0);
    expect(Math.abs(c)).toBeLessThan(0.2);
    const coin = Float64Array.from({ length: n }, () => (random.uniform() < 0.5 ? 1 : 0));
    for (const slope of slopes(fitLogistic(sample(coin), 1))) expect(Math.abs(slope)).toBeLessThan(0.1);
  });

  it("fits where only one input is incorrect", () => {
    const one = labels.map((_, i) => (i === 3 ? 0 : 1));
    expect(slopes(fitLogistic(sample(one), 1)).every(Number.isFinite)).toBe(true);
  });
});
