import { expect, it } from "vitest";
import { minimum } from "../../../src/theory/plan/minimum.ts";

it("finds the least place of a smooth function in few steps", () => {
  let calls = 0;
  const { at } = minimum(
    (x) => {
      calls++;
      return Math.cosh(x - 0.3) + 0.1 * x ** 3;
    },
    -1,
    2,
    1e-8,
  );
  expect(Math.sinh(at - 0.3) + 0.3 * at ** 2).toBeCloseTo(0, 6);
  expect(calls).toBeLessThan(25);
});

it("finds kinks, ends, and the edge of what is infinite", () => {
  expect(minimum((x) => Math.abs(x - 0.123), 0, 1, 1e-8).at).toBeCloseTo(0.123, 7);
  expect(minimum((x) => x, 2, 3, 1e-8).at).toBeCloseTo(2, 6);
  expect(minimum((x) => (x < 0.7 ? Infinity : x), 0, 1, 1e-8).at).toBeCloseTo(0.7, 6);
});
