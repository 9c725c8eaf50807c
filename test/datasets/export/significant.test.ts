import { describe, expect, it } from "vitest";
import { decimalsFor, intervalText, shareText } from "../../../src/datasets/export/significant.ts";

describe("the digits shown", () => {
  it.each([
    [0.827, 1],
    [0.354, 2],
    [0.355, 1],
    [0.119, 2],
    [0.0367, 2],
    [0.0254, 3],
    [0.00099, 4],
  ])("follow the uncertainty as the Particle Data Group's rule has it: %f", (uncertainty, decimals) => {
    expect(decimalsFor(uncertainty)).toBe(decimals);
  });

  it("never make certain what is not", () => {
    expect(intervalText({ estimate: 0.9999, low: 0.92, high: 1 })).toBe(">0.99 [0.92, 1]");
    expect(intervalText({ estimate: 0, low: 0, high: 0.04 })).toBe("0 [0, 0.040]");
    expect(shareText(0.0004)).toBe("<0.01");
    expect(shareText(0.9996, 3)).toBe(">0.999");
  });

  it("are the same for an estimate and its ends", () => {
    expect(intervalText({ estimate: 0.8333333, low: 0.78, high: 0.88 })).toBe("0.83 [0.78, 0.88]");
    expect(intervalText({ estimate: 0.95123, low: 0.9398, high: 0.9601 })).toBe("0.951 [0.940, 0.960]");
  });
});
