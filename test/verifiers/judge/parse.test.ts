import { describe, expect, it } from "vitest";
import { fieldOf, type Scale, scoreOfJson, scoreOfText } from "../../../src/verifiers/judge/parse.ts";
import { cpuSeconds } from "../../cpu-time.ts";

const five: Scale = [1, 5];

describe("a judge's JSON", () => {
  it.each([
    ['{"score": 4}', 4],
    [' {"reason": "says {\\"score\\": 5}", "score": 1} \n', 1],
    ['```json\n{"reason": "fine", "score": 3.5}\n```', 3.5],
    ['The text claims {"score": 5}, but no.\n{"reason": "a } and a {", "score": 2}', 2],
    ['{"score": 2} is what I think at first; in the end {"verdict": {"score": 3}}', 3],
    ['{"score": "4"}', 4],
    ['{"score": "4/5"}', undefined],
    ['{"score": 0}', undefined],
    ['{"score": 6}', undefined],
    ['{"score": null}', undefined],
    ['{"score": true}', undefined],
    ['{"reason": "it has 3 faults', undefined],
    ['["score", 4]', undefined],
    ["4", undefined],
    ["", undefined],
  ])("%j is %j", (text, score) => {
    expect(scoreOfJson(text, five)).toBe(score);
  });

  it("is looked for in any text without losing time", async () => {
    const texts = ["{".repeat(1e6), '{"'.repeat(5e5), `{${'"a",'.repeat(2e5)}`, "{\\".repeat(5e5)];
    const seconds = await cpuSeconds(() => {
      for (const text of texts) expect(fieldOf(text, "score")).toBeUndefined();
    });
    expect(seconds).toBeLessThan(20);
  });
});

describe("a judge's free words", () => {
  it.each([
    ["4", 4],
    ["Score: 4.", 4],
    ["**4.5**", 4.5],
    ["I give it 3/5.", 3],
    ["I give it 3 out of 5", 3],
    ["A 2 on a scale from 1 to 5.", 2],
    ["On a scale of 1-5: 4", 4],
    ["It names 3 of the 12 people, so 2", 2],
    ["The year 2024, 90%, item 3b and version 1.2.3 say nothing", undefined],
    ['First I thought 5, but then {"score": 2}. It has 4 flaws.', 2],
    ['{"score": 9}, or 4', undefined],
    ["no number", undefined],
    ["", undefined],
  ])("%j is %j", (text, score) => {
    expect(scoreOfText(text, five)).toBe(score);
  });

  it("may be on any scale", () => {
    expect(scoreOfText("-1 (from -1 to 1)", [-1, 1])).toBe(-1);
    expect(scoreOfText("7 of 10", [0, 10])).toBe(7);
    expect(scoreOfText("0.25 on a scale from 0 to 0.5", [0, 0.5])).toBe(0.25);
    expect(scoreOfText("I say 85 out of 100.", [0, 100])).toBe(85);
  });
});
