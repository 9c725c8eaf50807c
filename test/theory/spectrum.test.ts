import { describe, expect, it } from "vitest";
import { degreesOfFreedom, powerLaw, trace } from "../../src/theory/spectrum.ts";

describe("degreesOfFreedom", () => {
  const eigenvalues = powerLaw(500, 1.5);

  it("is the sum it is defined by, with its complements", () => {
    for (const t of [1e-6, 1e-3, 0.1, 10]) {
      const terms = Array.from(eigenvalues, (value) => value / (value + t));
      const df1 = terms.reduce((sum, term) => sum + term);
      const df2 = terms.reduce((sum, term) => sum + term ** 2, 0);
      const found = degreesOfFreedom(eigenvalues, t);
      expect(found.df1 / df1).toBeCloseTo(1, 12);
      expect(found.df2 / df2).toBeCloseTo(1, 12);
      expect(found.spread / (df1 - df2)).toBeCloseTo(1, 9);
    }
  });

  it("is d at 0, and keeps the relative accuracy of its complement near it", () => {
    expect(degreesOfFreedom(eigenvalues, 0)).toEqual({ df1: 500, df2: 500, spread: 0 });
    const inverses = eigenvalues.reduce((sum, value) => sum + 1 / value, 0);
    expect(degreesOfFreedom(eigenvalues, 1e-30).spread / (1e-30 * inverses)).toBeCloseTo(1, 12);
  });

  it("falls as tr Σ/t and tr Σ²/t² at huge t, and is 0 at infinity", () => {
    const { df1, df2 } = degreesOfFreedom(eigenvalues, 1e100);
    expect((df1 * 1e100) / trace(eigenvalues)).toBeCloseTo(1, 12);
    expect((df2 * 1e200) / eigenvalues.reduce((sum, value) => sum + value ** 2, 0)).toBeCloseTo(1, 12);
    expect(degreesOfFreedom(eigenvalues, Infinity)).toMatchObject({ df1: 0, df2: 0 });
  });

  it("is exact to 1e-11 at d = 100,000", () => {
    const ones = new Float64Array(100_000).fill(1 / 3);
    expect(degreesOfFreedom(ones, 0.1).df1 / (100_000 / 1.3)).toBeCloseTo(1, 11);
  });
});
