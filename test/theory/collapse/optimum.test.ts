import { describe, expect, it } from "vitest";
import { collapseError } from "../../../src/theory/collapse/error.ts";
import { labelShift } from "../../../src/theory/collapse/limits.ts";
import {
  bestSyntheticRows,
  bestSyntheticShare,
  collapseCurve,
  withRows,
} from "../../../src/theory/collapse/optimum.ts";
import { randomSetting, seeds } from "./random-setting.ts";

describe("bestSyntheticShare", () => {
  it("is the least of a fine grid, and of p₂ > 0 just when σ₂² + c² < σ₁² for a convex total", () => {
    const shares = Array.from({ length: 1001 }, (_, i) => i / 1000);
    for (const seed of seeds.slice(0, 60)) {
      const drawn = randomSetting(seed);
      const setting = { ...drawn, shift: drawn.shift.map((value) => value / 4) };
      const { syntheticShare, error } = bestSyntheticShare(setting);
      const totals = collapseCurve(setting, "syntheticShare", shares).map(({ total }) => total);
      expect(error.total, `seed ${seed}`).toBeLessThanOrEqual(Math.min(...totals) * (1 + 1e-12));
      if (setting.syntheticNoise ** 2 + labelShift(setting) < setting.noise ** 2)
        expect(syntheticShare).toBeGreaterThan(0);
      if (totals[1] < totals[0])
        expect(setting.syntheticNoise ** 2 + labelShift(setting)).toBeLessThan(setting.noise ** 2);
    }
  });

  it("is 0 at a peak that no share lowers", () => {
    const setting = { ...randomSetting(0), samples: 1, width: 1, ridge: 0 };
    expect(bestSyntheticShare(setting)).toMatchObject({ syntheticShare: 0, error: { total: Infinity } });
  });
});

describe("bestSyntheticRows", () => {
  it("is the least of all counts", () => {
    const counts = Array.from({ length: 401 }, (_, i) => i);
    for (const seed of seeds.slice(0, 40)) {
      const setting = randomSetting(seed);
      const realRows = 1 + (seed % 40);
      const { syntheticRows, error } = bestSyntheticRows(setting, realRows, 400);
      const totals = counts.map((rows) => collapseError(withRows(setting, realRows, rows)).total);
      expect(error.total, `seed ${seed}`).toBeLessThanOrEqual(Math.min(...totals) * (1 + 1e-9));
      expect(error.total).toBe(totals[syntheticRows]);
    }
  });

  it("is all there are when they are as good as real ones, and none when they are hopeless", () => {
    const setting = { ...randomSetting(3), ridge: 1e-3, width: null, noise: 0.1, syntheticNoise: 0.1 };
    const { length } = setting.eigenvalues;
    const perfect = { ...setting, shift: new Float64Array(length) };
    const hopeless = { ...setting, shift: setting.shift.map((value) => 1e4 * value) };
    expect(bestSyntheticRows(perfect, 4 * length, 100_000).syntheticRows).toBe(100_000);
    expect(bestSyntheticRows(hopeless, 4 * length, 100_000).syntheticRows).toBe(0);
  });

  it("refuses counts by name", () => {
    const named = (where: string) => expect.objectContaining({ where, exitCode: 2 });
    expect(() => bestSyntheticRows(randomSetting(0), 0, 10)).toThrow(named("realRows"));
    expect(() => bestSyntheticRows(randomSetting(0), 10, 2.5)).toThrow(named("mostSyntheticRows"));
  });
});
