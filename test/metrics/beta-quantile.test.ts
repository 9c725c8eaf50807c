import { describe, expect, it } from "vitest";
import { betaCdf, betaQuantile } from "../../src/metrics/beta-quantile.ts";

describe("betaCdf", () => {
  it("is the closed form where there is one", () => {
    for (const x of [1e-9, 0.01, 0.3, 0.5, 0.77, 0.999]) {
      expect(betaCdf(x, 1, 7)).toBeCloseTo(1 - (1 - x) ** 7, 13);
      expect(betaCdf(x, 3.5, 1)).toBeCloseTo(x ** 3.5, 13);
      expect(betaCdf(x, 0.5, 0.5)).toBeCloseTo((2 / Math.PI) * Math.asin(Math.sqrt(x)), 13);
    }
  });

  it("is a binomial tail: P(X ≤ x) = P(at least a of n = a + b − 1)", () => {
    for (const [a, n, x] of [
      [3, 10, 0.2],
      [40, 60, 0.7],
      [2, 500, 0.01],
    ] as const) {
      let tail = 0;
      let term = (1 - x) ** n;
      for (let k = 0; k <= n; k++) {
        if (k >= a) tail += term;
        term *= ((n - k) / (k + 1)) * (x / (1 - x));
      }
      expect(betaCdf(x, a, n - a + 1)).toBeCloseTo(tail, 12);
    }
  });
});

describe("betaQuantile", () => {
  it("inverts it, from the smallest counts to millions", () => {
    for (const [a, b] of [
      [0.5, 0.5],
      [0.5, 20.5],
      [3.5, 17.5],
      [600_000.5, 400_000.5],
      [1.5, 1e6],
    ] as const) {
      for (const probability of [0.025, 0.5, 0.975]) {
        expect(betaCdf(betaQuantile(probability, a, b), a, b)).toBeCloseTo(probability, 7);
      }
    }
  });

  it("is the closed form where there is one", () => {
    expect(betaQuantile(0.5, 7, 7)).toBeCloseTo(0.5, 14);
    expect(betaQuantile(0.975, 1, 20)).toBeCloseTo(1 - 0.025 ** (1 / 20), 14);
  });
});
