import { deriveSeed } from "../random/seed.ts";
import type { InputSample } from "./columns.ts";
import { type Between, euclidean } from "./energy.ts";

/** Enough of a text to know what it is about; rows of ten megabytes exist. */
const MOST_CHARACTERS = 4000;

/** 2²⁴ places for n-grams: a thousand texts of a few hundred each hardly ever share one. */
const PLACES = 0x100_0000;

const computed = new WeakMap<InputSample, Float64Array>();

/**
 * Euclidean distances of all pairs of sampled inputs, computed once for a sample: vectors as they are, texts by their hashed words and
 * pairs of words (1 + log count, scaled to length 1, so distances are in [0, √2]). In scripts written without spaces
 * each character counts as a word, and so does each symbol.
 */
export function inputDistances(sample: InputSample): Between {
  const distances =
    computed.get(sample) ?? ("texts" in sample ? textDistances(sample.texts) : vectorDistances(sample));
  computed.set(sample, distances);
  return (i, j) => distances[i > j ? (i * (i - 1)) / 2 + j : (j * (j - 1)) / 2 + i];
}

function vectorDistances({ inputs, vectors }: { inputs: Int32Array; vectors: Float64Array }): Float64Array {
  const width = vectors.length / inputs.length;
  const distances = new Float64Array(pairs(inputs.length));
  for (let i = 1, place = 0; i < inputs.length; i++) {
    for (let j = 0; j < i; j++) distances[place++] = euclidean(vectors, i * width, j * width, width);
  }
  return distances;
}

/** √(2 − 2 cos) by an inverted index: each text is compared through the n-grams it has. */
function textDistances(texts: readonly string[]): Float64Array {
  const index = new Map<number, { texts: number[]; weights: number[] }>();
  const distances = new Float64Array(pairs(texts.length));
  const cosines = new Float64Array(texts.length);
  texts.forEach((text, i) => {
    cosines.fill(0);
    for (const [gram, weight] of unitVector(countGrams(text))) {
      const postings = index.get(gram) ?? { texts: [], weights: [] };
      if (postings.texts.length === 0) index.set(gram, postings);
      for (let k = 0; k < postings.texts.length; k++) {
        cosines[postings.texts[k]] += weight * postings.weights[k];
      }
      postings.texts.push(i);
      postings.weights.push(weight);
    }
    for (let j = 0; j < i; j++) {
      distances[(i * (i - 1)) / 2 + j] = Math.sqrt(Math.max(0, 2 - 2 * cosines[j]));
    }
  });
  return distances;
}

function pairs(n: number): number {
  return (n * (n - 1)) / 2;
}

const TOKEN =
  /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]|[[\p{L}\p{M}\p{N}]--[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]]+|\S/gv;

/** How often a text has each word and each pair of neighbours, by hash; an empty text has a word of its own. */
function countGrams(text: string): Map<number, number> {
  const counts = new Map<number, number>();
  const count = (gram: number) => counts.set(gram, (counts.get(gram) ?? 0) + 1);
  let before = -1;
  for (const [token] of text.slice(0, MOST_CHARACTERS).toLowerCase().matchAll(TOKEN)) {
    const word = deriveSeed(0, token) % PLACES;
    count(word);
    if (before >= 0) count(deriveSeed(1, before, word) % PLACES);
    before = word;
  }
  if (before < 0) count(PLACES);
  return counts;
}

function unitVector(counts: Map<number, number>): [number, number][] {
  const weights = [...counts].map(([gram, count]): [number, number] => [gram, 1 + Math.log(count)]);
  const length = Math.sqrt(weights.reduce((sum, [, weight]) => sum + weight * weight, 0));
  return weights.map(([gram, weight]) => [gram, weight / length]);
}
