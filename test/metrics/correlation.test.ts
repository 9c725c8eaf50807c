import { describe, expect, it } from "vitest";
import { argsort } from "../../src/metrics/argsort.ts";
import { averageRanks, pearson, spearman } from "../../src/metrics/correlation.ts";
import { createRandom } from "../../src/random/generator.ts";

describe("argsort", () => {
  it("orders doubles of every size and sign as a comparator does, keeping the order of equal ones", () => {
    const random = createRandom(1);
    const values = Float64Array.from({ length: 5000 }, () => {
      const kind = random.integer(6);
      if (kind === 0) return random.integer(5) - 2;
      if (kind === 1) return random.integer(2) === 0 ? -Infinity : Infinity;
      if (kind === 2) return -0;
      return random.normal() * 10 ** (random.integer(600) - 300);
    });
    const expected = [...values.keys()].sort((i, j) =>
      values[i] === values[j] ? i - j : values[i] - values[j],
    );
    expect([...argsort(values)]).toEqual(expected);
  });

  it("puts NaN last", () => {
    expect([...argsort(Float64Array.of(Number.NaN, Infinity, -1))]).toEqual([2, 1, 0]);
  });

  it("keeps a given order among equal values", () => {
    expect([...argsort(Float64Array.of(1, 0, 1, 0), Uint32Array.of(3, 2, 1, 0))]).toEqual([3, 1, 2, 0]);
  });
});

describe("pearson", () => {
  it("is the textbook value", () => {
    // Deviations (−2, −1, 0, 1, 2) and (−1.6, −2.6, 1.4, 0.4, 2.4): 11 / √(10 · 17.2).
    expect(pearson([1, 2, 3, 4, 5], [2, 1, 5, 4, 6])).toBeCloseTo(11 / Math.sqrt(10 * 17.2), 12);
    expect(pearson([1, 2, 3], [-10, -20, -30])).toBe(-1);
  });

  it("is null where it is undefined", () => {
    expect(pearson([], [])).toBeNull();
    expect(pearson([1], [2])).toBeNull();
    expect(pearson([0.1, 0.1, 0.1], [1, 2, 3])).toBeNull();
    expect(spearman([1, 2, 3], [0.3, 0.3, 0.3])).toBeNull();
  });
});

describe("spearman", () => {
  it("is 1 − 6Σd²/(n(n²−1)) without ties", () => {
    const x = [0.1, 5, -3, 2, 100, 7];
    const y = [3, 2, 1, 9, 8, 7];
    // Ranks 2 4 1 3 6 5 and 3 2 1 6 5 4: Σd² = 1 + 4 + 0 + 9 + 1 + 1.
    expect(spearman(x, y)).toBeCloseTo(1 - (6 * 16) / (6 * 35), 12);
  });

  it("gives ties their average rank", () => {
    expect([...averageRanks(Float64Array.of(3, 1, 3, 2, 3))]).toEqual([4, 1, 4, 2, 4]);
    expect(spearman([1, 1, 2], [5, 6, 7])).toBeCloseTo(Math.sqrt(3) / 2, 12);
  });
});
