import { describe, expect, it } from "vitest";
import { PstarError } from "../../src/errors.ts";
import { positiveRoot } from "../../src/theory/root.ts";

describe("positiveRoot", () => {
  it.each([
    ["x − 1", (x: number) => x - 1, 1e-3, 1e5, 1],
    ["1 − x², falling", (x: number) => 1 - x * x, 1e-8, 1e8, 1],
    ["log x over 600 decades", (x: number) => Math.log(x / 3e-200), 1e-300, 1e300, 3e-200],
    ["a step", (x: number) => (x < Math.PI ? -1 : 1), 1, 10, Math.PI],
    ["a triple root", (x: number) => (x - 2) ** 3, 0.1, 1000, 2],
    ["a pole on one end", (x: number) => (x <= 1e-9 ? Infinity : 1 / x - 5), 1e-9, 1e9, 0.2],
    ["e⁻ˣ − ½, flat far out", (x: number) => Math.exp(-x) - 0.5, 1e-12, 1e12, Math.LN2],
  ])("finds the root of %s", (_, f, low, high, root) => {
    expect(Math.abs(positiveRoot(f, low, high) / root - 1)).toBeLessThan(1e-12);
  });

  it("takes an end that is a root", () => {
    expect(positiveRoot((x) => x - 2, 2, 5)).toBe(2);
    expect(positiveRoot((x) => x - 5, 2, 5)).toBe(5);
  });

  it("needs few evaluations of a smooth function", () => {
    let count = 0;
    positiveRoot(
      (x) => {
        count++;
        return 100 / (1 + x) - 3;
      },
      1e-6,
      1e6,
    );
    expect(count).toBeLessThan(20);
  });

  it("throws rather than return what is no root", () => {
    expect(() => positiveRoot((x) => x + 1, 1, 2)).toThrow(PstarError);
    expect(() => positiveRoot(() => Number.NaN, 1, 2)).toThrow(/not a number/);
    expect(() => positiveRoot((x) => (x > 1.2 && x < 1.7 ? Number.NaN : x - 1.5), 1, 2)).toThrow(
      /not a number/,
    );
  });
});
