import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/random/generator.ts";
import { symmetricEigenvalues } from "../../../src/tasks/eigenvalues/eigen.ts";

function eigenvalues(matrix: ArrayLike<number>): number[] {
  const size = Math.sqrt(matrix.length);
  const values = new Float64Array(size);
  symmetricEigenvalues(Float64Array.from(matrix), size, values);
  return [...values];
}

function randomSymmetric(size: number, seed: number): Float64Array {
  const random = createRandom(seed);
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      matrix[i * size + j] = matrix[j * size + i] = 20 * random.uniform() - 10;
    }
  }
  return matrix;
}

function close(actual: readonly number[], expected: readonly number[], tolerance = 1e-12): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, i) => {
    expect(Math.abs(value - expected[i]!)).toBeLessThan(tolerance);
  });
}

describe("symmetricEigenvalues", () => {
  it.each([2, 3, 4, 5, 6, 7, 8, 9, 10])(
    "gives orthonormal vectors with ‖Av − λv‖ < 1e-10, n = %i",
    (size) => {
      for (let seed = 0; seed < 100; seed++) {
        const matrix = randomSymmetric(size, seed);
        const values = new Float64Array(size);
        const vectors = new Float64Array(size * size);
        symmetricEigenvalues(matrix.slice(), size, values, vectors);
        let worst = 0;
        for (let k = 0; k < size; k++) {
          if (k > 0) expect(values[k]).toBeLessThanOrEqual(values[k - 1]!);
          for (let i = 0; i < size; i++) {
            let residual = -values[k]! * vectors[k * size + i]!;
            let overlap = i === k ? -1 : 0;
            for (let j = 0; j < size; j++) {
              residual += matrix[i * size + j]! * vectors[k * size + j]!;
              overlap += vectors[k * size + j]! * vectors[i * size + j]!;
            }
            worst = Math.max(worst, Math.abs(residual), Math.abs(overlap));
          }
        }
        expect(worst).toBeLessThan(1e-10 / size);
        close(eigenvalues(matrix), [...values], 1e-15);
      }
    },
  );

  it("agrees with the closed form of 2×2 matrices", () => {
    const random = createRandom(1);
    for (let i = 0; i < 1000; i++) {
      const [a, b, c] = [random.normal(), random.normal(), random.normal()];
      const radius = Math.hypot((a - c) / 2, b);
      close(eigenvalues([a, b, b, c]), [(a + c) / 2 + radius, (a + c) / 2 - radius]);
    }
  });

  it("agrees with the closed form 2 cos(kπ/(n+1)) of a path's adjacency matrix", () => {
    for (let size = 2; size <= 10; size++) {
      const matrix = Array.from({ length: size * size }, (_, at) =>
        Math.abs(Math.floor(at / size) - (at % size)) === 1 ? 1 : 0,
      );
      const expected = Array.from({ length: size }, (_, k) => 2 * Math.cos(((k + 1) * Math.PI) / (size + 1)));
      close(eigenvalues(matrix), expected);
    }
  });

  it("takes repeated eigenvalues, zero matrices and tiny and huge scales", () => {
    close(eigenvalues([2, 1, 1, 1, 2, 1, 1, 1, 2]), [4, 1, 1]);
    close(eigenvalues(new Array(16).fill(0)), [0, 0, 0, 0]);
    close(
      eigenvalues([0, 1e-160, 1e-160, 0]).map((value) => value * 1e160),
      [1, -1],
    );
    close(
      eigenvalues([0, 1e150, 1e150, 0]).map((value) => value / 1e150),
      [1, -1],
    );
  });
});
