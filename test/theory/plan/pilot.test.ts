import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/random/generator.ts";
import { deriveSeed } from "../../../src/random/seed.ts";
import { estimatePilot, type Pilot, pilotSpectrum } from "../../../src/theory/plan/pilot.ts";

const known = { signal: 1, noise: 0.4, syntheticNoise: 0.3, shift: 0.2 };

/** Labels of two linear functions, c² apart, on features of unit variances 1, ½, ⅓, … */
function drawPilot(seed: number, rows: number, dimension: number, offset = 0): Pilot {
  const random = createRandom(deriveSeed(seed, "pilot"));
  const scales = Float64Array.from({ length: dimension }, (_, i) => 1 / Math.sqrt(1 + i));
  const whole = scales.reduce((sum, value) => sum + value ** 2, 0);
  const along = (size: number): Float64Array => {
    const weights = scales.map(() => random.normal());
    const variance = weights.reduce((sum, value, i) => sum + (value * scales[i]!) ** 2, 0);
    return weights.map((value) => value * Math.sqrt(size / variance));
  };
  const [truth, shift] = [along(known.signal), along(known.shift - offset ** 2)];
  expect(whole).toBeGreaterThan(1);
  const features = new Float64Array(rows * dimension);
  const realLabels = new Float64Array(rows);
  const generatorLabels = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let [real, shifted] = [7, offset];
    for (let i = 0; i < dimension; i++) {
      const x = scales[i]! * random.normal();
      features[row * dimension + i] = 3 + x;
      real += truth[i]! * x;
      shifted += shift[i]! * x;
    }
    realLabels[row] = real + known.noise * random.normal();
    generatorLabels[row] = real + shifted + known.syntheticNoise * random.normal();
  }
  return { rows, dimension, features, realLabels, generatorLabels };
}

const unknownNoise = { confidence: 0.95, noise: null };

describe("a pilot", () => {
  it("tells shift, signal and both noises without bias", () => {
    for (const offset of [0, 0.3]) {
      const runs = 60;
      const estimates = Array.from({ length: runs }, (_, seed) => {
        return estimatePilot(drawPilot(seed, 120, 30, offset), unknownNoise);
      });
      const mean = (of: (one: (typeof estimates)[number]) => number): number =>
        estimates.reduce((sum, one) => sum + of(one), 0) / runs;
      const spread = mean((one) => one.standardError) / Math.sqrt(runs);
      expect(Math.abs(mean(({ shift }) => shift.estimate) - known.shift)).toBeLessThan(3 * spread);
      expect(mean(({ noise }) => noise ** 2)).toBeCloseTo(known.noise ** 2, 1);
      expect(mean(({ syntheticNoise }) => syntheticNoise ** 2)).toBeCloseTo(known.syntheticNoise ** 2, 1);
      expect(mean(({ signal }) => signal)).toBeCloseTo(known.signal, 1);
      const covered = mean(({ shift: { low, high } }) => Number(low <= known.shift && known.shift <= high));
      expect(covered).toBeGreaterThan(0.86);
    }
  });

  it("with known noise needs fewer rows than features", () => {
    const noise = { real: known.noise, synthetic: known.syntheticNoise };
    const estimates = Array.from({ length: 10 }, (_, seed) => {
      return estimatePilot(drawPilot(seed, 80, 100), { confidence: 0.95, noise });
    });
    const mean = estimates.reduce((sum, { shift }) => sum + shift.estimate, 0) / 10;
    const error = estimates[0]!.standardError / Math.sqrt(10);
    expect(Math.abs(mean - known.shift)).toBeLessThan(3 * error);
    expect(pilotSpectrum(drawPilot(0, 80, 100))).toHaveLength(100);
  });

  it("keeps c² at 0 or more where the labels agree but for noise", () => {
    const pilot = drawPilot(1, 60, 10);
    const { shift } = estimatePilot({ ...pilot, generatorLabels: pilot.realLabels.slice() }, unknownNoise);
    expect(shift).toEqual({ estimate: 0, low: 0, high: 0 });
  });

  it("finds a spectrum of the features' own trace, falling", () => {
    const eigenvalues = pilotSpectrum(drawPilot(3, 2000, 20));
    expect([...eigenvalues]).toEqual([...eigenvalues].toSorted((a, b) => b - a));
    expect(eigenvalues[0]).toBeCloseTo(1, 0);
    const trace = eigenvalues.reduce((sum, value) => sum + value, 0);
    expect(trace / Array.from({ length: 20 }, (_, i) => 1 / (1 + i)).reduce((a, b) => a + b)).toBeCloseTo(
      1,
      1,
    );
  });

  it.each([
    [
      "too few rows",
      (pilot: Pilot) => ({ ...pilot, dimension: 59, features: new Float64Array(60 * 59) }),
      /rows: 60 labelled rows do not tell .+ 62 rows or more/,
    ],
    [
      "a constant feature",
      (pilot: Pilot) => ({ ...pilot, features: pilot.features.map((x, i) => (i % 10 === 2 ? 1 : x)) }),
      /features: are linearly dependent — leave out/,
    ],
    [
      "a missing label",
      (pilot: Pilot) => ({
        ...pilot,
        realLabels: pilot.realLabels.map((y, i) => (i === 5 ? Number.NaN : y)),
      }),
      /realLabels\[5\]: must be finite, not NaN/,
    ],
    [
      "labels of another length",
      (pilot: Pilot) => ({ ...pilot, generatorLabels: new Float64Array(3) }),
      /generatorLabels: must be 60 numbers, not 3/,
    ],
    [
      "labels that features say nothing of",
      (pilot: Pilot) => ({ ...pilot, realLabels: new Float64Array(60).fill(2) }),
      /features: say nothing of the real labels/,
    ],
  ])("with %s is refused by name", (_, spoil, line) => {
    expect(() => estimatePilot(spoil(drawPilot(1, 60, 10)), unknownNoise)).toThrow(
      expect.objectContaining({ line: expect.stringMatching(line), exitCode: 2 }),
    );
  });
});
