import { describe, expect, it } from "vitest";
import { createRandom, type Random } from "../../../src/random/generator.ts";
import { shiftedInputsError } from "../../../src/theory/collapse/covariances.ts";
import { collapseError } from "../../../src/theory/collapse/error.ts";
import { type CollapseSetting, standardSetting } from "../../../src/theory/collapse/setting.ts";
import { randomSetting, seeds } from "./random-setting.ts";

const base = standardSetting({
  dimension: 30,
  samples: 60,
  width: null,
  syntheticShare: 0.4,
  ridge: 0.02,
  spectrumDecay: 0.7,
  signal: 2,
  shift: 0.8,
  noise: 0.5,
  syntheticNoise: 0.3,
});
const reversed = base.eigenvalues.slice().reverse();

/** Test error of one draw of rows, w₁ and δ: ridge by Gaussian elimination on the normal equations. */
function draw(setting: CollapseSetting, synthetic: Float64Array, random: Random): number {
  const { eigenvalues: real, signal, shift, samples: n, ridge } = setting;
  const d = real.length;
  const truth = signal.map((value) => Math.sqrt(value) * random.normal());
  const shifted = truth.map((value, i) => value + Math.sqrt(shift[i]) * random.normal());
  const system = Array.from({ length: d }, (_, i) => {
    const row = new Float64Array(d + 1);
    row[i] = n * ridge;
    return row;
  });
  const realRows = Math.round(n * (1 - setting.syntheticShare));
  for (let r = 0; r < n; r++) {
    const [scale, target, noise] =
      r < realRows ? [real, truth, setting.noise] : [synthetic, shifted, setting.syntheticNoise];
    const x = scale.map((value) => Math.sqrt(value) * random.normal());
    const y = x.reduce((sum, value, i) => sum + value * target[i], noise * random.normal());
    for (let i = 0; i < d; i++) {
      for (let j = 0; j < d; j++) system[i][j] += x[i] * x[j];
      system[i][d] += x[i] * y;
    }
  }
  const fitted = eliminate(system);
  return real.reduce((sum, value, i) => sum + value * (fitted[i] - truth[i]) ** 2, 0);
}

function eliminate(system: Float64Array[]): Float64Array {
  const d = system.length;
  for (let k = 0; k < d; k++) {
    for (let i = k + 1; i < d; i++) {
      const factor = system[i][k] / system[k][k];
      for (let j = k; j <= d; j++) system[i][j] -= factor * system[k][j];
    }
  }
  const solution = new Float64Array(d);
  for (let i = d - 1; i >= 0; i--) {
    let rest = system[i][d];
    for (let j = i + 1; j < d; j++) rest -= system[i][j] * solution[j];
    solution[i] = rest / system[i][i];
  }
  return solution;
}

describe("synthetic inputs with a covariance of their own", () => {
  it.each([
    ["the real one reversed", base, reversed],
    ["fewer rows than dimensions", { ...base, samples: 20, ridge: 0.05 }, reversed],
    [
      "wider and flatter, mostly synthetic",
      { ...base, syntheticShare: 0.75 },
      base.eigenvalues.map((v) => 2 * v ** 0.3),
    ],
  ] as const)("is what brute force finds: %s", (_, setting, synthetic) => {
    const random = createRandom(7);
    const draws = 1500;
    let [sum, squares] = [0, 0];
    for (let run = 0; run < draws; run++) {
      const error = draw(setting, synthetic, random);
      sum += error;
      squares += error ** 2;
    }
    const mean = sum / draws;
    const standardError = Math.sqrt((squares / draws - mean ** 2) / draws);
    const { total } = shiftedInputsError(setting, synthetic);
    // The second term is the 1/d of the deterministic equivalent at d = 30.
    expect(Math.abs(mean - total)).toBeLessThan(3 * standardError + 0.01 * total);
    expect(Math.abs(mean - collapseError(setting).total)).toBeGreaterThan(6 * standardError);
  });

  it("is the common formula where the covariances are equal", () => {
    for (const seed of seeds) {
      const setting = { ...randomSetting(seed), width: null };
      for (const one of [setting, { ...setting, ridge: 0 }]) {
        const expected = collapseError(one);
        const actual = shiftedInputsError(one, one.eigenvalues);
        for (const name of ["bias", "variance", "collapse", "total", "kappa"] as const) {
          if (actual[name] === expected[name]) continue;
          expect(Math.abs(actual[name] - expected[name]), `${name}, seed ${seed}`).toBeLessThan(
            1e-9 * (1e-3 + expected[name]),
          );
        }
      }
    }
  });

  it("is right where only one kind of row is there", () => {
    for (const seed of seeds) {
      const setting = { ...randomSetting(seed), width: null };
      const other = randomSetting(seed).eigenvalues.reverse();
      const real = { ...setting, syntheticShare: 0 };
      expect(shiftedInputsError(real, other).total / collapseError(real).total).toBeCloseTo(1, 9);
    }
  });

  it("keeps every part in range, and λ = 0 is the limit of small λ", () => {
    for (const seed of seeds) {
      const { eigenvalues } = randomSetting(seed);
      const synthetic = eigenvalues.map((value, i) => value * Math.exp(2 * Math.sin(seed + i)));
      const setting = { ...randomSetting(seed), width: null };
      const { bias, variance, collapse } = shiftedInputsError(setting, synthetic);
      for (const part of [bias, variance, collapse]) {
        expect(part).toBeGreaterThanOrEqual(0);
        expect(part).toBeLessThan(Infinity);
      }
      if (setting.samples === eigenvalues.length) continue;
      const limit = shiftedInputsError({ ...setting, ridge: 0 }, synthetic).total;
      expect(shiftedInputsError({ ...setting, ridge: 1e-13 }, synthetic).total / limit).toBeCloseTo(1, 6);
    }
  });

  it("stops at Σ δ ℓ₁ (p₂ℓ₂/(p₁ℓ₁ + p₂ℓ₂))² as rows pile up", () => {
    const { total } = shiftedInputsError({ ...base, samples: 1e14, ridge: 1e-14 }, reversed);
    const stop = base.eigenvalues.reduce((sum, real, i) => {
      return sum + base.shift[i] * real * ((0.4 * reversed[i]) / (0.6 * real + 0.4 * reversed[i])) ** 2;
    }, 0);
    expect(total / stop).toBeCloseTo(1, 8);
  });

  it("is unbounded, not NaN, where rows and unknowns match", () => {
    const peak = { ...base, samples: 30, ridge: 0 };
    expect(shiftedInputsError(peak, reversed)).toMatchObject({
      bias: 0,
      variance: Infinity,
      collapse: Infinity,
    });
    const synthetic = { ...peak, syntheticShare: 1, syntheticNoise: 0 };
    expect(shiftedInputsError(synthetic, reversed).total).toBeCloseTo(0.8, 12);
  });

  it("refuses a projection and a spectrum of another length, by name", () => {
    expect(() => shiftedInputsError({ ...base, width: 10 }, reversed)).toThrow(
      expect.objectContaining({ where: "width", exitCode: 2 }),
    );
    expect(() => shiftedInputsError(base, new Float64Array(29).fill(1))).toThrow(
      expect.objectContaining({ where: "syntheticEigenvalues", exitCode: 2 }),
    );
  });
});
