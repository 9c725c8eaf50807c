import { describe, expect, it } from "vitest";
import { standInDigits } from "../../../src/theory/network/stand-in.ts";

describe("the stand-in for digits", () => {
  const digits = standInDigits(600, 1);

  it("has ten classes, each about as often, in grey levels from 0 to 1", () => {
    expect(digits).toMatchObject({ rows: 600, size: 196, classes: 10 });
    for (let digit = 0; digit < 10; digit++) {
      const count = digits.labels.filter((label) => label === digit).length;
      expect(count).toBeGreaterThan(30);
      expect(count).toBeLessThan(90);
    }
    expect(digits.pixels.every((level) => level >= 0 && level <= 1)).toBe(true);
  });

  it("follows from its seed, an image also from no other image", () => {
    const few = standInDigits(100, 1);
    expect(digits.pixels.subarray(0, few.pixels.length)).toEqual(few.pixels);
    expect(digits.labels.subarray(0, 100)).toEqual(few.labels);
    expect(standInDigits(100, 2).pixels).not.toEqual(few.pixels);
  });

  it("varies within a class, less than between classes", () => {
    const distance = (a: number, b: number) => {
      let sum = 0;
      for (let i = 0; i < 196; i++) sum += (digits.pixels[a * 196 + i] - digits.pixels[b * 196 + i]) ** 2;
      return sum;
    };
    const means = { same: [0, 0], other: [0, 0] };
    for (let a = 0; a < 200; a++) {
      for (let b = 0; b < a; b++) {
        const kind = means[digits.labels[a] === digits.labels[b] ? "same" : "other"];
        kind[0] += distance(a, b);
        kind[1]++;
      }
    }
    const [same, other] = [means.same[0] / means.same[1], means.other[0] / means.other[1]];
    expect(same).toBeGreaterThan(5);
    expect(same).toBeLessThan(0.8 * other);
  });
});
