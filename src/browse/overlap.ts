import type { Span } from "./row.ts";
import { longestRuns, type RunIndex, runIndex } from "./shared-runs.ts";
import { isContent, type Word, wordsOf } from "./words.ts";

/** A text prepared to be compared with many others. */
export interface ComparedText {
  readonly words: readonly Word[];
  readonly runs: RunIndex;
}

/** Prepares a text in time proportional to its length. */
export function comparedText(text: string): ComparedText {
  const words = wordsOf(text);
  return { words, runs: runIndex(words.map(({ key }) => key)) };
}

/** Runs of words that two texts share: their places in each, in UTF-16 units, ascending and apart. */
export interface SharedSpans {
  readonly inText: readonly Span[];
  readonly inOther: readonly Span[];
}

/**
 * The runs of words that a text shares with another: from its start on, always the longest there is, which are its
 * extractive fragments (Grusky, Naaman & Artzi 2018, "Newsroom", figure 3); in the other they are marked where it has
 * them first. Words are ROUGE's. A run of stop words alone says nothing and is none, so "of the" is marked only within
 * more. Takes time in proportion to the text.
 */
export function sharedSpans(text: string, other: ComparedText): SharedSpans {
  const words = wordsOf(text);
  const { length, at } = longestRuns(
    words.map(({ key }) => key),
    other.runs,
  );
  const content = nextContent(words);
  const inText: Span[] = [];
  const found: Span[] = [];
  for (let from = 0; from < words.length; ) {
    if (content[from]! >= from + length[from]!) {
      from++;
      continue;
    }
    inText.push(across(words, from, length[from]!));
    found.push(across(other.words, at[from]!, length[from]!));
    from += length[from]!;
  }
  return { inText, inOther: united(found) };
}

/** Of each word, the place of the first that is no stop word from it on. */
function nextContent(words: readonly Word[]): Int32Array {
  const next = new Int32Array(words.length);
  let place = words.length;
  for (let i = words.length - 1; i >= 0; i--) {
    if (isContent(words[i]!.key)) place = i;
    next[i] = place;
  }
  return next;
}

const across = (words: readonly Word[], from: number, length: number): Span => [
  words[from]!.span[0],
  words[from + length - 1]!.span[1],
];

/** Spans that overlap as one. */
function united(spans: readonly Span[]): Span[] {
  const apart: [number, number][] = [];
  for (const [from, to] of spans.toSorted((a, b) => a[0] - b[0])) {
    const last = apart.at(-1);
    if (last === undefined || from >= last[1]) apart.push([from, to]);
    else last[1] = Math.max(last[1], to);
  }
  return apart;
}
