import { afterAll, describe, expect, it } from "vitest";
import { createRandom } from "../../../src/random/generator.ts";
import { openProducts } from "../../../src/theory/linear-algebra/large.ts";
import { type Matrix, matrix, part, transposed } from "../../../src/theory/linear-algebra/matrix.ts";
import { gram, multiply } from "../../../src/theory/linear-algebra/product.ts";

const random = createRandom(7);
const drawn = (rows: number, columns: number) =>
  matrix(Float64Array.from({ length: rows * columns }, random.normal), rows, columns);
const gap = (a: Float64Array, b: Float64Array) =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);

const products = openProducts();
afterAll(() => products.release());

/** `m` by its transpose's array. */
function byColumns(m: Matrix): Matrix {
  const values = new Float64Array(m.values.length);
  for (let i = 0; i < m.rows; i++) {
    for (let j = 0; j < m.columns; j++) values[j * m.rows + i] = m.values[i * m.columns + j];
  }
  return transposed(matrix(values, m.columns, m.rows));
}

describe.each([
  ["small", 20, 30, 25],
  ["large", 301, 333, 302],
])("a %s product", (_, rows, inner, columns) => {
  const [a, b] = [drawn(rows, inner), drawn(inner, columns)];

  it("is that of the kernel, however its factors are stored", async () => {
    const expected = multiply(a, b);
    for (const left of [a, byColumns(a)]) {
      for (const right of [b, byColumns(b)]) {
        expect(gap(await products.multiply(left, right), expected)).toBeLessThan(1e-11);
      }
    }
  });

  it("by its own transpose is symmetric", async () => {
    for (const x of [a, byColumns(a)]) {
      const result = await products.gram(x);
      expect(result.length).toBe(rows * rows);
      expect(gap(result, gram(a))).toBeLessThan(1e-11);
    }
  });
});

it("a large product of a part that is not whole rows or columns is refused, not miscomputed", async () => {
  const a = part(drawn(400, 400), 0, 1, 400, 390);
  await expect(products.gram(a)).rejects.toThrow("whole rows or whole columns");
});
