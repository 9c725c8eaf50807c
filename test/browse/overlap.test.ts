import { describe, expect, it } from "vitest";
import { comparedText, sharedSpans } from "../../src/browse/overlap.ts";
import type { Span } from "../../src/browse/row.ts";
import { isContent, wordsOf } from "../../src/browse/words.ts";
import { createWordReader, readWords } from "../../src/metrics/rouge/words.ts";
import { createRandom, type Random } from "../../src/random/generator.ts";
import { cpuSeconds } from "../cpu-time.ts";

const vocabulary = [
  "the",
  "of",
  "in",
  "Court",
  "court's",
  "ruled",
  "12,000",
  "İstanbul",
  "K\u212A",
  "naïve",
  "—",
  "\u202e<b>",
];
const separators = [" ", "  ", "\n", ". ", "-", "😀"];

function drawText(random: Random, words: number): string {
  const one = <T>(of: readonly T[]): T => of[random.integer(of.length)]!;
  return Array.from({ length: words }, () => one(vocabulary) + one(separators)).join("");
}

const keysUnder = (text: string, [from, to]: Span): string[] =>
  wordsOf(text.slice(from, to)).map(({ key }) => key);

/** Greedy longest common runs, found by trying every pair of places. */
function fragments(text: readonly string[], other: readonly string[]): string[][] {
  const found: string[][] = [];
  for (let i = 0; i < text.length; ) {
    let longest = 0;
    for (let j = 0; j < other.length; j++) {
      let run = 0;
      while (i + run < text.length && text[i + run] === other[j + run]) run++;
      longest = Math.max(longest, run);
    }
    const run = text.slice(i, i + longest);
    if (run.some(isContent)) found.push(run);
    i += run.some(isContent) ? longest : 1;
  }
  return found;
}

const holds = (words: readonly string[], run: readonly string[]): boolean =>
  words.some((_, at) => run.every((word, i) => words[at + i] === word));

describe("words of a text", () => {
  it("are those that ROUGE sees", () => {
    const random = createRandom(1);
    for (let i = 0; i < 200; i++) {
      const text = drawText(random, random.integer(30));
      const { ids } = readWords(createWordReader(false), text);
      const words = wordsOf(text);
      expect(words.length).toBe(ids.length);
      const numbers = new Map(words.map(({ key }, at) => [key, ids[at]]));
      expect(words.map(({ key }) => numbers.get(key))).toEqual([...ids]);
      expect(new Set(numbers.values()).size).toBe(numbers.size);
    }
  });
});

describe("shared spans", () => {
  it("are the greedy longest runs of common words with something said in each", () => {
    const random = createRandom(2);
    for (let i = 0; i < 300; i++) {
      const [text, other] = [drawText(random, random.integer(40)), drawText(random, random.integer(60))];
      const { inText } = sharedSpans(text, comparedText(other));
      const keys = (of: string): string[] => wordsOf(of).map(({ key }) => key);
      expect(inText.map((span) => keysUnder(text, span))).toEqual(fragments(keys(text), keys(other)));
    }
  });

  it("lie inside, ascend, stay apart, and cover the same words in both texts", () => {
    const random = createRandom(3);
    for (let i = 0; i < 300; i++) {
      const [text, other] = [drawText(random, random.integer(40)), drawText(random, random.integer(60))];
      const { inText, inOther } = sharedSpans(text, comparedText(other));
      for (const [of, spans] of [
        [text, inText],
        [other, inOther],
      ] as const) {
        spans.forEach(([from, to], at) => {
          expect(from).toBeGreaterThanOrEqual(at === 0 ? 0 : spans[at - 1]![1]);
          expect(to).toBeGreaterThan(from);
          expect(to).toBeLessThanOrEqual(of.length);
        });
      }
      const there = inOther.map((span) => keysUnder(other, span));
      for (const span of inText) {
        const run = keysUnder(text, span);
        expect(there.some((words) => holds(words, run))).toBe(true);
      }
      const said = new Set(inText.flatMap((span) => keysUnder(text, span)));
      expect(there.flat().every((word) => said.has(word))).toBe(true);
    }
  });

  it("mark the other text where it says a thing first, and overlapping runs as one", () => {
    const other = "Rates rose again. The bank said rates rose.";
    expect(sharedSpans("Rates rose, RATES ROSE AGAIN", comparedText(other))).toEqual({
      inText: [
        [0, 10],
        [12, 28],
      ],
      inOther: [[0, 16]],
    });
  });

  it("pass over stop words and lone letters unless something is said with them", () => {
    const other = comparedText("It's the end of the line in the city");
    expect(sharedSpans("of the in it's", other).inText).toEqual([]);
    expect(sharedSpans("at the end of the day", other).inText).toEqual([[3, 17]]);
    expect(sharedSpans("", other)).toEqual({ inText: [], inOther: [] });
    expect(sharedSpans("end", comparedText(""))).toEqual({ inText: [], inOther: [] });
  });

  it("take time in proportion to the texts, however they repeat themselves", async () => {
    const random = createRandom(4);
    const texts = [
      "the ".repeat(20_000),
      "the cat ".repeat(10_000),
      drawText(random, 20_000),
      Array.from({ length: 20_000 }, () => `word${random.integer(3000)}`).join(" "),
    ];
    const seconds = await cpuSeconds(() => {
      for (const text of texts) for (const other of texts) sharedSpans(text, comparedText(other));
    });
    expect(seconds).toBeLessThan(20);
  });
});
