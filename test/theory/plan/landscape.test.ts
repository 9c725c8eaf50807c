import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/random/generator.ts";
import { deriveSeed } from "../../../src/random/seed.ts";
import { shiftedInputsError } from "../../../src/theory/collapse/covariances.ts";
import { collapseError } from "../../../src/theory/collapse/error.ts";
import type { CollapseSetting } from "../../../src/theory/collapse/setting.ts";
import { solvePositive } from "../../../src/theory/linear-algebra/cholesky.ts";
import { type Labels, landscapeOf, type Rows, type Shapes } from "../../../src/theory/plan/landscape.ts";

interface Case {
  readonly shapes: Shapes;
  readonly rows: Rows;
  readonly labels: Labels;
}

/** Few and many rows for the features, steep and flat spectra, noise and shifts over decades. */
function randomCase(seed: number): Case {
  const random = createRandom(deriveSeed(seed, "landscape"));
  const d = 5 + random.integer(60);
  const decay = 2 * random.uniform();
  const eigenvalues = Float64Array.from({ length: d }, (_, i) => (1 + i) ** -decay);
  const spread = eigenvalues.map(() => random.uniform());
  const total = spread.reduce((sum, value) => sum + value, 0);
  return {
    shapes: {
      eigenvalues,
      signal: eigenvalues.map((value) => value * random.uniform()),
      shift: spread.map((value) => value / total),
    },
    rows: { real: 5 + random.integer(150), synthetic: 5 + random.integer(400) },
    labels: {
      noise: 10 ** (2 * random.uniform() - 2),
      syntheticNoise: 10 ** (2 * random.uniform() - 2),
      shift: 10 ** (3 * random.uniform() - 2),
    },
  };
}

function settingOf({ shapes, rows, labels }: Case, ridge: number): CollapseSetting {
  const { eigenvalues, signal, shift } = shapes;
  const samples = rows.real + rows.synthetic;
  return {
    eigenvalues,
    signal: signal.map((value, i) => value / eigenvalues[i]!),
    shift: shift.map((value, i) => (labels.shift * value) / eigenvalues[i]!),
    samples,
    syntheticShare: rows.synthetic / samples,
    ridge,
    width: null,
    noise: Math.sqrt(labels.noise),
    syntheticNoise: Math.sqrt(labels.syntheticNoise),
  };
}

/** Rows of weight ω are rows of covariance ωΣ whose labels are as much larger. */
function weightedError(one: Case, ridge: number, weight: number): number {
  const { syntheticNoise, ...setting } = settingOf(one, ridge);
  return shiftedInputsError(
    { ...setting, syntheticNoise: Math.sqrt(weight) * syntheticNoise },
    setting.eigenvalues.map((value) => weight * value),
  ).total;
}

const cases = Array.from({ length: 40 }, (_, seed) => randomCase(seed));
const ridges = Array.from({ length: 241 }, (_, i) => 10 ** (i / 20 - 9));

describe("the tuned ridge", () => {
  it("has the closed form's error at the ridge it names", () => {
    for (const one of cases) {
      const { error, ridge } = landscapeOf(one.shapes).tuned(one.rows, one.labels);
      expect(collapseError(settingOf(one, ridge)).total / error).toBeCloseTo(1, 8);
    }
  });

  it("is as good as the best of a fine grid of ridges, and hardly better", () => {
    for (const one of cases) {
      const least = Math.min(...ridges.map((ridge) => collapseError(settingOf(one, ridge)).total));
      const { error } = landscapeOf(one.shapes).tuned(one.rows, one.labels);
      expect(error / least).toBeLessThan(1 + 1e-9);
      expect(error / least).toBeGreaterThan(0.99);
    }
  });

  it("never loses by more real rows", () => {
    for (const { shapes, labels } of cases) {
      const { tuned } = landscapeOf(shapes);
      const errors = [1, 3, 10, 30, 100, 1000, 1e5].map(
        (real) => tuned({ real, synthetic: 0 }, labels).error,
      );
      expect(errors).toEqual(errors.toSorted((a, b) => b - a));
    }
  });
});

describe("the weight of synthetic rows", () => {
  it("has the error of inputs of two covariances at the ridge and weight it names", () => {
    for (const one of cases) {
      const { error, ridge, weight } = landscapeOf(one.shapes).weighted(one.rows, one.labels);
      if (!(ridge > 1e-12 && weight > 1e-6 && weight < 1e6)) continue;
      expect(weightedError(one, ridge, weight) / error).toBeCloseTo(1, 6);
    }
  });

  it("is as good as the best of a grid of weights and ridges", () => {
    const coarse = ridges.filter((_, i) => i % 12 === 0);
    for (const one of cases.slice(0, 8)) {
      const { error } = landscapeOf(one.shapes).weighted(one.rows, one.labels);
      for (const ridge of coarse) {
        for (let log = -4; log <= 2; log += 0.5) {
          expect(weightedError(one, ridge, 10 ** log)).toBeGreaterThan(error * (1 - 1e-6));
        }
      }
    }
  });

  it("never does worse than leaving the rows out, or than counting them in full", () => {
    for (const { shapes, rows, labels } of cases) {
      const { tuned, weighted } = landscapeOf(shapes);
      const { error } = weighted(rows, labels);
      expect(error).toBeLessThanOrEqual(tuned({ ...rows, synthetic: 0 }, labels).error * (1 + 1e-9));
      expect(error).toBeLessThanOrEqual(tuned(rows, labels).error * (1 + 1e-9));
    }
  });

  it("is 1 for rows as good as the real ones", () => {
    const { shapes, rows } = cases[0]!;
    const { weight } = landscapeOf(shapes).weighted(rows, { noise: 0.3, syntheticNoise: 0.3, shift: 0 });
    expect(weight).toBeCloseTo(1, 4);
  });
});

it("is what a simulation of the linear model gives", () => {
  const [d, rows] = [40, { real: 60, synthetic: 120 }];
  const eigenvalues = Float64Array.from({ length: d }, (_, i) => 1 / Math.sqrt(1 + i));
  const whole = eigenvalues.reduce((sum, value) => sum + value, 0);
  const shape = eigenvalues.map((value) => value / whole);
  const labels: Labels = { noise: 0.25, syntheticNoise: 0.1, shift: 0.3 };
  const { tuned, weighted } = landscapeOf({ eigenvalues, signal: shape, shift: shape });
  for (const fit of [tuned(rows, labels), weighted(rows, labels)]) {
    const random = createRandom(deriveSeed(1, "simulated"));
    const errors = Array.from({ length: 300 }, () => {
      const [truth, shift] = [1, labels.shift].map((size) =>
        Float64Array.from({ length: d }, () => Math.sqrt(size / whole) * random.normal()),
      );
      const n = rows.real + rows.synthetic;
      const system = new Float64Array(d * d);
      const right = new Float64Array(d);
      for (let row = 0; row < n; row++) {
        const isReal = row < rows.real;
        const x = eigenvalues.map((value) => Math.sqrt(value) * random.normal());
        const noise = Math.sqrt(isReal ? labels.noise : labels.syntheticNoise) * random.normal();
        const y = x.reduce((sum, value, i) => sum + value * (truth![i]! + (isReal ? 0 : shift![i]!)), noise);
        const weight = isReal ? 1 : fit.weight;
        for (let i = 0; i < d; i++) {
          right[i]! += weight * x[i]! * y;
          for (let j = 0; j < d; j++) system[i * d + j]! += weight * x[i]! * x[j]!;
        }
      }
      for (let i = 0; i < d; i++) system[i * d + i]! += n * fit.ridge;
      const fitted = solvePositive(system, d, right);
      return fitted.reduce((sum, value, i) => sum + eigenvalues[i]! * (value - truth![i]!) ** 2, 0);
    });
    const mean = errors.reduce((sum, value) => sum + value, 0) / errors.length;
    const variance = errors.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (errors.length - 1);
    // Three standard errors, and the closed form's own 1/d.
    expect(Math.abs(mean - fit.error)).toBeLessThan(
      3 * Math.sqrt(variance / errors.length) + 0.01 * fit.error,
    );
  }
});
