import type { Span } from "./row.ts";

/** A word as ROUGE sees it, and where it stands. */
export interface Word {
  /** In lower case. */
  readonly key: string;
  readonly span: Span;
}

/**
 * ASCII letters and digits, and the two letters whose lower case is one: the sign for kelvin, and a dotted capital I,
 * whose combining dot ends the word.
 */
const WORD = /[0-9A-Za-z\u212a]*\u0130|[0-9A-Za-z\u212a]+/g;

/** The words of a text as `readWords` of src/metrics/rouge splits it. */
export function wordsOf(text: string): Word[] {
  return Array.from(text.matchAll(WORD), ({ 0: word, index }) => ({
    key: word.toLowerCase().replace("\u0307", ""),
    span: [index, index + word.length],
  }));
}

const STOP_WORDS = new Set(
  `about after all also am an and any are as at be been before being both but by can could did do does down for from
   had has have he her here hers him his how if in into is it its just may me might more most must my no nor not of off
   on once only or other our out over own same shall she should so some such than that the their them then there these
   they this those through to too under up upon us very was we were what when where which while who whom whose why will
   with would you your`.split(/\s+/),
);

/** Whether a word says something by itself. A lone letter or digit does not: it is mostly a piece of `it's` or `11.4`. */
export const isContent = (key: string): boolean => key.length > 1 && !STOP_WORDS.has(key);
