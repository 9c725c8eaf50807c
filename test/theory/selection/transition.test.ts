import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/random/generator.ts";
import { isotropicAccuracy, studentAccuracy } from "../../../src/theory/selection/student.ts";
import {
  independentMoments,
  independentRun,
  learnableRun,
  simulateTransition,
  TRANSITION_DEFAULTS,
} from "../../../src/theory/selection/transition.ts";

const options = { ...TRANSITION_DEFAULTS, rows: 3000, runs: 6, seed: 3 };

describe("the phase transition on a ten by ten grid", async () => {
  const points = await simulateTransition(options);
  const of = (errors: string) => points.filter((point) => point.errors === errors);

  it("has a point of each kind for each pair of errors, with one p⋆", () => {
    expect(points).toHaveLength(200);
    for (let i = 0; i < points.length; i += 2) {
      const [independent, learnable] = [points[i], points[i + 1]];
      expect([independent.errors, learnable.errors]).toEqual(["independent", "learnable"]);
      expect(learnable.pstar).toBe(independent.pstar);
      expect(learnable.generatorError).toBe(independent.generatorError);
    }
  });

  it("switches within one grid step of p⋆ when errors are independent", () => {
    for (const { generatorError: p, verifierError, pstar, accuracy, limit } of of("independent")) {
      const toLine = 1 - verifierError - p;
      expect(Math.round((pstar - p) * 1e9) > 0).toBe(Math.round(toLine * 1e9) > 0);
      if (Math.abs(toLine) < 0.05) continue;
      expect(accuracy.mean > 0.5).toBe(p < pstar);
      expect(limit).toBe(p < pstar ? 1 : 0);
      if (Math.abs(toLine) > 0.15) expect(Math.abs(accuracy.mean - limit)).toBeLessThan(0.25);
    }
  });

  it("passes chance on the predicted line when errors are learnable, and smoothly", () => {
    for (const { generatorError: p, verifierError, accuracy, limit } of of("learnable")) {
      const toLine = 1 - verifierError - p;
      if (Math.abs(toLine) > 0.05) expect(accuracy.mean > 0.5).toBe(toLine > 0);
      else expect(Math.abs(accuracy.mean - 0.5)).toBeLessThan(0.02);
      expect(Math.abs(accuracy.mean - limit)).toBeLessThan(0.02);
    }
  });

  it.each(["independent", "learnable"])(
    "agrees with the closed form within standard error: %s errors",
    (errors) => {
      // With six runs a deviation in standard errors is Student's t of 5 degrees: mean square 5/3.
      const deviations = of(errors).map(
        ({ accuracy, predicted }) => (accuracy.mean - predicted) / accuracy.standardError,
      );
      const meanSquare = deviations.reduce((sum, z) => sum + z * z, 0) / deviations.length;
      expect(meanSquare).toBeGreaterThan(0.9);
      expect(meanSquare).toBeLessThan(2.8);
      expect(deviations.filter((z) => Math.abs(z) > 4).length).toBeLessThan(5);
    },
  );
});

describe("one student", () => {
  it("gives the reference accuracies at φ = 0.8, ψ = 0.4, d = 50 and 40,000 rows", () => {
    const reference = { 0.3: 0.98, 0.45: 0.96, 0.55: 0.95, 0.7: 0.16, 0.8: 0.04 };
    for (const [error, accuracy] of Object.entries(reference)) {
      const errors = { error: Number(error), phi: 0.8, psi: 0.4 };
      const predicted = studentAccuracy(independentMoments(errors), 50, 40_000, isotropicAccuracy);
      const simulated = independentRun(errors, 50, 40_000, createRandom(1));
      expect(Math.abs(simulated - predicted)).toBeLessThan(0.02);
      expect(Math.abs(predicted - accuracy)).toBeLessThan(0.02);
    }
  });

  it("is the generator itself where verifier and generator are one", () => {
    const accuracy = learnableRun(
      { generatorError: 0.3, verifierError: 0.3, azimuth: 0 },
      3,
      100_000,
      createRandom(2),
    );
    expect(accuracy).toBeCloseTo(0.7, 2);
  });

  it("is predicted at few dimensions and few rows", () => {
    const errors = { error: 0.3, phi: 0.8, psi: 0.4 };
    for (const [dimension, rows] of [
      [3, 200],
      [4, 50],
      [30, 40],
    ] as const) {
      const runs = Array.from({ length: 2000 }, (_, i) =>
        independentRun(errors, dimension, rows, createRandom(i)),
      );
      const mean = runs.reduce((sum, value) => sum + value, 0) / runs.length;
      const deviation = Math.sqrt(runs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / runs.length);
      const predicted = studentAccuracy(independentMoments(errors), dimension, rows, isotropicAccuracy);
      expect(Math.abs(mean - predicted)).toBeLessThan((4 * deviation) / Math.sqrt(runs.length));
    }
  });
});

describe("a simulation", () => {
  const small = { ...options, generatorErrors: [0.2, 0.6], verifierErrors: [0.1], rows: 100, runs: 3 };

  it("gives the same numbers for the same seed, others for another, and says how far it is", async () => {
    const progress: [number, number][] = [];
    const first = await simulateTransition({ ...small, onRun: (...step) => progress.push(step) });
    expect(await simulateTransition(small)).toEqual(first);
    expect(await simulateTransition({ ...small, seed: 4 })).not.toEqual(first);
    expect(progress).toHaveLength(12);
    expect(progress.at(-1)).toEqual([12, 12]);
  });

  it("stops between runs when it is told to", async () => {
    const controller = new AbortController();
    const stopped = simulateTransition({
      ...small,
      signal: controller.signal,
      onRun: (done) => done === 2 && controller.abort(new Error("enough")),
    });
    await expect(stopped).rejects.toThrow("enough");
  });

  it("refuses, by name, what it can't simulate", async () => {
    const refused = [
      [{ verifierErrors: [1], generatorErrors: [0] }, /errors 0 and 1: the verifier keeps 0/],
      [{ dimension: 2 }, /dimension: must be 3/],
      [{ runs: 1 }, /runs/],
      [{ rows: 0 }, /rows/],
      [{ generatorErrors: [1.2] }, /generatorError/],
    ] as const;
    for (const [change, line] of refused) {
      await expect(simulateTransition({ ...small, ...change })).rejects.toThrow(
        expect.objectContaining({ line: expect.stringMatching(line) }),
      );
    }
  });
});
