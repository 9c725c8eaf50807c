import { describe, expect, it } from "vitest";
import { coverage } from "../../src/estimation/coverage.ts";
import { weightedEnergyDistance } from "../../src/estimation/energy.ts";
import { createRandom } from "../../src/random/generator.ts";

const random = createRandom(1);
const one = (n: number) => Array.from({ length: n }, () => "all");
const ascending = (n: number) => Float64Array.from({ length: n }, (_, i) => i);

describe("coverage", () => {
  it("counts inputs and strata, and names the thinnest", () => {
    const result = coverage(
      {
        keptPerInput: [1, 0, 3, 0, 0, 2],
        strata: ["easy", "hard", "easy", "hard", "hard", "hard"],
        features: new Float64Array(0),
      },
      { seed: 1 },
    );
    expect(result).toEqual({
      inputShare: 0.5,
      smallestStratum: { stratum: "hard", share: 0.25 },
      effectiveShare: 36 / 14 / 3,
      distance: 0,
      strata: [
        { stratum: "easy", inputs: 2, kept: 2, share: 1 },
        { stratum: "hard", inputs: 4, kept: 1, share: 0.25 },
      ],
    });
  });

  it("is at distance 0 when every input is kept alike, 1 when none is", () => {
    const features = Float64Array.from({ length: 9000 }, () => random.normal());
    for (const inputs of [300, 4500]) {
      const rest = { strata: one(inputs), features: features.subarray(0, 2 * inputs) };
      expect(coverage({ ...rest, keptPerInput: new Int32Array(inputs).fill(2) }, { seed: 1 })).toMatchObject({
        ...{ inputShare: 1, effectiveShare: 1, distance: 0 },
      });
      expect(coverage({ ...rest, keptPerInput: new Int32Array(inputs) }, { seed: 1 })).toMatchObject({
        ...{ inputShare: 0, effectiveShare: 0, distance: 1 },
      });
    }
  });

  it("is ½ for the lower half by one feature, in full and by sample, whatever the feature's scale", () => {
    for (const inputs of [1000, 20_000]) {
      const keptPerInput = Int32Array.from({ length: inputs }, (_, i) => (i < inputs / 2 ? 1 : 0));
      const strata = one(inputs);
      const plain = coverage({ keptPerInput, strata, features: ascending(inputs) }, { seed: 1 }).distance;
      const stretched = ascending(inputs).map((x) => Math.exp(x / 1000) * 1e6);
      expect(plain).toBeCloseTo(0.5, 1.7);
      expect(coverage({ keptPerInput, strata, features: stretched }, { seed: 1 }).distance).toBe(plain);
    }
  });

  it("grows as selection leans to one side, and stays small when it is blind", () => {
    const inputs = 1500;
    const features = Float64Array.from({ length: 3 * inputs }, () => random.normal());
    const lean = (strength: number) =>
      coverage(
        {
          keptPerInput: Int32Array.from({ length: inputs }, (_, i) =>
            random.uniform() < 1 / (1 + Math.exp(-strength * features[3 * i])) ? 1 : 0,
          ),
          strata: one(inputs),
          features,
        },
        { seed: 1 },
      ).distance;
    const distances = [0, 0.5, 1, 4].map(lean);
    expect(distances).toEqual([...distances].sort((a, b) => a - b));
    expect(distances[0]).toBeLessThan(0.06);
    expect(distances[3]).toBeGreaterThan(0.2);
  });
});

describe("weightedEnergyDistance", () => {
  it("is the definition, by all pairs", () => {
    const n = 12;
    const points = Float64Array.from({ length: 2 * n }, () => random.normal());
    const weights = () => {
      const raw = Float64Array.from({ length: n }, () => random.uniform());
      const total = raw.reduce((sum, w) => sum + w, 0);
      return raw.map((w) => w / total);
    };
    const [x, y] = [weights(), weights()];
    const expected = (a: Float64Array, b: Float64Array) => {
      let sum = 0;
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          sum +=
            a[i] * b[j] * Math.hypot(points[2 * i] - points[2 * j], points[2 * i + 1] - points[2 * j + 1]);
        }
      }
      return sum;
    };
    const between = 2 * expected(x, y);
    const coefficient = (between - expected(x, x) - expected(y, y)) / between;
    expect(weightedEnergyDistance(points, 2, x, y)).toBeCloseTo(Math.sqrt(coefficient), 12);
    expect(weightedEnergyDistance(points, 2, x, x)).toBe(0);
  });
});
