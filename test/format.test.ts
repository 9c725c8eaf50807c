import { describe, expect, it } from "vitest";
import { count, duration, percent, percentInterval, rate } from "../src/format.ts";

describe("numbers", () => {
  it("never show what is not quite all or nothing as if it were", () => {
    expect([0, 0.0001, 0.0004, 0.412, 0.9996, 0.99999, 1].map((share) => percent(share))).toEqual([
      "0",
      "<0.1",
      "<0.1",
      "41.2",
      ">99.9",
      ">99.9",
      "100",
    ]);
  });

  it("show no digits that an interval does not support", () => {
    expect(percentInterval({ estimate: 0.412, low: 0.397, high: 0.428 })).toBe("41.2 [39.7, 42.8]");
    expect(percentInterval({ estimate: 0.412, low: 0.2, high: 0.6 })).toBe("41 [20, 60]");
    expect(percentInterval({ estimate: 1, low: 0.98, high: 1 })).toBe("100 [98.0, 100]");
  });

  it("tell counts, rates and times as people write them", () => {
    expect(count(1234567)).toBe("1,234,567");
    expect([0.25, 9.94, 12345.6].map(rate)).toEqual(["0.3", "9.9", "12,346"]);
    expect([0, 9.96, 59.4, 59.6, 60, 3599.6, 7260].map(duration)).toEqual([
      "0.0 s",
      "10 s",
      "59 s",
      "1 min 0 s",
      "1 min 0 s",
      "1 h 0 min",
      "2 h 1 min",
    ]);
  });
});
