import { describe, expect, it } from "vitest";
import { deterministicEquivalent, ridgelessNu } from "../../../src/theory/collapse/equivalent.ts";
import { collapseError } from "../../../src/theory/collapse/error.ts";
import { type CollapseSetting, standardSetting } from "../../../src/theory/collapse/setting.ts";
import { randomSetting, seeds } from "./random-setting.ts";

const standard = { signal: 3, shift: 0.8, noise: 0.5, syntheticNoise: 0.7 };

describe("seven settings that were simulated", () => {
  it.each([
    [80, 200, null, 0.3, 0.01, 1, "0.1605"],
    [150, 100, null, 0.5, 0.05, 0.5, "0.5225"],
    [80, 200, 60, 0.3, 0.01, 1, "0.1415"],
    [80, 200, 60, 0.6, 0.01, 0, "1.5005"],
    [80, 200, 160, 0.3, 0.02, 0.5, "0.2899"],
    [60, 120, 300, 0.5, 0.005, 0, "0.7634"],
    [100, 80, 120, 0.5, 0.02, 0.5, "0.9582"],
  ])(
    "d = %i, n = %i, m = %s, p₂ = %f, λ = %f, decay %f: %s",
    (dimension, samples, width, syntheticShare, ridge, spectrumDecay, expected) => {
      const setting = standardSetting({
        dimension,
        samples,
        width,
        syntheticShare,
        ridge,
        spectrumDecay,
        ...standard,
      });
      expect(collapseError(setting).total.toFixed(4)).toBe(expected);
    },
  );
});

const settings = seeds.map(randomSetting);

/** B, V and ζ as the theorems state them, with ν, κ and dν/dκ given and u from D₂ = D₁ + κ dD₁/dκ. */
function asStated(setting: CollapseSetting): number[] {
  const {
    eigenvalues,
    signal,
    shift,
    samples: n,
    width,
    syntheticShare: p2,
    noise,
    syntheticNoise,
  } = setting;
  const p1 = 1 - p2;
  const { kappa, nu, nuSlope } = deterministicEquivalent(setting);
  const nu0 = width === null ? 0 : ridgelessNu(eigenvalues, width);
  const sum = (term: (value: number, i: number) => number): number => {
    return eigenvalues.reduce((total, value, i) => total + term(value, i), 0);
  };
  const df2 = sum((l) => l / (l + nu) - (kappa * nuSlope * l) / (l + nu) ** 2);
  const u = df2 / n / (1 - df2 / n);
  const a = (l: number): number => nu / (l + nu);
  const b = (l: number): number => a(l) - (kappa * nuSlope * l) / (l + nu) ** 2;
  const o = (l: number): number => nu0 / (l + nu0);
  const r1 = sum((l, i) => l * signal[i] * o(l));
  const bias = r1 + (1 + u) * sum((l, i) => l * signal[i] * (b(l) - o(l)));
  const variance = (p1 * noise ** 2 + p2 * syntheticNoise ** 2 + r1) * u;
  const collapse =
    p2 ** 2 * (1 + p1 * u) * sum((l, i) => l * shift[i] * (1 - 2 * a(l) + b(l))) +
    p2 *
      u *
      sum((l, i) => {
        const spread = p1 ** 2 * (1 - o(l)) + 2 * p1 * p2 * (a(l) - o(l)) + p2 ** 2 * (b(l) - o(l));
        return l * shift[i] * (spread + o(l));
      });
  return [bias, variance, collapse];
}

describe("collapseError", () => {
  it("is B, V and ζ as the theorems state them", () => {
    for (const [seed, setting] of settings.entries()) {
      const { bias, variance, collapse } = collapseError(setting);
      for (const [k, part] of [bias, variance, collapse].entries()) {
        const stated = asStated(setting)[k];
        expect(Math.abs(part - stated), `part ${k}, seed ${seed}`).toBeLessThan(1e-7 * (stated + 1e-3));
      }
    }
  });

  it("is ζ of plain ridge in the form tr ΔΣ³(Σ+κ)⁻², tr ΔΣ(p₁Σ+κ)²(Σ+κ)⁻²", () => {
    for (const drawn of settings) {
      const setting = { ...drawn, width: null };
      const { eigenvalues, shift, syntheticShare: p2 } = setting;
      const { kappa, u } = deterministicEquivalent(setting);
      const expected = eigenvalues.reduce((sum, l, i) => {
        const learnt = p2 ** 2 * (1 + (1 - p2) * u) * l ** 3;
        return sum + (shift[i] * (learnt + p2 * u * l * ((1 - p2) * l + kappa) ** 2)) / (l + kappa) ** 2;
      }, 0);
      expect(collapseError(setting).collapse / expected).toBeCloseTo(1, 11);
    }
  });

  it("keeps every part at 0 or more and the total finite away from the peak", () => {
    for (const [seed, setting] of settings.entries()) {
      const { bias, variance, collapse, total, kappa } = collapseError(setting);
      for (const part of [bias, variance, collapse]) expect(part, `seed ${seed}`).toBeGreaterThanOrEqual(0);
      expect(kappa).toBeGreaterThan(0);
      expect(total).toBeLessThan(Infinity);
    }
  });

  it("does not depend on units: eigenvalues and ridge · s with Γ, Δ / s; labels · c", () => {
    for (const setting of settings) {
      const [s, c] = [7.3, 3.1];
      const { kappa, total } = collapseError(setting);
      const inputs = collapseError({
        ...setting,
        eigenvalues: setting.eigenvalues.map((value) => s * value),
        ridge: s * setting.ridge,
        signal: setting.signal.map((value) => value / s),
        shift: setting.shift.map((value) => value / s),
      });
      expect(inputs.total / total).toBeCloseTo(1, 9);
      expect(inputs.kappa / (s * kappa)).toBeCloseTo(1, 9);
      const labels = collapseError({
        ...setting,
        signal: setting.signal.map((value) => c ** 2 * value),
        shift: setting.shift.map((value) => c ** 2 * value),
        noise: c * setting.noise,
        syntheticNoise: c * setting.syntheticNoise,
      });
      expect(labels.total / (c ** 2 * total)).toBeCloseTo(1, 9);
    }
  });

  it("grows with noise and with the shift, and does not fall with p₂ when labels are equally noisy", () => {
    for (const setting of settings) {
      const { variance, collapse, total } = collapseError(setting);
      expect(collapseError({ ...setting, noise: setting.noise + 1 }).variance).toBeGreaterThan(variance);
      const doubled = { ...setting, shift: setting.shift.map((value) => 2 * value) };
      expect(collapseError(doubled).collapse / (2 * collapse)).toBeCloseTo(1, 12);
      const clean = { ...setting, syntheticNoise: setting.noise, syntheticShare: 0 };
      expect(total).toBeGreaterThan(0);
      expect(collapseError(clean).collapse).toBe(0);
      expect(collapseError({ ...clean, syntheticShare: 0.01 }).total).toBeGreaterThanOrEqual(
        collapseError(clean).total,
      );
    }
  });

  it("goes to the untrained model at a huge ridge: E = tr ΣΓ", () => {
    for (const setting of settings) {
      const untrained = setting.eigenvalues.reduce((sum, value, i) => sum + value * setting.signal[i], 0);
      expect(collapseError({ ...setting, ridge: 1e15 }).total / untrained).toBeCloseTo(1, 9);
    }
  });
});

describe("double descent", () => {
  const at = (samples: number, width: number | null, ridge: number, syntheticShare = 0.3) =>
    collapseError(
      standardSetting({
        dimension: 80,
        samples,
        width,
        ridge,
        syntheticShare,
        spectrumDecay: 0.5,
        ...standard,
      }),
    );

  it.each([
    [40, 40],
    [80, null],
    [80, 200],
    [80, 80],
  ])("is Infinity, never NaN, at n = %i, m = %s and λ = 0", (samples, width) => {
    const { bias, variance, collapse, total } = at(samples, width, 0);
    expect(bias).toBeLessThan(3);
    expect([variance, collapse, total]).toEqual([Infinity, Infinity, Infinity]);
  });

  it("keeps what is consistent finite there: real rows without noise fit exactly", () => {
    const exact = standardSetting({
      dimension: 80,
      samples: 80,
      width: null,
      ridge: 0,
      syntheticShare: 0,
      spectrumDecay: 1,
      signal: 3,
      shift: 1,
      noise: 0,
      syntheticNoise: 0,
    });
    expect(collapseError(exact).total).toBe(0);
    expect(collapseError({ ...exact, syntheticShare: 1 }).total).toBeCloseTo(1, 12);
  });

  it("peaks at m = n as the width grows, the sharper the smaller λ", () => {
    for (const [ridge, height] of [
      [1e-4, 2],
      [1e-8, 100],
    ]) {
      const widths = Array.from({ length: 60 }, (_, i) => 2 * (i + 1));
      const totals = widths.map((width) => at(50, width, ridge).total);
      expect(widths[totals.indexOf(Math.max(...totals))]).toBe(50);
      expect(Math.max(...totals) / totals[59]).toBeGreaterThan(height);
    }
  });

  it("is continuous as λ → 0 on both sides of the peak and at it", () => {
    for (const width of [20, 49, 51, 79, 80, 81, 300]) {
      expect(at(50, width, 1e-13).total / at(50, width, 0).total).toBeCloseTo(1, 5);
    }
    expect(at(50, 50, 1e-20).total).toBeGreaterThan(1e6);
    expect(at(50, 50, 1e-20).bias / at(50, 50, 0).bias).toBeCloseTo(1, 4);
  });
});
