import { describe, expect, it } from "vitest";
import { sampleBeta, sampleGamma } from "../../src/metrics/beta.ts";
import { quantileOfSorted } from "../../src/metrics/interval.ts";
import { normalCdf, normalQuantile } from "../../src/metrics/normal.ts";
import { createRandom } from "../../src/random/generator.ts";

const sample = (n: number, draw: () => number) => Float64Array.from({ length: n }, draw).sort();

describe("sampleGamma", () => {
  it("has mean and variance equal to its shape, small and large", () => {
    const random = createRandom(1);
    for (const shape of [0.2, 0.5, 1, 3.5, 400]) {
      const draws = sample(40_000, () => sampleGamma(shape, random));
      const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
      const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length;
      expect(Math.abs(mean - shape)).toBeLessThan(4 * Math.sqrt(shape / draws.length));
      expect(variance / shape).toBeCloseTo(1, 0);
    }
  });
});

describe("sampleBeta", () => {
  it("follows distributions whose quantiles have closed forms", () => {
    const random = createRandom(2);
    const arcsine = sample(40_000, () => sampleBeta(0.5, 0.5, random));
    const power = sample(40_000, () => sampleBeta(3, 1, random));
    for (const q of [0.025, 0.25, 0.5, 0.9, 0.975]) {
      expect(quantileOfSorted(arcsine, q)).toBeCloseTo(Math.sin((Math.PI * q) / 2) ** 2, 1.7);
      expect(quantileOfSorted(power, q)).toBeCloseTo(q ** (1 / 3), 1.7);
    }
  });
});

describe("normal distribution", () => {
  it("has the tabulated quantiles and inverts", () => {
    expect(normalCdf(0)).toBe(0.5);
    expect(normalCdf(1.959963984540054)).toBeCloseTo(0.975, 14);
    expect(normalCdf(-3)).toBeCloseTo(0.0013498980316300933, 15);
    expect(normalQuantile(0.95)).toBeCloseTo(1.6448536269514722, 12);
    for (const p of [1e-6, 0.1, 0.5, 0.999]) expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 14);
  });
});
