import { describe, expect, it } from "vitest";
import { PstarError } from "../../src/errors.ts";
import { meanInterval } from "../../src/metrics/bootstrap.ts";
import { createRandom } from "../../src/random/generator.ts";

const rates = (hits: number, n: number) => Float64Array.from({ length: n }, (_, i) => (i < hits ? 1 : 0));

/** By midpoint sums of the density. */
function betaCdf(x: number, a: number, b: number): number {
  let below = 0;
  let total = 0;
  for (let i = 0; i < 20_000; i++) {
    const t = (i + 0.5) / 20_000;
    const density = t ** (a - 1) * (1 - t) ** (b - 1);
    total += density;
    if (t < x) below += density;
  }
  return below / total;
}

describe("meanInterval", () => {
  it("is Jeffreys' interval for 0/1 values", () => {
    for (const [hits, n] of [
      [5, 30],
      [2, 10],
      [90, 400],
    ]) {
      const { estimate, low, high } = meanInterval(rates(hits, n), { seed: 1, draws: 40_000 });
      expect(estimate).toBeCloseTo(hits / n, 12);
      expect(Math.abs(betaCdf(low, hits + 0.5, n - hits + 0.5) - 0.025)).toBeLessThan(0.003);
      expect(Math.abs(betaCdf(high, hits + 0.5, n - hits + 0.5) - 0.975)).toBeLessThan(0.003);
    }
  });

  it("does not claim certainty from no hit or all hits", () => {
    const none = meanInterval(rates(0, 100), { seed: 2 });
    expect(none.low).toBe(0);
    expect(none.high).toBeGreaterThan(0.02);
    expect(none.high).toBeLessThan(0.03);
    const all = meanInterval(rates(100, 100), { seed: 2 });
    expect([all.estimate, all.high]).toEqual([1, 1]);
    expect(1 - all.low).toBeCloseTo(none.high, 2);
  });

  it("is the normal interval for many graded values, merged or not", () => {
    const random = createRandom(3);
    for (const n of [400, 20_000]) {
      const values = Float64Array.from({ length: n }, () => random.uniform());
      const { estimate, low, high } = meanInterval(values, { seed: 4, draws: 2000 });
      const halfWidth = 1.96 * Math.sqrt(1 / 12 / n);
      expect(high - low).toBeGreaterThan(2 * halfWidth * 0.9);
      expect(high - low).toBeLessThan(2 * halfWidth * 1.1);
      expect((high + low) / 2).toBeCloseTo(estimate, 2);
    }
  });

  it("depends on the seed and the values, not on their order", () => {
    const values = Float64Array.of(0.2, 0.9, 0.5, 0, 1);
    expect(meanInterval(values, { seed: 5 })).toEqual(meanInterval(values.slice().reverse(), { seed: 5 }));
    expect(meanInterval(values, { seed: 5 })).not.toEqual(meanInterval(values, { seed: 6 }));
  });

  it("refuses no values and values that are no share", () => {
    for (const values of [[], [0.5, 1.2], [-0.1], [Number.NaN]]) {
      expect(() => meanInterval(Float64Array.from(values), { seed: 1 })).toThrow(PstarError);
    }
  });
});
