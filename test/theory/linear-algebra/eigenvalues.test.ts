import { expect, it } from "vitest";
import { createRandom } from "../../../src/random/generator.ts";
import { symmetricEigenvalues } from "../../../src/theory/linear-algebra/eigenvalues.ts";
import { matrix } from "../../../src/theory/linear-algebra/matrix.ts";
import { gram } from "../../../src/theory/linear-algebra/product.ts";

const random = createRandom(3);
const drawn = (count: number) => Float64Array.from({ length: count }, random.normal);

function expectEigenvalues(a: Float64Array, expected: readonly number[], tolerance = 1e-12) {
  const found = symmetricEigenvalues(a, expected.length);
  const size = Math.max(...expected.map(Math.abs), 1);
  found.forEach((value, i) => {
    expect(Math.abs(value - expected[i])).toBeLessThan(tolerance * size);
  });
}

it.each([1, 2, 3, 10, 100, 201])("of the second difference of %i points are 2 − 2 cos(kπ/(n+1))", (n) => {
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    a[i * n + i] = 2;
    if (i > 0) a[i * n + i - 1] = a[(i - 1) * n + i] = -1;
  }
  const expected = Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos(((n - k) * Math.PI) / (n + 1)));
  expectEigenvalues(a, expected);
});

it.each([2, 5, 40, 150])("of a dense matrix of %i rows are those it was made from", (n) => {
  // Reflections H = I − 2vvᵀ/vᵀv leave the eigenvalues of diag(λ) as they are; some λ are equal, zero or negative.
  const eigenvalues = Array.from({ length: n }, (_, i) => [5, 5, 0, -3, i / n][i % 5]).sort((a, b) => b - a);
  const a = new Float64Array(n * n);
  eigenvalues.forEach((value, i) => {
    a[i * n + i] = value;
  });
  for (let turn = 0; turn < 3; turn++) reflect(a, n);
  expectEigenvalues(a, eigenvalues);
});

it("has the trace and the squared norm of a matrix as their sum and their sum of squares", () => {
  const n = 60;
  const a = gram(matrix(drawn(n * 20), n, 20));
  const found = symmetricEigenvalues(a, n);
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
  const trace = Array.from({ length: n }, (_, i) => a[i * n + i]).reduce((total, value) => total + value, 0);
  expect(sum(found)).toBeCloseTo(trace, 8);
  expect(sum(found.map((x) => x * x)) / sum(a.map((x) => x * x))).toBeCloseTo(1, 12);
  // Of rank 20, in decreasing order.
  expect(Math.abs(found[20])).toBeLessThan(1e-10);
  expect(found.every((value, i) => i === 0 || value <= found[i - 1])).toBe(true);
});

it("of extreme scales neither overflow nor vanish", () => {
  const diagonal = [1e200, 1, 1e-200];
  expectEigenvalues(Float64Array.of(1e200, 0, 0, 0, 1, 0, 0, 0, 1e-200), diagonal);
  const a = Float64Array.of(2e-160, 1e-160, 1e-160, 2e-160);
  expect(symmetricEigenvalues(a, 2)[0] / 3e-160).toBeCloseTo(1, 12);
  expect(symmetricEigenvalues(a, 2)[1] / 1e-160).toBeCloseTo(1, 12);
});

function reflect(a: Float64Array, n: number): void {
  const v = drawn(n);
  const size = v.reduce((sum, value) => sum + value * value, 0);
  const mirror = (at: (i: number) => number) => {
    let along = 0;
    for (let i = 0; i < n; i++) along += a[at(i)] * v[i];
    for (let i = 0; i < n; i++) a[at(i)] -= (2 * along * v[i]) / size;
  };
  for (let row = 0; row < n; row++) mirror((i) => row * n + i);
  for (let column = 0; column < n; column++) mirror((i) => i * n + column);
}
