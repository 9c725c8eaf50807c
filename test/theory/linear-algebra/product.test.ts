import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { assembledModule } from "../../../scripts/assemble.ts";
import { createRandom } from "../../../src/random/generator.ts";
import { apply, type Matrix, matrix, part, transposed } from "../../../src/theory/linear-algebra/matrix.ts";
import { addProduct, gram, multiply } from "../../../src/theory/linear-algebra/product.ts";

const random = createRandom(1);
const drawn = (rows: number, columns: number) =>
  matrix(Float64Array.from({ length: rows * columns }, random.normal), rows, columns);
const element = (m: Matrix, i: number, j: number) =>
  m.values[m.offset + i * m.rowStride + j * m.columnStride];

/** The schoolbook product. */
function product(a: Matrix, b: Matrix): number[] {
  return Array.from({ length: a.rows * b.columns }, (_, at) => {
    const [i, j] = [Math.floor(at / b.columns), at % b.columns];
    let sum = 0;
    for (let k = 0; k < a.columns; k++) sum += element(a, i, k) * element(b, k, j);
    return sum;
  });
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>) {
  expect(actual.length).toBe(expected.length);
  const worst = Array.from(expected, (value, i) => Math.abs(actual[i] - value)).reduce(
    (a, b) => Math.max(a, b),
    0,
  );
  expect(worst).toBeLessThan(1e-11);
}

const sizes = [
  [1, 1, 1],
  [3, 5, 2],
  [4, 2, 4],
  [7, 64, 9],
  [65, 257, 66],
  [130, 300, 5],
  [2, 600, 131],
] as const;

describe("a product", () => {
  it.each(sizes)(
    "of %i × %i by %i columns is the schoolbook's, transposed or not",
    (rows, inner, columns) => {
      const [a, b] = [drawn(rows, inner), drawn(inner, columns)];
      const [aT, bT] = [transposed(drawn(inner, rows)), transposed(drawn(columns, inner))];
      expectClose(multiply(a, b), product(a, b));
      expectClose(multiply(aT, b), product(aT, b));
      expectClose(multiply(a, bT), product(a, bT));
      expectClose(multiply(aT, bT), product(aT, bT));
    },
  );

  it("with an upper triangular factor takes no notice of its zeros", () => {
    const [a, b] = [drawn(150, 170), drawn(170, 40)];
    for (let i = 0; i < 150; i++) a.values.fill(0, i * 170, i * 170 + i);
    expectClose(multiply(a, b, "upper"), product(a, b));
  });

  it("is taken from a part of a matrix, and leaves what lies around its target", () => {
    const [a, b, target] = [drawn(90, 80), drawn(70, 90), drawn(100, 110)];
    const before = target.values.slice();
    const [left, right] = [part(a, 7, 3, 75, 40), part(b, 20, 11, 40, 33)];
    addProduct(part(target, 5, 6, 75, 33), -1, left, right);
    const sum = product(left, right);
    for (let i = 0; i < 75; i++) {
      for (let j = 0; j < 33; j++) before[(5 + i) * 110 + 6 + j] -= sum[i * 33 + j];
    }
    expectClose(target.values, before);
  });

  it("of a vector is that of a one-column matrix", () => {
    const [a, x] = [drawn(41, 23), drawn(23, 1)];
    expectClose(apply(a, x.values), product(a, x));
    expectClose(apply(transposed(transposed(a)), x.values), product(a, x));
    const wide = transposed(drawn(23, 41));
    expectClose(apply(wide, x.values), product(wide, x));
  });

  it("refuses matrices that do not fit", () => {
    expect(() => multiply(drawn(3, 4), drawn(5, 2))).toThrow("3 × 2 from 3 × 4 by 5 × 2");
  });
});

it.each(sizes)("a Gram matrix of %i × %i is X·Xᵀ, symmetric to the bit", (rows, inner) => {
  const x = drawn(rows, inner);
  const result = gram(x);
  expectClose(result, product(x, transposed(x)));
  expect(result.every((value, at) => value === result[(at % rows) * rows + Math.floor(at / rows)])).toBe(
    true,
  );
  expectClose(gram(transposed(x)), product(transposed(x), x));
});

it("the assembled kernel is that of its source text", async () => {
  const path = "../../../src/theory/linear-algebra/kernel-binary.ts";
  const committed = readFileSync(new URL(path, import.meta.url), "utf8");
  expect(committed).toBe(await assembledModule("theory/linear-algebra/kernel"));
});
