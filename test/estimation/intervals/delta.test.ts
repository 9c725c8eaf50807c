import { describe, expect, it } from "vitest";
import { pstarByDelta } from "../../../src/estimation/intervals/delta.ts";
import { jeffreysDraws } from "../../../src/estimation/intervals/jeffreys.ts";
import { summarise } from "../../../src/estimation/intervals/posterior.ts";
import { operatingPoint } from "../../../src/estimation/operating-point.ts";

describe("pstarByDelta", () => {
  it("is the worked value on the log-odds scale", () => {
    // φ = 0.8 of 100, ψ = 0.4 of 50: logit p⋆ = log 2, variance 0.2/80 + 0.6/20 = 0.0325.
    const { estimate, low, high } = pstarByDelta({ k1: 80, n1: 100, k0: 20, n0: 50 });
    expect(estimate).toBeCloseTo(2 / 3, 14);
    expect(Math.log(low / (1 - low))).toBeCloseTo(Math.log(2) - 1.959964 * Math.sqrt(0.0325), 6);
    expect(Math.log(high / (1 - high))).toBeCloseTo(Math.log(2) + 1.959964 * Math.sqrt(0.0325), 6);
  });

  it("says nothing at zero counts", () => {
    expect(pstarByDelta({ k1: 5, n1: 9, k0: 0, n0: 9 })).toEqual({ estimate: 1, low: 0, high: 1 });
  });

  it("agrees with Jeffreys' posterior at large counts", () => {
    const counts = { k1: 3000, n1: 5000, k0: 1000, n0: 4000 };
    const exact = summarise(jeffreysDraws(counts, { seed: 1, draws: 20_000 }), operatingPoint(counts), {
      confidence: 0.9,
    });
    const delta = pstarByDelta(counts, 0.9);
    expect(delta.low).toBeCloseTo(exact.pstar.low, 2.7);
    expect(delta.high).toBeCloseTo(exact.pstar.high, 2.7);
  });
});

describe("jeffreysDraws", () => {
  it("gives P(p⋆ > ½) its closed form at the smallest counts", () => {
    // φ ~ Beta(½, 3/2), ψ ~ Beta(½, ½). With φ = sin²a: P = ∫ (4/π) cos²a · (2a/π) da over [0, π/2] = ½ − 2/π².
    const counts = { k1: 0, n1: 1, k0: 0, n0: 0 };
    const draws = jeffreysDraws(counts, { seed: 2, draws: 60_000 });
    const { probabilityCleaner } = summarise(draws, operatingPoint(counts), { confidence: 0.95 });
    expect(Math.abs(probabilityCleaner - (0.5 - 2 / Math.PI ** 2))).toBeLessThan(0.01);
  });
});
