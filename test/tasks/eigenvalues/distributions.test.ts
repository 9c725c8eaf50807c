import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/random/generator.ts";
import { distributionNames, distributions } from "../../../src/tasks/eigenvalues/distributions.ts";
import { symmetricEigenvalues } from "../../../src/tasks/eigenvalues/eigen.ts";

const SIZE = 3;
const BOUND = 7;
const DRAWS = 20_000;

/** Upper triangle to eigenvalues and, a row each, eigenvectors. */
function decompose([a, b, c, d, e, f]: readonly number[]): { values: Float64Array; vectors: Float64Array } {
  const values = new Float64Array(SIZE);
  const vectors = new Float64Array(SIZE * SIZE);
  symmetricEigenvalues(Float64Array.of(a!, b!, c!, b!, d!, e!, c!, e!, f!), SIZE, values, vectors);
  return { values, vectors };
}

function draws(name: (typeof distributionNames)[number]): number[][] {
  const random = createRandom(11);
  const upper = new Float64Array(6);
  return Array.from({ length: DRAWS }, () => {
    distributions[name].draw(upper, SIZE, BOUND, random);
    return [...upper];
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe.each(distributionNames)("distribution %s", (name) => {
  const matrices = draws(name);

  it("has mean 0, ‖A‖² of n²·bound²/3 on average, and no eigenvalue beyond its largest", () => {
    const squares = matrices.map(
      ([a, b, c, d, e, f]) => a! ** 2 + d! ** 2 + f! ** 2 + 2 * (b! ** 2 + c! ** 2 + e! ** 2),
    );
    expect(mean(squares) / ((SIZE * BOUND) ** 2 / 3)).toBeCloseTo(1, 1.5);
    for (let at = 0; at < 6; at++)
      expect(Math.abs(mean(matrices.map((m) => m[at]!)))).toBeLessThan(0.03 * BOUND);
    const largest = distributions[name].largest(SIZE, BOUND);
    for (const matrix of matrices.slice(0, 3000)) {
      for (const value of decompose(matrix).values)
        expect(Math.abs(value)).toBeLessThanOrEqual(largest * (1 + 1e-12));
    }
  });
});

describe("independent entries", () => {
  const cases = [
    ["uniform", 9 / 5],
    ["gaussian", 3],
    ["laplace", 6],
  ] as const;
  it.each(cases)("%s has the kurtosis %f", (name, kurtosis) => {
    const entries = draws(name).flat();
    const fourth = mean(entries.map((x) => x ** 4));
    const second = mean(entries.map((x) => x ** 2));
    expect(Math.abs(fourth / second ** 2 / kurtosis - 1)).toBeLessThan(0.04);
  });
});

describe("rotated spectrum", () => {
  const decompositions = draws("rotated-spectrum").map(decompose);

  it("has eigenvalues uniform in ±√n·bound", () => {
    const values = decompositions.flatMap((d) => [...d.values]).sort((a, b) => a - b);
    const limit = Math.sqrt(SIZE) * BOUND;
    const distance = values.map((value, i) => Math.abs((value / limit + 1) / 2 - (i + 0.5) / values.length));
    expect(Math.max(...distance.filter((_, i) => i % 7 === 0))).toBeLessThan(0.012);
  });

  it("has eigenvectors uniform on the sphere: E v² = 1/n, E v⁴ = 3/(n(n+2)) in every coordinate", () => {
    for (let i = 0; i < SIZE; i++) {
      const squares = decompositions.map(({ vectors }) => vectors[i]! ** 2);
      expect(mean(squares)).toBeCloseTo(1 / SIZE, 1.8);
      expect(mean(squares.map((x) => x * x))).toBeCloseTo(3 / (SIZE * (SIZE + 2)), 1.8);
    }
  });
});
