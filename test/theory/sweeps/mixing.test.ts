import { describe, expect, it } from "vitest";
import { standardSetting } from "../../../src/theory/collapse/setting.ts";
import { simulateMixing } from "../../../src/theory/sweeps/mixing.ts";

const setting = standardSetting({
  dimension: 30,
  samples: 200,
  width: null,
  syntheticShare: 0.5,
  ridge: 1e-3,
  spectrumDecay: 0,
  signal: 1,
  shift: 0.5,
  noise: 0.5,
  syntheticNoise: 0,
});

describe.each(["fresh", "fixed"] as const)("error against the synthetic weight, %s rows", async (rows) => {
  const syntheticWeights = [0, 0.3, 0.6, 1];
  const { points, curves } = await simulateMixing(
    { setting, syntheticWeights, generations: 3, rows },
    { runs: 60, seed: 7 },
  );

  it("has a point of each fit for each weight, near its closed form where there is one", () => {
    expect(points).toHaveLength(12);
    for (const { generation, predicted, error } of points) {
      expect(predicted === null).toBe(rows === "fixed" && generation > 1);
      if (predicted === null) continue;
      expect(Math.abs(error.mean - predicted)).toBeLessThan(3.5 * error.standardError + 0.04 * predicted);
    }
  });

  it("has lines through those closed forms", () => {
    for (const { syntheticWeight, generation, predicted } of points) {
      if (predicted === null) continue;
      const curve = curves.find((one) => one.syntheticWeight === syntheticWeight)!;
      expect(curve.generations[generation - 1]).toBeCloseTo(predicted, 12);
    }
  });

  it("gains nothing from relabelling at weight 0, and keeps all of the shift at weight 1", () => {
    const first = curves[0];
    expect(first.plateau).toBeCloseTo(first.generations[0], 8);
    expect(curves.at(-1)!.generations[0]).toBeGreaterThan(0.9 * 0.5);
  });
});
