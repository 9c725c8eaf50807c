import { describe, expect, it } from "vitest";
import { collapseError } from "../../../src/theory/collapse/error.ts";
import { standardSetting } from "../../../src/theory/collapse/setting.ts";

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
