import { describe, expect, it } from "vitest";
import { shiftedInputsError } from "../../../src/theory/collapse/covariances.ts";
import { collapseError } from "../../../src/theory/collapse/error.ts";
import { type CollapseSetting, standardSetting } from "../../../src/theory/collapse/setting.ts";
import {
  bestGeneration,
  firstShift,
  mixingTrajectory,
  nextGeneration,
} from "../../../src/theory/mixing/generation.ts";
import { fixedPlateau, freshPlateau } from "../../../src/theory/mixing/plateau.ts";
import { simulateIterative, simulateWeights } from "../../../src/theory/mixing/simulate.ts";

const common = { width: null, signal: 3, shift: 0.8, noise: 0.5, syntheticNoise: 0.7 } as const;
const under = standardSetting({
  ...common,
  dimension: 40,
  samples: 100,
  syntheticShare: 0.3,
  ridge: 0.01,
  spectrumDecay: 1,
});
const over = standardSetting({
  ...common,
  dimension: 75,
  samples: 50,
  syntheticShare: 0.5,
  ridge: 0.05,
  spectrumDecay: 0.5,
});
const ridgeless = standardSetting({
  ...common,
  dimension: 40,
  samples: 100,
  syntheticShare: 0.4,
  ridge: 0,
  spectrumDecay: 0,
});
const settings: [string, CollapseSetting][] = [
  ["more rows than dimensions", under],
  ["fewer rows than dimensions", over],
  ["isotropic without ridge", ridgeless],
];
const single = (setting: CollapseSetting, weight: number) =>
  nextGeneration(setting, firstShift(setting), weight).error;
const relative = (value: number, reference: number) => Math.abs(value / reference - 1);

describe.each(settings)("single-step weighting, %s", (_, setting) => {
  it("is Theorem 1 where every row weighs the same", () => {
    expect(relative(single(setting, setting.syntheticShare), collapseError(setting).total)).toBeLessThan(
      1e-9,
    );
  });

  it("is Theorem 1 on the rows of one kind where they have all the weight", () => {
    for (const weight of [0, 1]) {
      const samples = setting.samples * (weight === 1 ? setting.syntheticShare : 1 - setting.syntheticShare);
      if (setting.ridge === 0 && samples <= setting.eigenvalues.length) continue;
      const alone = collapseError({ ...setting, samples, syntheticShare: weight }).total;
      expect(relative(single(setting, weight), alone)).toBeLessThan(1e-9);
    }
  });

  it("is ridge on inputs scaled by the roots of their weights", () => {
    const { samples, syntheticShare: p2, eigenvalues } = setting;
    for (const weight of [0.05, 0.35, 0.8]) {
      // √weight (x, y), in units in which a real row weighs 1/n.
      const [unit, scale] = [(1 - weight) / (1 - p2), (weight * (1 - p2)) / (p2 * (1 - weight))];
      const scaled = {
        ...setting,
        ridge: setting.ridge / unit,
        syntheticNoise: setting.syntheticNoise * Math.sqrt(scale),
        samples,
      };
      const reference = shiftedInputsError(
        scaled,
        eigenvalues.map((value) => value * scale),
      ).total;
      expect(relative(single(setting, weight), reference)).toBeLessThan(1e-9);
    }
  });

  it("agrees with simulation within standard error", async () => {
    const weights = setting.ridge === 0 ? [0.1, 0.5, 0.9] : [0, 0.1, 0.5, 1];
    for (const { predicted, error } of await simulateWeights(setting, weights, { runs: 150, seed: 4 })) {
      // At a finite dimension the limit is itself some 1 % off.
      expect(Math.abs(error.mean - predicted)).toBeLessThan(3 * error.standardError + 0.015 * predicted);
    }
  });

  it("has a best weight that no other beats", () => {
    const best = bestGeneration(setting, firstShift(setting));
    for (let weight = 0.01; weight < 1; weight += 0.01) {
      expect(best.error).toBeLessThanOrEqual(single(setting, weight) * (1 + 1e-12));
    }
  });

  it("is iterated to its plateau, which simulation agrees with", async () => {
    const weight = setting.syntheticShare;
    const plateau = freshPlateau(setting, weight);
    expect(relative(mixingTrajectory(setting, 300, weight).at(-1)!.error, plateau)).toBeLessThan(1e-9);
    const simulated = await simulateIterative({
      setting,
      generations: 5,
      syntheticWeight: weight,
      rows: "fresh",
      runs: 120,
      seed: 8,
    });
    expect(simulated.plateau).toBe(plateau);
    for (const { predicted, error } of simulated.points) {
      expect(Math.abs(error.mean - predicted!)).toBeLessThan(3 * error.standardError + 0.015 * predicted!);
    }
  });
});

describe("weighting many rows", () => {
  it("brings the error of real rows alone back only as the weight goes to 0", () => {
    const many = { ...under, samples: 1e7, ridge: 1e-9 };
    const alone = collapseError({ ...many, samples: 0.7e7, syntheticShare: 0 }).total;
    for (const weight of [0.3, 0.1, 0.01])
      expect(relative(single(many, weight), weight ** 2 * 0.8)).toBeLessThan(0.05);
    expect(bestGeneration(many, firstShift(many)).syntheticWeight).toBeLessThan(1e-4);
    expect(relative(single(many, 0), alone)).toBeLessThan(1e-9);
  });
});

describe("the plateau of iterative mixing", () => {
  it("has the isotropic closed form", () => {
    const { samples, syntheticShare: p2, noise, syntheticNoise } = ridgeless;
    const phi = 40 / samples;
    const u = phi / (1 - phi);
    const variance = (1 - p2) * noise ** 2 + p2 * syntheticNoise ** 2;
    expect(freshPlateau(ridgeless, p2)).toBeCloseTo((variance * u) / (1 - p2 ** 2 - p2 * (1 - p2) * u), 12);
  });

  it("forgets the first generator", () => {
    const worse = { ...under, shift: under.shift.map((value) => 100 * value) };
    expect(freshPlateau(worse, 0.3)).toBe(freshPlateau(under, 0.3));
  });

  it("does not exist where nothing holds the model to real data", () => {
    expect(freshPlateau({ ...ridgeless, syntheticShare: 1 }, 1)).toBe(Infinity);
    const errors = mixingTrajectory({ ...ridgeless, syntheticShare: 1 }, 30, 1).map(({ error }) => error);
    const added = (0.7 ** 2 * 0.4) / (1 - 0.4);
    for (const [i, error] of errors.entries()) expect(error).toBeCloseTo(0.8 + (i + 1) * added, 9);
  });

  it("is the fit to the real rows alone when the same rows are relabelled, whoever labelled them first", async () => {
    const setting = { ...under, syntheticNoise: 0 };
    const { plateau, points } = await simulateIterative({
      setting,
      generations: 150,
      syntheticWeight: 0.3,
      rows: "fixed",
      runs: 60,
      seed: 3,
    });
    const alone = collapseError({ ...setting, samples: 70, syntheticShare: 0, ridge: 0.01 / 0.7 }).total;
    expect(plateau).toBe(alone);
    const { mean, standardError } = points.at(-1)!.error;
    expect(Math.abs(mean - alone)).toBeLessThan(3 * standardError + 0.015 * alone);
    expect(points.map(({ predicted }) => predicted === null)).toEqual(points.map((_, i) => i > 0));
  });

  it("is not promised where no closed form gives it", () => {
    expect(fixedPlateau(under, 0.3)).toBeNull();
    expect(fixedPlateau({ ...under, syntheticNoise: 0 }, 1)).toBeNull();
    expect(fixedPlateau({ ...ridgeless, samples: 50, syntheticNoise: 0 }, 0.5)).toBeNull();
  });
});

describe("weights chosen anew", () => {
  it("are never worse than a constant one in the same generation of equal labels, and grow as the labels improve", () => {
    const best = mixingTrajectory(under, 6, "best");
    expect(best[0].error).toBeLessThan(single(under, 0.3));
    expect(best.at(-1)!.error).toBeLessThan(best[0].error);
    expect(best.at(-1)!.syntheticWeight).toBeGreaterThan(best[0].syntheticWeight);
  });
});

describe("a mix", () => {
  it("is refused, by name, where it can't be solved", async () => {
    const refused = [
      [{ ...under, width: 30 }, 0.3, /width/],
      [under, 1.2, /syntheticWeight/],
      [{ ...under, syntheticShare: 0 }, 0.3, /syntheticWeight: must be 0/],
      [{ ...under, syntheticShare: 1 }, 0.3, /syntheticWeight: must be 1/],
      [{ ...over, ridge: 0 }, 0.3, /ridge: must be positive/],
      [{ ...ridgeless, samples: 50 }, 0, /ridge: must be positive/],
    ] as const;
    for (const [setting, weight, line] of refused) {
      expect(() => single(setting, weight)).toThrow(
        expect.objectContaining({ line: expect.stringMatching(line) }),
      );
    }
    await expect(simulateWeights({ ...under, samples: 99 }, [0.3], { runs: 2, seed: 1 })).rejects.toThrow(
      expect.objectContaining({ where: "syntheticShare" }),
    );
  });

  it("gives the same numbers for the same seed", async () => {
    const control = { runs: 3, seed: 5 };
    const first = await simulateWeights(under, [0.2], control);
    expect(await simulateWeights(under, [0.2], control)).toEqual(first);
    expect(await simulateWeights(under, [0.2], { ...control, seed: 6 })).not.toEqual(first);
  });
});
