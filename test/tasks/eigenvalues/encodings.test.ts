import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/random/generator.ts";
import { encodingNames, encodings } from "../../../src/tasks/eigenvalues/encodings/index.ts";
import { createGrid, gridFor } from "../../../src/tasks/eigenvalues/grid.ts";

const grid = createGrid(-4, 0);

/** Every number of the grid, from decimal texts alone. */
const numbers = [0];
for (let exponent = -4; exponent <= 0; exponent++) {
  for (let mantissa = 100; mantissa <= 999; mantissa++) {
    numbers.push(Number(`${mantissa}e${exponent}`), -Number(`${mantissa}e${exponent}`));
  }
}

describe("grid", () => {
  it("has a code for each number, growing with it, and its text reads back", () => {
    const sorted = [...numbers].sort((a, b) => a - b);
    expect(sorted.map(grid.code)).toEqual(sorted.map((_, i) => i - grid.largestCode));
    for (const number of numbers) {
      expect(grid.value(grid.code(number))).toBe(number);
      expect(Number(grid.text(number))).toBe(number);
      expect(grid.text(number)).toMatch(/^-?\d+(\.\d+)?$/);
    }
  });

  it("rounds to the nearest number, to 0 below and to the largest above", () => {
    const random = createRandom(1);
    for (let i = 0; i < 300; i++) {
      const value = (random.uniform() < 0.5 ? -1 : 1) * 10 ** (random.uniform() * 7 - 4);
      const nearest = Math.min(...numbers.map((number) => Math.abs(number - value)));
      expect(Math.abs(grid.round(value) - value)).toBeCloseTo(nearest, 12);
    }
    expect(grid.round(0.00499)).toBe(0);
    expect(Object.is(grid.round(-0.00001), 0)).toBe(true);
    expect(grid.text(-0.00001)).toBe("0");
    expect(grid.round(0.0051)).toBe(0.01);
    expect(grid.round(9.996)).toBe(10);
    expect(grid.round(1e9)).toBe(999);
    expect(grid.round(-1e9)).toBe(-999);
  });

  it("reaches the largest eigenvalue and well below the bound", () => {
    for (const [bound, largest] of [
      [10, 20],
      [10, 100],
      [3, 29.9],
      [1e6, 4e7],
      [1e-6, 2e-6],
    ] as const) {
      const range = gridFor(bound, largest);
      const relative = (value: number): number => Math.abs(range.round(value) / value - 1);
      expect(relative(largest)).toBeLessThan(0.0051);
      expect(relative(-bound / 1000)).toBeLessThan(0.0051);
      expect(range.round(bound / 1e5)).toBe(0);
    }
  });
});

describe.each(encodingNames)("encoding %s", (name) => {
  const encoding = encodings[name](grid);
  const per = encoding.tokensPerNumber;

  it("round trips every number, each with tokens of its own inside the vocabulary", () => {
    const seen = new Set<string>();
    const tokens = new Int32Array(per + 2).fill(-7);
    for (const number of numbers) {
      encoding.write(number, tokens, 1);
      expect(encoding.read(tokens, 1)).toBe(number);
      const row = tokens.slice(1, 1 + per);
      expect(row.every((token) => token >= 0 && token < encoding.vocabularySize)).toBe(true);
      seen.add(row.join());
    }
    expect(seen.size).toBe(numbers.length);
    expect([tokens[0], tokens[per + 1]]).toEqual([-7, -7]);
  });

  it("reads tokens that are not those of a number as NaN, never as a number", () => {
    const random = createRandom(2);
    const again = new Int32Array(per);
    let unreadable = 0;
    for (let i = 0; i < 20_000; i++) {
      const tokens = new Int32Array(per);
      encoding.write(numbers[random.integer(numbers.length)]!, tokens, 0);
      tokens[random.integer(per)] = random.integer(encoding.vocabularySize + 5) - 2;
      const value = encoding.read(tokens, 0);
      if (Number.isNaN(value)) unreadable++;
      else {
        encoding.write(value, again, 0);
        expect(again).toEqual(tokens);
      }
    }
    expect(unreadable).toBeGreaterThan(0);
  });
});

describe("vocabularies", () => {
  it("are as large as their alphabets", () => {
    const sizes = encodingNames.map((name) => encodings[name](grid).vocabularySize);
    expect(sizes).toEqual([2 + 1000 + 5, 1999 + 5, 2 * 900 * 5 + 1]);
  });
});
