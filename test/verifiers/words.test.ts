import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/random/generator.ts";
import { wordsOf } from "../../src/verifiers/text/words.ts";

describe("words", () => {
  it("are the same by the fast way for ASCII and by ICU", () => {
    const segmenter = new Intl.Segmenter("en", { granularity: "word" });
    const byIcu = (text: string): string[] =>
      [...segmenter.segment(text)]
        .filter(({ segment, isWordLike }) => isWordLike && segment.replaceAll("_", "") !== "")
        .map(({ segment }) => segment);
    const alphabet = "abZ12 _.':,;-\r\n\t\"$%@#/!()[]{}<>=+*&^~`|\\?";
    const random = createRandom(1);
    for (let i = 0; i < 30_000; i++) {
      const length = 1 + random.integer(9);
      const text = Array.from({ length }, () => alphabet[random.integer(alphabet.length)]).join("");
      expect(wordsOf(text), JSON.stringify(text)).toEqual(byIcu(text));
    }
  });

  it("leave out spaces and punctuation, and keep numbers, apostrophes and accents together", () => {
    expect(wordsOf("Don’t pay 3,141.59 € — naïve Äpfel, s'il vous plaît!")).toEqual([
      "Don’t",
      "pay",
      "3,141.59",
      "naïve",
      "Äpfel",
      "s'il",
      "vous",
      "plaît",
    ]);
    expect(wordsOf("")).toEqual([]);
    expect(wordsOf(" \n… — !?")).toEqual([]);
  });

  it("are found where no spaces are written", () => {
    expect(wordsOf("我昨天去北京大学。")).toContain("昨天");
    expect(wordsOf("東京に行きました。").length).toBeGreaterThan(2);
    expect(wordsOf("ผมไปโรงเรียน").length).toBeGreaterThan(1);
  });
});
