import { describe, expect, it } from "vitest";
import { createScrubber } from "../../src/endpoint/clean.ts";

describe("what looks like a key", () => {
  const scrub = createScrubber(undefined);

  it.each(["sk-proj-abc123DEF456ghi789", "sk-test********************7Kp2", "sk-0123456789abcdefghij"])(
    "is taken out of a text: %s",
    (key) => {
      expect(scrub(`Incorrect API key provided: ${key}.`)).toBe("Incorrect API key provided: [key].");
    },
  );

  it("is no word that only begins like one", () => {
    const answer = "scikit-learn is sk-learn to its friends, and sk-learning-rates-and-schedules too; sk-7";
    expect(scrub(answer)).toBe(answer);
  });
});
