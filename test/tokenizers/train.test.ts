import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createRandom, shuffle } from "../../src/random/generator.ts";
import { trainTokenizer } from "../../src/tokenizers/train.ts";
import { countWords, wordPattern } from "../../src/tokenizers/words.ts";
import { corpus, fixturePath, python, texts } from "./fixture.ts";

const wordsOf = (text: string): string[] => text.match(new RegExp(wordPattern, "gu")) ?? [];

describe("words", () => {
  it("are the whole text, cut where the pattern says", () => {
    for (const text of texts) expect(wordsOf(text).join("")).toBe(text);
    expect(wordsOf("It's 2024: O’Neill  won’t pay $1.50!\n\n Ok")).toEqual([
      ...["It", "'s", " 2", "0", "2", "4", ":", " O", "’", "Neill", " "],
      ...[" won", "’t", " pay", " $", "1", ".", "5", "0", "!", "\n\n", " Ok"],
    ]);
    expect(wordsOf("cafe\u0301 हिन्दी")).toEqual(["cafe\u0301", " हिन्दी"]);
  });

  it("are counted, half surrogate pairs too", () => {
    const counts = countWords(["a a \ud800 \ud800", " a"]);
    expect([...counts]).toEqual([
      ["a", 1],
      [" a", 2],
      [" \ufffd", 2],
    ]);
  });
});

describe("trainTokenizer", () => {
  it("learns what Python's tokenizers learns", () => {
    const { model } = trainTokenizer([corpus], { vocabularySize: 640 });
    expect(model.merges).toEqual(python.merges);
    const ids = Object.entries(model.vocab).sort(([, a], [, b]) => a - b);
    expect(ids.map(([piece]) => piece)).toEqual(python.pieces);
  });

  it("is that which Python read the texts with", () => {
    const written = JSON.parse(readFileSync(fixturePath("trained/tokenizer.json"), "utf8"));
    expect(trainTokenizer([corpus], { vocabularySize: 640 })).toEqual(written);
  });

  it("does not depend on the order of the texts", () => {
    const lines = corpus.split("\n");
    const turned = shuffle([...lines], createRandom(5));
    expect(turned).not.toEqual(lines);
    const train = (texts: string[]) => trainTokenizer(texts, { vocabularySize: 500 });
    expect(JSON.stringify(train(turned))).toBe(JSON.stringify(train(lines)));
  });

  it("has T5's special tokens, every byte, and no piece with two digits", () => {
    const { model } = trainTokenizer(["1999 1999 1999 19 19 a1 a1 "], { vocabularySize: 300 });
    expect(model.vocab).toMatchObject({ "<pad>": 0, "</s>": 1, "<unk>": 2 });
    const pieces = Object.keys(model.vocab);
    expect(pieces.filter((piece) => [...piece].length === 1)).toHaveLength(256);
    expect(pieces).toContain("Ġ1");
    expect(pieces.filter((piece) => /\d.*\d/.test(piece))).toEqual([]);
  });

  it("stays smaller where few texts ask for more, and refuses less than the bytes", () => {
    const { model } = trainTokenizer([], { vocabularySize: 4_096 });
    expect(Object.keys(model.vocab)).toHaveLength(259);
    expect(model.merges).toEqual([]);
    expect(() => trainTokenizer([], { vocabularySize: 258 })).toThrow(
      expect.objectContaining({ exitCode: 2, line: expect.stringMatching(/258 pieces.*259 or more/) }),
    );
  });

  it("learns 8,192 pieces from 5 MB of many different words in seconds of processor time", () => {
    const random = createRandom(11);
    const syllables = Array.from({ length: 300 }, () =>
      Array.from({ length: 2 + random.integer(2) }, () => String.fromCharCode(97 + random.integer(26))).join(
        "",
      ),
    );
    const word = (): string =>
      Array.from(
        { length: 1 + random.integer(3) },
        () => syllables[Math.floor(300 * random.uniform() ** 2)],
      ).join("");
    const big = Array.from({ length: 8_000 }, () => Array.from({ length: 120 }, word).join(" "));
    expect(big.reduce((sum, text) => sum + text.length, 0)).toBeGreaterThan(5e6);
    const before = process.cpuUsage();
    const { model } = trainTokenizer(big, { vocabularySize: 8_192 });
    expect(Object.keys(model.vocab)).toHaveLength(8_192);
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(10);
  });
});
