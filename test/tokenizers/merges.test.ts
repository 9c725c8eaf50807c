import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/random/generator.ts";
import { learnMerges } from "../../src/tokenizers/merges.ts";
import { bruteForceMerges } from "./brute-force.ts";

/** Words over few letters, so that pairs overlap and tie. */
function corpus(seed: number, letters: string): Map<string, number> {
  const random = createRandom(seed);
  const words = new Map<string, number>();
  for (let i = 0; i < 60; i++) {
    const length = 1 + random.integer(12);
    const word = Array.from({ length }, () => letters[random.integer(letters.length)]!).join("");
    words.set(word, 1 + random.integer(9));
  }
  return words;
}

const learned = (
  words: ReadonlyMap<string, number>,
  first: string[],
  size: number,
  minimumFrequency: number,
) => learnMerges(new Map(words), first, { size, minimumFrequency }).merges.map((pair) => pair.join(" "));

describe("learnMerges", () => {
  it.each(["a", "ab", "abc", "abcdefgh"])(
    "joins what counting all pairs afresh joins: letters %s",
    (letters) => {
      for (let seed = 0; seed < 10; seed++) {
        const words = corpus(seed, letters);
        const merges = bruteForceMerges(words, [...letters], 80, 2);
        expect(merges.length).toBeGreaterThan(2);
        expect(learned(words, [...letters], 80, 2)).toEqual(merges);
      }
    },
  );

  it("stops at the size, and where pairs get too rare", () => {
    const words = corpus(1, "abcd");
    expect(learnMerges(words, [..."abcd"], { size: 10, minimumFrequency: 1 }).pieces).toHaveLength(10);
    const { merges } = learnMerges(words, [..."abcd"], { size: 500, minimumFrequency: 12 });
    expect(merges.map((pair) => pair.join(" "))).toEqual(bruteForceMerges(words, [..."abcd"], 500, 12));
    expect(merges.length).toBeLessThan(learned(words, [..."abcd"], 500, 2).length);
  });
});
