import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/random/generator.ts";
import { fragmentLengths, matchLengths, runsOf } from "../../src/verifiers/text/matches.ts";
import { problems, scores, verdicts } from "./rules.ts";

const occursAt = (text: readonly string[], at: number, run: readonly string[]): boolean =>
  run.every((word, i) => text[at + i] === word);
const occurs = (text: readonly string[], run: readonly string[]): boolean =>
  text.some((_, at) => occursAt(text, at, run));

/** The longest shared run each time, sought word by word. */
function greedy(article: readonly string[], summary: readonly string[]): number[] {
  const lengths: number[] = [];
  for (let start = 0; start < summary.length; ) {
    let length = 0;
    while (start + length < summary.length && occurs(article, summary.slice(start, start + length + 1)))
      length++;
    if (length > 0) lengths.push(length);
    start += Math.max(1, length);
  }
  return lengths;
}

/** The loop of Newsroom's `fragments.py`, line for line. */
function newsroom(article: readonly string[], summary: readonly string[]): number[] {
  const lengths: number[] = [];
  let a = 0;
  while (a < summary.length) {
    let best = 0;
    let b = 0;
    while (b < article.length) {
      if (summary[a] !== article[b]) {
        b++;
        continue;
      }
      let end = a;
      while (end < summary.length && b < article.length && summary[end] === article[b]) {
        end++;
        b++;
      }
      best = Math.max(best, end - a);
    }
    if (best > 0) lengths.push(best);
    a += Math.max(1, best);
  }
  return lengths;
}

const draw = (count: number, vocabulary: number, random: ReturnType<typeof createRandom>): string[] =>
  Array.from({ length: count }, () => `w${random.integer(vocabulary)}`);

describe("extractive fragments", () => {
  it("are the longest shared runs from the left, as brute force finds them", () => {
    const random = createRandom(1);
    for (let round = 0; round < 2000; round++) {
      const vocabulary = 1 + random.integer(6);
      const article = draw(random.integer(30), vocabulary, random);
      const summary = draw(random.integer(20), vocabulary + 1, random);
      expect(fragmentLengths(runsOf(article), summary)).toEqual(greedy(article, summary));
    }
  });

  it("are Newsroom's in texts like its own, and never shorter from one place", () => {
    const random = createRandom(2);
    for (let round = 0; round < 200; round++) {
      const article = draw(200, 500, random);
      const summary = Array.from({ length: 4 }, () => {
        const start = random.integer(180);
        return [...article.slice(start, start + random.integer(10)), ...draw(3, 600, random)];
      }).flat();
      expect(fragmentLengths(runsOf(article), summary)).toEqual(newsroom(article, summary));
    }
    const [article, summary] = ["a a a b", "a a b"].map((text) => text.split(" "));
    expect(newsroom(article!, summary!)).toEqual([2, 1]);
    expect(fragmentLengths(runsOf(article!), summary!)).toEqual([3]);
  });

  it("come with the longest run that ends at each word", () => {
    const random = createRandom(3);
    for (let round = 0; round < 1000; round++) {
      const vocabulary = 1 + random.integer(4);
      const text = draw(random.integer(30), vocabulary, random);
      const words = draw(random.integer(20), vocabulary + 1, random);
      const expected = words.map((_, end) => {
        let length = 0;
        while (length <= end && occurs(text, words.slice(end - length, end + 1))) length++;
        return length;
      });
      expect(matchLengths(runsOf(text), words)).toEqual(expected);
    }
  });
});

describe("overlap", () => {
  const score = async (options: object, input: string, output: string) =>
    (await scores({ kind: "overlap", ...options }, [{ input, output }]))[0];
  const article = "The cat sat on the mat. Then the dog barked at the cat.";

  it("coverage and density are Σ|f| / words and Σ|f|² / words", async () => {
    const summary = "Yesterday the dog barked; the cat sat still.";
    // Fragments: "the dog barked" and "the cat sat", of eight words.
    expect(await score({ measure: "coverage" }, article, summary)).toBe(6 / 8);
    expect(await score({ measure: "density" }, article, summary)).toBe(18 / 8);
    expect(await score({ measure: "coverage" }, article, article)).toBe(1);
    expect(await score({ measure: "density" }, article, article)).toBe(13);
  });

  it("copied is the share of n-grams that the input has", async () => {
    const summary = "Yesterday the dog barked at nobody";
    expect(await score({ measure: "copied", n: 1 }, article, summary)).toBe(4 / 6);
    expect(await score({ measure: "copied", n: 2 }, article, summary)).toBe(3 / 5);
    expect(await score({ measure: "copied" }, article, summary)).toBe(1 / 3);
    expect(await score({ measure: "copied", n: 50 }, article, "the cat")).toBe(1);
  });

  it("is 0 with nothing in common and NaN without words", async () => {
    for (const measure of ["copied", "coverage", "density"]) {
      expect(await score({ measure }, article, "something else entirely different")).toBe(0);
      expect(await score({ measure }, "", "anything")).toBe(0);
      expect(await score({ measure }, article, "")).toBeNaN();
      expect(await score({ measure }, article, "…!")).toBeNaN();
    }
    expect(await score({ measure: "coverage" }, "我昨天去了北京大学。", "他去了北京大学")).toBeGreaterThan(
      0.5,
    );
  });

  it("keeps the range, or gives the measure itself where there is none", async () => {
    const rows = [
      { input: article, output: "the cat sat" },
      { input: article, output: "a bird flew" },
      { input: "another", output: "the cat sat" },
    ];
    expect(await verdicts({ kind: "overlap", measure: "coverage", max: 0.5 }, rows)).toEqual([
      { score: -0.5, keep: false },
      { score: 0, keep: true },
      { score: 0, keep: true },
    ]);
    expect(await verdicts({ kind: "overlap", measure: "coverage" }, rows)).toEqual([
      { score: 1 },
      { score: 0 },
      { score: 0 },
    ]);
    expect(problems({ kind: "overlap" })).toHaveLength(1);
    expect(problems({ kind: "overlap", measure: "density", n: 2 })).toEqual([
      'n: is for the measure "copied" only',
    ]);
  });
});
