import { describe, expect, it } from "vitest";
import { nearest, suggestion } from "../src/nearest.ts";

describe("nearest", () => {
  const names = ["noise", "name", "kind", "best-of-n", "learningRate"];

  it.each([
    ["nosie", "noise"],
    ["noisee", "noise"],
    ["bestOfN", "best-of-n"],
    ["learning_rate", "learningRate"],
    ["Kind", "kind"],
  ])("takes %s for %s", (wrong, right) => {
    expect(nearest(wrong, names)).toBe(right);
  });

  it("guesses nothing where no name is near, and lists them all", () => {
    expect(nearest("temperature", names)).toBeUndefined();
    expect(suggestion("temperature", names)).toBe("possible: noise, name, kind, best-of-n, learningRate");
  });
});
