import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/random/generator.ts";
import { cholesky, NotPositiveDefinite, solvePositive } from "../../../src/theory/linear-algebra/cholesky.ts";
import { matrix, transposed } from "../../../src/theory/linear-algebra/matrix.ts";
import { gram, multiply } from "../../../src/theory/linear-algebra/product.ts";

const random = createRandom(2);
const drawn = (count: number) => Float64Array.from({ length: count }, random.normal);

/** A = G·Gᵀ / n + I. */
function positive(n: number): Float64Array {
  const a = gram(matrix(drawn(n * n), n, n)).map((value) => value / n);
  for (let i = 0; i < n; i++) a[i * n + i] += 1;
  return a;
}

const largest = (values: Float64Array) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

describe.each([1, 2, 31, 32, 33, 64, 65, 100, 200, 333])("of %i rows", (n) => {
  const a = positive(n);

  it("L is lower triangular with L·Lᵀ = A, from A's lower triangle alone", () => {
    const lower = a.map((value, at) => (at % n > Math.floor(at / n) ? Number.NaN : value));
    const l = cholesky(lower, n);
    const view = matrix(l, n, n);
    expect(largest(multiply(view, transposed(view)).map((value, i) => value - a[i]))).toBeLessThan(1e-13);
    expect(l.every((value, at) => at % n <= Math.floor(at / n) || value === 0)).toBe(true);
  });

  it("A·X = B is solved for one and for several columns", () => {
    for (const columns of [1, 3]) {
      const x = drawn(n * columns);
      const b = multiply(matrix(a, n, n), matrix(x, n, columns));
      expect(largest(solvePositive(a, n, b, columns).map((value, i) => value - x[i]))).toBeLessThan(1e-12);
    }
  });
});

it("an ill-conditioned system is solved to its condition times the rounding", () => {
  // The Hilbert matrix of 8, condition 1.5e10, with the solution all ones.
  const n = 8;
  const a = Float64Array.from({ length: n * n }, (_, at) => 1 / (1 + Math.floor(at / n) + (at % n)));
  const b = multiply(matrix(a, n, n), matrix(new Float64Array(n).fill(1), n, 1));
  expect(largest(solvePositive(a, n, b).map((value) => value - 1))).toBeLessThan(1e-5);
});

it("a singular or indefinite matrix is refused, never solved", () => {
  const n = 120;
  const singular = gram(matrix(drawn(n * (n - 1)), n, n - 1));
  expect(() => cholesky(singular, n)).toThrow(NotPositiveDefinite);
  const indefinite = positive(n);
  indefinite[70 * n + 70] = -1;
  expect(() => solvePositive(indefinite, n, drawn(n))).toThrow("row");
  expect(() => cholesky(Float64Array.of(Number.NaN), 1)).toThrow(NotPositiveDefinite);
});
