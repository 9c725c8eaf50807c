import { describe, expect, it } from "vitest";
import { deterministicEquivalent, ridgelessNu } from "../../../src/theory/collapse/equivalent.ts";
import { degreesOfFreedom } from "../../../src/theory/spectrum.ts";
import { randomSetting, seeds } from "./random-setting.ts";

const settings = seeds.map(randomSetting);

describe("deterministicEquivalent", () => {
  it("satisfies both fixed points", () => {
    for (const setting of settings) {
      const { eigenvalues, samples: n, width, ridge } = setting;
      const d = eigenvalues.length;
      const { kappa, nu, df1 } = deterministicEquivalent(setting);
      expect(Math.abs(kappa - ridge - (kappa * df1) / n)).toBeLessThan(1e-12 * (kappa + 1e-3));
      if (width === null) expect(nu).toBe(kappa);
      else expect(Math.abs(nu - (kappa * d) / width - (nu * df1) / width)).toBeLessThan(1e-12 * (nu + 1e-3));
    }
  });

  it("has the dν/dκ and the D₂ that finite differences find", () => {
    for (const [seed, setting] of settings.entries()) {
      const { eigenvalues, width } = setting;
      const d = eigenvalues.length;
      const { kappa, nu, nuSlope, df2 } = deterministicEquivalent(setting);
      const df1At = (x: number): number => degreesOfFreedom(eigenvalues, x).df1;
      const kappaAt = (x: number): number => (width === null ? x : (x * (width - df1At(x))) / d);
      const step = 1e-5 * nu;
      const kappaSlope = (kappaAt(nu + step) - kappaAt(nu - step)) / (2 * step);
      const df1Slope = (df1At(nu + step) - df1At(nu - step)) / (2 * step);
      expect(nuSlope * kappaSlope, `seed ${seed}`).toBeCloseTo(1, 5);
      expect(df2 / (df1At(nu) + (kappa * df1Slope) / kappaSlope), `seed ${seed}`).toBeCloseTo(1, 4);
    }
  });

  it("treats rows and columns of the projected data alike: ν(n, m, λn) = ν(m, n, λn)", () => {
    for (const setting of settings) {
      const [samples, width] = [setting.samples, setting.width ?? 17];
      const { nu } = deterministicEquivalent({ ...setting, width });
      const ridge = (setting.ridge * samples) / width;
      const swapped = deterministicEquivalent({ ...setting, samples: width, width: samples, ridge });
      expect(swapped.nu / nu).toBeCloseTo(1, 12);
    }
  });

  it("moves one way: κ grows with λ and falls with n, u falls with λ", () => {
    for (const setting of settings) {
      const here = deterministicEquivalent(setting);
      const stronger = deterministicEquivalent({ ...setting, ridge: 2 * setting.ridge });
      const larger = deterministicEquivalent({ ...setting, samples: setting.samples + 1 });
      expect(stronger.kappa).toBeGreaterThan(here.kappa);
      expect(stronger.u).toBeLessThan(here.u);
      expect(larger.kappa).toBeLessThan(here.kappa);
    }
  });

  it("keeps its accuracy at the peak: n = m = d/2 on Σ = I has κ → √(λ/2) and u → 1/√(8λ)", () => {
    const [samples, width] = [32, 32];
    const eigenvalues = new Float64Array(64).fill(1);
    for (const ridge of [1e-8, 1e-12, 1e-16, 1e-20, 1e-30]) {
      const { kappa, u } = deterministicEquivalent({ ...settings[0], eigenvalues, samples, width, ridge });
      const tolerance = 10 * Math.sqrt(ridge) + 1e-12;
      expect(Math.abs(kappa / Math.sqrt(ridge / 2) - 1)).toBeLessThan(tolerance);
      expect(Math.abs(u * Math.sqrt(8 * ridge) - 1)).toBeLessThan(tolerance);
    }
  });
});

describe("ridgelessNu", () => {
  it("solves df₁(ν) = rank below d and is 0 from d on", () => {
    for (const { eigenvalues } of settings) {
      const d = eigenvalues.length;
      for (const rank of [0.01 * d, 0.5 * d, d - 1e-9]) {
        expect(degreesOfFreedom(eigenvalues, ridgelessNu(eigenvalues, rank)).df1 / rank).toBeCloseTo(1, 12);
      }
      expect(ridgelessNu(eigenvalues, d)).toBe(0);
      expect(ridgelessNu(eigenvalues, Infinity)).toBe(0);
    }
  });
});
