import { describe, expect, it } from "vitest";
import { normalCdf } from "../../../src/metrics/normal.ts";
import { createRandom } from "../../../src/random/generator.ts";
import { gaussianFactor, normals } from "../../../src/theory/linear-algebra/gaussian.ts";
import { matrix, transposed } from "../../../src/theory/linear-algebra/matrix.ts";
import { gram } from "../../../src/theory/linear-algebra/product.ts";

describe("normals", () => {
  const count = 1_000_000;
  const values = normals(createRandom(4), count).sort();

  it("follow the normal distribution (Kolmogorov–Smirnov, far below the 0.1 % level)", () => {
    let gap = 0;
    for (let i = 0; i < count; i += 50)
      gap = Math.max(gap, Math.abs(normalCdf(values[i]) - (i + 0.5) / count));
    expect(gap * Math.sqrt(count)).toBeLessThan(1.95);
  });

  it.each([3, 3.6541528853610088, 4])("lie beyond ±%f as often as they should", (edge) => {
    const expected = count * normalCdf(-edge);
    const below = values.findIndex((value) => value >= -edge);
    const above = count - values.findIndex((value) => value > edge);
    for (const found of [below, above])
      expect(Math.abs(found - expected)).toBeLessThan(4 * Math.sqrt(expected));
  });

  it("are those of their seed", () => {
    expect(normals(createRandom(9), 5)).toEqual(normals(createRandom(9), 50).slice(0, 5));
    expect(normals(createRandom(9), 5)).not.toEqual(normals(createRandom(10), 5));
  });
});

describe("the factor of a Gaussian matrix", () => {
  it.each([
    [3, 3],
    [4, 3],
    [50, 3],
  ])("of %i × %i has the first two moments of Wishart's distribution", (rows, columns) => {
    const random = createRandom(5);
    const draws = 20_000;
    const mean = new Float64Array(columns * columns);
    const square = new Float64Array(columns * columns);
    for (let draw = 0; draw < draws; draw++) {
      const factor = gaussianFactor(random, rows, columns);
      expect(factor.rows).toBe(columns);
      const wishart = gram(transposed(matrix(factor.values, columns, columns)));
      for (let i = 0; i < mean.length; i++) {
        mean[i] += wishart[i] / draws;
        square[i] += wishart[i] ** 2 / draws;
      }
    }
    for (let i = 0; i < mean.length; i++) {
      const isDiagonal = i % (columns + 1) === 0;
      const variance = isDiagonal ? 2 * rows : rows;
      expect(Math.abs(mean[i] - (isDiagonal ? rows : 0))).toBeLessThan(4.5 * Math.sqrt(variance / draws));
      expect((square[i] - mean[i] ** 2) / variance).toBeGreaterThan(0.9);
      expect((square[i] - mean[i] ** 2) / variance).toBeLessThan(1.1);
    }
  });

  it("of fewer rows than columns is the matrix itself", () => {
    const { values, rows } = gaussianFactor(createRandom(6), 2, 5);
    expect(rows).toBe(2);
    expect(values).toEqual(normals(createRandom(6), 10));
  });
});
