import { describe, expect, it } from "vitest";
import { collapseError } from "../../../src/theory/collapse/error.ts";
import {
  collapseSetting,
  type StandardOptions,
  standardSetting,
} from "../../../src/theory/collapse/setting.ts";

const options: StandardOptions = {
  dimension: 3,
  samples: 10,
  width: 4,
  syntheticShare: 0.3,
  ridge: 0.1,
  spectrumDecay: 1,
  signal: 3,
  shift: 0.6,
  noise: 0.5,
  syntheticNoise: 0.7,
};
const named = (where: string) => expect.objectContaining({ where, exitCode: 2 });

describe("standardSetting", () => {
  it("is Γ = (signal/d) I, Δ = (shift/d) Σ⁻¹ on a power law", () => {
    const { eigenvalues, signal, shift } = standardSetting(options);
    expect(eigenvalues).toEqual(Float64Array.of(1, 1 / 2, 1 / 3));
    expect(signal).toEqual(Float64Array.of(1, 1, 1));
    for (const [i, value] of shift.entries()) expect(value).toBeCloseTo(0.2 * (1 + i), 12);
  });

  it.each([
    ["dimension", [0, -1, 2.5, Number.NaN, Infinity]],
    ["samples", [0, 2.5, Number.NaN, Infinity]],
    ["width", [0, 2.5, Number.NaN, Infinity]],
    ["syntheticShare", [-0.1, 1.1, Number.NaN]],
    ["ridge", [-1e-9, Number.NaN, Infinity]],
    ["spectrumDecay", [-1, Number.NaN, Infinity]],
    ["signal", [-1, Number.NaN]],
    ["shift", [-1, Number.NaN]],
    ["noise", [-1, Number.NaN]],
    ["syntheticNoise", [-1, Infinity]],
  ])("refuses a bad %s by name and range", (name, values) => {
    for (const value of values) {
      expect(() => standardSetting({ ...options, [name]: value }), `${value}`).toThrow(named(name));
    }
  });

  it("refuses a decay that leaves no eigenvalue above 0 in doubles", () => {
    expect(() => standardSetting({ ...options, spectrumDecay: 1000 })).toThrow(named("eigenvalues[2]"));
  });
});

describe("collapseSetting", () => {
  const setting = standardSetting(options);

  it("gives back what it checked, and takes fractions of rows", () => {
    const fraction = { ...setting, samples: 0.5, width: 2.5 };
    expect(collapseSetting(fraction)).toBe(fraction);
  });

  it.each([
    ["eigenvalues", { eigenvalues: new Float64Array() }],
    ["eigenvalues[1]", { eigenvalues: Float64Array.of(1, 0, 1) }],
    ["signal", { signal: Float64Array.of(1, 1) }],
    ["signal[2]", { signal: Float64Array.of(1, 1, -1) }],
    ["shift[0]", { shift: Float64Array.of(Number.NaN, 1, 1) }],
    ["samples", { samples: 0 }],
    ["width", { width: 0 }],
    ["syntheticShare", { syntheticShare: 2 }],
  ])("refuses a bad %s, and so does the closed form", (name, change) => {
    expect(() => collapseSetting({ ...setting, ...change })).toThrow(named(name));
    expect(() => collapseError({ ...setting, ...change })).toThrow(named(name));
  });
});
