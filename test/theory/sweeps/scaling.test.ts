import { describe, expect, it } from "vitest";
import { simulateScaling } from "../../../src/theory/sweeps/scaling.ts";
import { standardErrorsApart } from "./standard-errors.ts";

const options = {
  syntheticShares: [0, 0.001, 0.01, 0.1, 0.5, 1],
  fewestSamples: 100,
  mostSamples: 1e9,
  steps: 8,
  dimension: 40,
  width: null,
  ridge: 0,
  spectrumDecay: 0,
  signal: 1,
  shift: 0.8,
  noise: 1,
  syntheticNoise: 1,
};

describe("error against samples", async () => {
  const { points, curves } = await simulateScaling(options, { runs: 40, seed: 3 });

  it("is simulated as the closed form says, at every n", () => {
    expect(points).toHaveLength(6 * 8);
    // The closed form is of large d: at n = 100, d/(n − d − 1) against d/(n − d) is 2 %.
    for (const { theory, simulation } of points) {
      expect(Math.abs(simulation.mean - theory.total)).toBeLessThan(
        4 * simulation.standardError + 0.03 * theory.total,
      );
    }
    const near = points.filter((point) => standardErrorsApart(point) < 2);
    expect(near.length).toBeGreaterThan(0.85 * points.length);
  });

  it("stops at p₂²c² for every p₂ from 0.001 to 1, and for none goes on falling", () => {
    for (const { syntheticShare, plateau, line } of curves) {
      expect(plateau).toBeCloseTo(syntheticShare ** 2 * 0.8, 12);
      const end = line.at(-1)!;
      expect(end.samples).toBe(1e9);
      // What is left above it is σ² d/n and what the shift scatters.
      expect(end.error - plateau).toBeGreaterThan(0);
      expect(end.error - plateau).toBeLessThan((1.1 * 40 * (1 + 0.8 * syntheticShare)) / 1e9);
    }
    const atEnd = points.filter(({ samples }) => samples === 1e9);
    for (const { syntheticShare, simulation } of atEnd.filter((point) => point.syntheticShare > 0)) {
      expect(Math.abs(simulation.mean - syntheticShare ** 2 * 0.8)).toBeLessThan(
        3.5 * simulation.standardError + 5e-8,
      );
    }
  });

  it("asks theory of the whole number of synthetic rows that are drawn", () => {
    const few = points.find(({ syntheticShare, samples }) => syntheticShare === 0.001 && samples === 100)!;
    const real = points.find(({ syntheticShare, samples }) => syntheticShare === 0 && samples === 100)!;
    expect(few.theory).toEqual(real.theory);
    expect(few.simulation).toEqual(real.simulation);
  });
});

describe("a sweep", () => {
  const quick = { ...options, syntheticShares: [0, 0.1], mostSamples: 1000, steps: 3 };

  it("gives the same numbers for the same seed, and says how far it is", async () => {
    const seen: string[] = [];
    const onRun = (done: number, total: number) => seen.push(`${done}/${total}`);
    const first = await simulateScaling(quick, { runs: 3, seed: 5, onRun });
    expect(seen).toHaveLength(18);
    expect(seen.at(-1)).toBe("18/18");
    expect(await simulateScaling(quick, { runs: 3, seed: 5 })).toEqual(first);
    expect(await simulateScaling(quick, { runs: 3, seed: 6 })).not.toEqual(first);
  });

  it("stops when it is told to", async () => {
    const controller = new AbortController();
    const work = simulateScaling(quick, {
      runs: 3,
      seed: 5,
      signal: controller.signal,
      onRun: () => controller.abort(),
    });
    await expect(work).rejects.toThrow(/abort/i);
  });

  it.each([
    ["dimension", { dimension: 0 }],
    ["syntheticShare", { syntheticShares: [1.5] }],
    ["ridge", { ridge: -1 }],
    ["mostSamples", { mostSamples: 10 }],
  ])("refuses %s out of range by name", async (where, wrong) => {
    const work = simulateScaling({ ...quick, ...wrong }, { runs: 2, seed: 1 });
    await expect(work).rejects.toMatchObject({ where, exitCode: 2 });
  });
});
