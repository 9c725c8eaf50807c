import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/random/generator.ts";
import { similarTexts } from "../../../src/selectors/thinning/similar-texts.ts";
import { plainJaccard, plainShingles, relatedTexts, words } from "./texts.ts";

/** For each text the earlier ones that the index finds. */
function pairsFound(texts: readonly string[], similarity: number, shingle: number, seed = 1): Set<string> {
  const index = similarTexts({ similarity, shingle }, (row) => texts[row]!, seed);
  const pairs = new Set<string>();
  for (let row = 0; row < texts.length; row++) {
    index.search(row, (place) => {
      pairs.add(`${place} ${row}`);
      return false;
    });
    index.add();
  }
  return pairs;
}

function pairsThere(texts: readonly string[], similarity: number, shingle: number): Set<string> {
  const sets = texts.map((text) => plainShingles(text, shingle));
  const pairs = new Set<string>();
  for (let b = 0; b < sets.length; b++) {
    for (let a = 0; a < b; a++) {
      if (plainJaccard(sets[a]!, sets[b]!) >= similarity) pairs.add(`${a} ${b}`);
    }
  }
  return pairs;
}

describe("similar texts", () => {
  it.each([
    [0.5, 1],
    [0.5, 3],
    [0.8, 1],
    [0.8, 3],
    [0.95, 1],
  ])(
    "of similarity %d by shingles of %d: none that is not, 0.95 and more of those that are",
    (s, shingle) => {
      const texts = relatedTexts(createRandom(2), 450);
      const there = pairsThere(texts, s, shingle);
      const found = pairsFound(texts, s, shingle);
      expect(there.size).toBeGreaterThan(100);
      expect([...found].filter((pair) => !there.has(pair))).toEqual([]);
      expect(found.size / there.size).toBeGreaterThan(0.95);
    },
  );

  it.each([0.5, 0.8, 0.9])("at the very threshold of %d are found in 0.95 of cases and more", (s) => {
    const random = createRandom(3);
    let found = 0;
    const trials = 1500;
    for (let trial = 0; trial < trials; trial++) {
      // Two sets of 90 words that share just so many that |∩| / |∪| is s or the next value above.
      const all = [...new Set(words(random, 400, 1e9))].slice(0, 180);
      const overlap = Math.ceil((2 * 90 * s) / (1 + s));
      const texts = [all.slice(0, 90), all.slice(90 - overlap, 180 - overlap)].map((text) => text.join(" "));
      found += pairsFound(texts, s, 1, trial).size;
    }
    expect(found / trials).toBeGreaterThan(0.95);
  });

  it("are found whatever is exactly the same, empty texts too", () => {
    const texts = ["", "a b c d", "", "A  b c d", "e"];
    for (const s of [0.1, 0.5, 0.8, 1]) {
      expect(pairsFound(texts, s, 2)).toEqual(new Set(["0 2", "1 3"]));
    }
  });

  it("stop being listed when enough are", () => {
    const index = similarTexts({ similarity: 0.8, shingle: 3 }, () => "always the same text", 1);
    for (let row = 0; row < 5; row++) {
      index.search(row, () => true);
      index.add();
    }
    let calls = 0;
    expect(index.search(5, () => ++calls === 2)).toBe(true);
    expect(calls).toBe(2);
    expect(index.search(5, () => false)).toBe(false);
  });
});
