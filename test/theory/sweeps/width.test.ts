import { describe, expect, it } from "vitest";
import { simulateWidth } from "../../../src/theory/sweeps/width.ts";
import { standardErrorsApart } from "./standard-errors.ts";

const mixes = [
  { syntheticShare: 0, shift: 0.5 },
  { syntheticShare: 0.5, shift: 0.5 },
  { syntheticShare: 0.5, shift: 1 },
];
const widths = [10, 30, 60, 75, 150, 400, 1000];
const options = {
  mixes,
  widths,
  samples: 60,
  dimension: 150,
  ridge: 1e-4,
  spectrumDecay: 0.5,
  signal: 8,
  noise: 0.2,
  syntheticNoise: 0.2,
};

describe("error against width", async () => {
  const { points, curves } = await simulateWidth(options, { runs: 60, seed: 2 });

  it("is simulated as the closed form says", () => {
    expect(points.map(({ width }) => width)).toEqual([...widths, ...widths, ...widths]);
    for (const point of points) {
      const finite = 0.05 * point.theory.total;
      expect(Math.abs(point.simulation.mean - point.theory.total)).toBeLessThan(
        3.5 * point.simulation.standardError + finite,
      );
    }
    expect(points.filter((point) => standardErrorsApart(point) < 2).length).toBeGreaterThan(
      0.8 * points.length,
    );
  });

  it("descends twice, with the peak at m = n: in the theory within 1 %, in the simulation at that width", () => {
    for (const [i, { line }] of curves.entries()) {
      const totals = line.map(({ error }) => error.total);
      const peak = totals.indexOf(Math.max(...totals));
      expect(line[peak].width).toBeGreaterThan(59.4);
      expect(line[peak].width).toBeLessThan(60.6);
      expect(totals.at(-1)).toBeLessThan(totals[0]);
      const means = points.slice(i * widths.length, (i + 1) * widths.length);
      const highest = means.reduce((a, b) => (b.simulation.mean > a.simulation.mean ? b : a));
      expect(highest.width).toBe(60);
    }
  });

  it("is B + V + ζ, of which the mixture changes only ζ where the noise is one", () => {
    const [real, mixed, worse] = curves;
    for (const [i, { error }] of mixed.line.entries()) {
      expect(error.total).toBeCloseTo(error.bias + error.variance + error.collapse, 12);
      expect(error.bias).toBeCloseTo(real.line[i].error.bias, 10);
      expect(error.variance).toBeCloseTo(real.line[i].error.variance, 10);
      expect(real.line[i].error.collapse).toBe(0);
      expect(worse.line[i].error.collapse).toBeCloseTo(2 * error.collapse, 10);
    }
  });
});
