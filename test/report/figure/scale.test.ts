import { describe, expect, it } from "vitest";
import { formatNumber } from "../../../src/report/figure/number.ts";
import { linearTicks, scaleOf } from "../../../src/report/figure/scale.ts";

const ticks = (scale: "linear" | "log", domain: [number, number], pixels = 400, format?: "percent") =>
  scaleOf(
    { label: "", scale, ...(format && { format }) },
    domain,
    [0, pixels],
    (label) => 8 * label.length + 14,
  ).ticks.map(({ label }) => label);

describe("ticks", () => {
  it("are powers of ten over many decades, thinned where they crowd", () => {
    expect(ticks("log", [0.005, 20])).toEqual(["10⁻²", "10⁻¹", "10⁰", "10¹"]);
    expect(ticks("log", [1e-12, 1], 200)).toEqual(["10⁻¹²", "10⁻⁹", "10⁻⁶", "10⁻³", "10⁰"]);
  });

  it("are 1, 2, 5 over few decades, and even steps over less than one", () => {
    expect(ticks("log", [5, 300])).toEqual(["5", "10", "20", "50", "100", "200"]);
    expect(ticks("log", [2.1, 3.9])).toEqual(["2.5", "3", "3.5"]);
  });

  it("read without a machine's noise", () => {
    expect(ticks("linear", [0, 1])).toEqual([
      "0",
      "0.1",
      "0.2",
      "0.3",
      "0.4",
      "0.5",
      "0.6",
      "0.7",
      "0.8",
      "0.9",
      "1",
    ]);
    expect(ticks("linear", [-2000, 20_000])).toEqual(["0", "5,000", "10,000", "15,000", "20,000"]);
    expect(ticks("linear", [0, 0.4], 300, "percent")).toEqual(["0%", "10%", "20%", "30%", "40%"]);
    expect(ticks("linear", [1000.1, 1000.5], 400)).toEqual([
      "1,000.1",
      "1,000.2",
      "1,000.3",
      "1,000.4",
      "1,000.5",
    ]);
  });

  it("never touch, whatever the domain and the room", () => {
    for (const low of [1e-9, 0.02, 1, 37]) {
      for (const ratio of [1.001, 1.5, 7, 80, 1e4, 1e12]) {
        for (const pixels of [60, 150, 500]) {
          for (const scale of ["linear", "log"] as const) {
            const room = (label: string) => 8 * label.length + 6;
            const { ticks, at } = scaleOf({ label: "", scale }, [low, low * ratio], [0, pixels], room);
            for (const [i, { value, label }] of ticks.entries()) {
              expect(at(value)).toBeGreaterThan(-1e-3);
              expect(at(value)).toBeLessThan(pixels + 1e-3);
              const before = ticks[i - 1];
              if (before === undefined) continue;
              expect(label).not.toBe(before.label);
              expect(at(value) - at(before.value)).toBeGreaterThanOrEqual(
                (room(label) + room(before.label)) / 2,
              );
            }
          }
        }
      }
    }
  });

  it("are multiples of 1, 2 or 5", () => {
    expect(linearTicks([0.1, 0.9], 4)).toEqual([0.2, 0.4, 0.6, 0.8]);
    expect(linearTicks([-7, 12], 4)).toEqual([-5, 0, 5, 10]);
  });
});

describe("a number", () => {
  it.each([
    [0, "0"],
    [0.1 + 0.2, "0.3"],
    [-1234.5, "−1,230"],
    [1234567, "1.23×10⁶"],
    [1e-5, "10⁻⁵"],
    [-2.5e-7, "−2.5×10⁻⁷"],
    [Number.POSITIVE_INFINITY, "∞"],
    [Number.NaN, "not a number"],
  ])("%d reads %s", (value, text) => expect(formatNumber(value)).toBe(text));
});
