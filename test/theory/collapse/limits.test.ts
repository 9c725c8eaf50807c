import { describe, expect, it } from "vitest";
import { type CollapseError, collapseError } from "../../../src/theory/collapse/error.ts";
import { classicalError, labelShift, plateau, wideLimit } from "../../../src/theory/collapse/limits.ts";
import { standardSetting } from "../../../src/theory/collapse/setting.ts";
import { isotropicError, noiseFreeTotal, ridgelessError } from "../../../src/theory/collapse/special.ts";
import { randomSetting, seeds } from "./random-setting.ts";

const settings = seeds.map(randomSetting);

function expectSame(actual: CollapseError, expected: CollapseError, message: string): void {
  for (const name of ["bias", "variance", "collapse", "total", "kappa"] as const) {
    if (actual[name] === expected[name]) continue;
    const scale = Math.max(1e-3, Math.abs(expected[name]));
    expect(Math.abs(actual[name] - expected[name]) / scale, `${name} of ${message}`).toBeLessThan(1e-8);
  }
}

describe("special cases agree with the general formula to 1e-8", () => {
  it("noise-free", () => {
    for (const setting of settings) {
      const { total } = collapseError({ ...setting, noise: 0, syntheticNoise: 0 });
      expect(Math.abs(noiseFreeTotal(setting) / total - 1)).toBeLessThan(1e-8);
    }
  });

  it("ridgeless, exactly at λ = 0", () => {
    for (const [seed, setting] of settings.entries()) {
      expectSame(collapseError({ ...setting, ridge: 0 }), ridgelessError(setting), `seed ${seed}`);
    }
  });

  it("ridgeless, at the peak and noise-free at the peak", () => {
    for (const [seed, setting] of settings.entries()) {
      const samples = Math.min(setting.eigenvalues.length, setting.width ?? Infinity);
      for (const syntheticShare of [0, setting.syntheticShare, 1]) {
        const peak = { ...setting, samples, syntheticShare, ridge: 0 };
        expectSame(collapseError(peak), ridgelessError(peak), `seed ${seed}`);
        const clean = { ...peak, noise: 0, syntheticNoise: 0 };
        expectSame(collapseError(clean), ridgelessError(clean), `seed ${seed}, clean`);
        const { total } = collapseError(clean);
        const difference = noiseFreeTotal(clean) === total ? 0 : noiseFreeTotal(clean) - total;
        expect(Math.abs(difference)).toBeLessThan(1e-8 * (total + 1e-3));
      }
    }
  });

  it("ridgeless, as the limit λ → 0 away from the peak", () => {
    for (const [seed, setting] of settings.entries()) {
      const { samples: n, width, eigenvalues } = setting;
      if (n === Math.min(width ?? Infinity, eigenvalues.length) || width === eigenvalues.length) continue;
      expectSame(collapseError({ ...setting, ridge: 1e-14 }), ridgelessError(setting), `seed ${seed}`);
    }
  });

  it("isotropic, by the quadratic", () => {
    for (const [seed, setting] of settings.entries()) {
      const eigenvalues = setting.eigenvalues.map(() => 0.1 + seed / 50);
      const one = { ...setting, eigenvalues, width: null };
      expectSame(collapseError(one), isotropicError(one), `seed ${seed}`);
    }
  });

  it("classical, n → ∞", () => {
    for (const [seed, setting] of settings.entries()) {
      expectSame(collapseError({ ...setting, samples: 1e14 }), classicalError(setting), `seed ${seed}`);
    }
  });

  it("over-parametrised, m → ∞ with λd/m held", () => {
    for (const [seed, setting] of settings.entries()) {
      const width = 1e14;
      const wide = { ...setting, width, ridge: (setting.ridge * width) / setting.eigenvalues.length };
      const { kappa, ...parts } = collapseError(wideLimit(wide));
      const scaled = { ...parts, kappa: (kappa * width) / setting.eigenvalues.length };
      expectSame(collapseError(wide), scaled, `seed ${seed}`);
    }
  });
});

it("is plain ridge whatever is not a projection", () => {
  const setting = { ...settings[0], width: null };
  expect(wideLimit(setting)).toBe(setting);
});

describe("the plateau", () => {
  const isotropic = { dimension: 100, width: null, ridge: 0, spectrumDecay: 0, signal: 3 };
  const shares = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1];

  it.each(shares)(
    "is p₂²c² for the isotropic spectrum at p₂ = %f, and n does not lower it",
    (syntheticShare) => {
      const c2 = 0.8;
      const at = (samples: number) =>
        standardSetting({
          ...isotropic,
          samples,
          syntheticShare,
          shift: c2,
          noise: 0.5,
          syntheticNoise: 0.7,
        });
      expect(plateau(at(1000)) / (syntheticShare ** 2 * c2)).toBeCloseTo(1, 12);
      const { total } = collapseError({ ...at(1000), samples: 1e14 });
      expect(total / (syntheticShare ** 2 * c2)).toBeCloseTo(1, 5);
      // Isotropic, λ → 0 in full: σ²φ/(1−φ) + (p₂² + p₁p₂φ/(1−φ)) c².
      const odds = 0.1 / 0.9;
      const noise = (1 - syntheticShare) * 0.25 + syntheticShare * 0.49;
      const expected =
        noise * odds + (syntheticShare ** 2 + syntheticShare * (1 - syntheticShare) * odds) * c2;
      expect(collapseError(at(1000)).total).toBeCloseTo(expected, 12);
    },
  );

  it("is the end of the general formula for every spectrum and width", () => {
    for (const [seed, setting] of settings.entries()) {
      if (setting.width === setting.eigenvalues.length) continue;
      const { total } = collapseError({ ...setting, samples: 1e13, ridge: 1e-15 });
      const end = plateau(setting);
      expect(Math.abs(total - end), `seed ${seed}`).toBeLessThan(1e-7 * (end + 0.01));
    }
  });

  it("is p₂²c² wherever the projection sees all", () => {
    for (const setting of settings) {
      const c2 = labelShift(setting);
      expect(plateau({ ...setting, width: null })).toBeCloseTo(setting.syntheticShare ** 2 * c2, 12);
      expect(plateau({ ...setting, width: setting.eigenvalues.length })).toBe(
        plateau({ ...setting, width: null }),
      );
    }
  });

  it("takes c² = tr ΣΔ for what the standard setting calls shift", () => {
    const setting = standardSetting({
      ...isotropic,
      spectrumDecay: 1.3,
      samples: 9,
      syntheticShare: 0,
      shift: 0.7,
      noise: 0,
      syntheticNoise: 0,
    });
    expect(labelShift(setting)).toBeCloseTo(0.7, 12);
  });
});

it("refuses the quadratic what it cannot solve, by name", () => {
  const isotropic = { ...settings[0], eigenvalues: settings[0].eigenvalues.map(() => 1) };
  const named = (where: string) => expect.objectContaining({ where, exitCode: 2 });
  expect(() => isotropicError({ ...isotropic, width: 3 })).toThrow(named("width"));
  const unequal = isotropic.eigenvalues.with(0, 2);
  expect(() => isotropicError({ ...isotropic, width: null, eigenvalues: unequal })).toThrow(
    named("eigenvalues"),
  );
});
