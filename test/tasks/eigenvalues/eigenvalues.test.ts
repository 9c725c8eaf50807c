import { describe, expect, it } from "vitest";
import { symmetricEigenvalues } from "../../../src/tasks/eigenvalues/eigen.ts";
import { createEigenvaluesTask } from "../../../src/tasks/eigenvalues/eigenvalues.ts";
import { eigenvaluesOptions } from "../../../src/tasks/eigenvalues/options.ts";
import { parseEigenvalues, parseMatrix } from "../../../src/tasks/eigenvalues/text.ts";

const make = (options: Record<string, unknown>) =>
  createEigenvaluesTask(eigenvaluesOptions.parse({ kind: "eigenvalues", ...options }));

/** Ways to say which matrices and which answer; every size and distribution is among them. */
const settings = [
  ...[2, 3, 4, 5, 6, 7, 8, 9, 10].map((size) => ({ size })),
  { size: 3, distribution: "gaussian", bound: 1e-5 },
  { size: 4, distribution: "laplace", bound: 2e5 },
  { size: 5, distribution: "rotated-spectrum", bound: 1 },
];

describe("eigenvalues task", () => {
  it.each(settings)("gives the eigenvalues of the very matrix the text says: %j", (options) => {
    const task = make(options);
    for (let i = 0; i < 50; i++) {
      const { input, reference } = task.example(9, "synthesis", i);
      const { size, upper } = parseMatrix(input)!;
      expect(size).toBe(options.size);
      for (const entry of upper) expect(Number(entry.toPrecision(3))).toBe(entry);
      const matrix = new Float64Array(size * size);
      let at = 0;
      for (let r = 0; r < size; r++) {
        for (let c = r; c < size; c++) matrix[r * size + c] = matrix[c * size + r] = upper[at++]!;
      }
      const values = new Float64Array(size);
      symmetricEigenvalues(matrix, size, values);
      parseEigenvalues(reference)!.forEach((value, k) => {
        expect(Math.abs(value - values[k]!)).toBeLessThanOrEqual(1e-6 * Math.abs(values[k]!));
      });
    }
  });

  it.each(settings)("answers that a model could give perfectly are correct: %j", (options) => {
    const task = make(options);
    for (let i = 0; i < 50; i++) {
      const example = task.example(4, "train", i);
      const perfect = task.codec.decodeOutput(task.codec.encodeOutput(example.reference));
      expect(task.judge(example, perfect)).toMatchObject({ parsed: true, correct: 1 });
    }
  });

  it("makes an example from seed, split and index alone", () => {
    const task = make({ size: 3 });
    const later = task.example(1, "test", 41);
    const inputs = new Set<string>();
    for (let seed = 0; seed < 3; seed++) {
      for (let i = 0; i < 100; i++) inputs.add(task.example(seed, "test", i).input);
    }
    expect(inputs.size).toBe(300);
    expect(make({ size: 3, encoding: "FP15" }).example(1, "test", 41)).toEqual(later);
  });

  it("describes matrices: features do not depend on scale but for the last, and strata are few", () => {
    const task = make({ size: 2 });
    const features = task.features({ input: "3 0; 1", reference: "3 1" });
    const norm = Math.sqrt(10);
    for (const [i, expected] of [1 / norm, 2 / norm, 4 / norm, 0, 0.5].entries()) {
      expect(features[i]).toBeCloseTo(expected, 12);
    }
    expect(task.features({ input: "0 4; 0", reference: "4 -4" })[3]).toBeCloseTo(1, 12);
    const scaled = task.features({ input: "30 0; 10", reference: "30 10" });
    for (const i of [0, 1, 2, 3]) expect(scaled[i]).toBeCloseTo(features[i]!, 12);
    expect(task.features({ input: "0 0; 0", reference: "0 0" }).every(Number.isFinite)).toBe(true);
    expect(task.stratum({ input: "3 0; 1", reference: "3 1" })).toBe("small");
    expect(task.stratum({ input: "9 9; 9", reference: "18 0" })).toBe("large, nearly singular");
    const strata = new Map<string, number>();
    for (let i = 0; i < 2000; i++) {
      const stratum = task.stratum(task.example(1, "calibration", i));
      strata.set(stratum, (strata.get(stratum) ?? 0) + 1);
    }
    expect(strata.size).toBe(4);
    expect(Math.min(...strata.values())).toBeGreaterThan(20);
  });

  it("is described by options that have defaults and refuse nonsense", () => {
    expect(eigenvaluesOptions.parse({ kind: "eigenvalues" })).toEqual({
      kind: "eigenvalues",
      size: 2,
      distribution: "uniform",
      bound: 10,
      encoding: "P1000",
      tolerance: 0.01,
    });
    for (const wrong of [
      { size: 1 },
      { size: 11 },
      { size: 2.5 },
      { bound: 0 },
      { tolerance: 0 },
      { colour: 1 },
    ]) {
      expect(eigenvaluesOptions.safeParse({ kind: "eigenvalues", ...wrong }).success).toBe(false);
    }
  });
});
