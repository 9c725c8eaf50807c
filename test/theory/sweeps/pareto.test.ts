import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/random/generator.ts";
import { frontier, simulatePareto } from "../../../src/theory/sweeps/pareto.ts";

describe("the frontier", () => {
  it("is what no other point dominates, by brute force", () => {
    const random = createRandom(4);
    for (let trial = 0; trial < 200; trial++) {
      // Few distinct values, so that there are ties on one axis and on both.
      const points = Array.from({ length: 12 }, (): [number, number] => [
        random.integer(6),
        random.integer(6),
      ]);
      const expected = points.map(([x, y]) => !points.some(([a, b]) => a <= x && b <= y && (a < x || b < y)));
      expect(frontier(points)).toEqual(expected);
    }
  });
});

describe("the price of synthetic rows", async () => {
  const widths = [10, 40, 80, 200, 800];
  const sweep = await simulatePareto(
    {
      widths,
      shifts: [0, 0.1, 1],
      syntheticShare: 0.3,
      samples: 80,
      dimension: 100,
      ridge: 1e-3,
      spectrumDecay: 1,
      signal: 20,
      noise: 0.1,
      syntheticNoise: 0.1,
    },
    { runs: 40, seed: 1 },
  );

  it("is simulated as theory says on both axes", () => {
    expect(sweep.points).toHaveLength(15);
    for (const { real, mixed } of sweep.points) {
      for (const { theory, mean, standardError } of [real, mixed]) {
        expect(Math.abs(mean - theory)).toBeLessThan(3.5 * standardError + 0.05 * theory);
      }
    }
  });

  it("is nothing for rows as good as real ones, and rises with c² at every width", () => {
    const [perfect, good, poor] = sweep.curves;
    for (const [i, { real, mixed }] of perfect.line.entries()) {
      expect(mixed).toBeCloseTo(real, 12);
      expect(good.line[i].mixed).toBeGreaterThan(mixed);
      expect(poor.line[i].mixed).toBeGreaterThan(good.line[i].mixed);
    }
  });

  it("makes a narrower model the best, the narrower the poorer the rows", () => {
    const [perfect, good, poor] = sweep.curves.map(({ bestWidth }) => bestWidth);
    expect(perfect.mixed).toBe(perfect.real);
    expect(good.mixed).toBeLessThan(good.real);
    expect(poor.mixed).toBeLessThan(good.mixed);
  });

  it("has the two best widths at the frontier's ends", () => {
    for (const { line, bestWidth } of sweep.curves) {
      const optimal = line.filter((one) => one.optimal);
      const least = (of: "real" | "mixed") => Math.min(...line.map((one) => one[of]));
      expect(optimal.find(({ width }) => width === bestWidth.real)?.real).toBe(least("real"));
      expect(optimal.find(({ width }) => width === bestWidth.mixed)?.mixed).toBe(least("mixed"));
    }
  });
});
