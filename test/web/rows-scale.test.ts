import { describe, expect, it } from "vitest";
import { placeIn, placeOf, STEPS, shareAt } from "../../src/web/rows/scale.ts";

describe("the share slider", () => {
  it("goes from 1 % to everything, in equal ratios", () => {
    expect(shareAt(0)).toBe(0.01);
    expect(shareAt(STEPS)).toBe(1);
    expect(shareAt(STEPS / 2)).toBe(0.1);
    for (let place = 0; place < STEPS; place++) {
      expect(shareAt(place + 1)).toBeGreaterThan(shareAt(place));
    }
  });

  it("stays where it was put, so that an arrow key always moves it", () => {
    for (let place = 0; place <= STEPS; place++) expect(placeOf(shareAt(place))).toBe(place);
  });

  it("stands where a share that was typed belongs", () => {
    for (const share of [0.01, 0.02, 0.05, 0.1, 0.125, 0.25, 0.5, 0.99, 1]) {
      expect(Math.abs(shareAt(placeOf(share)) / share - 1)).toBeLessThan(0.02);
    }
    expect(placeOf(0.0001)).toBe(0);
  });

  it("places scores in their set's range", () => {
    expect(placeIn([-1, 3], 0)).toBe(0.25);
    expect(placeIn([-1, 3], 7)).toBe(1);
    expect(placeIn([2, 2], 2)).toBe(1);
  });
});
