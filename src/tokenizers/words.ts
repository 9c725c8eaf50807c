/**
 * What a text is cut into before pieces are learned or looked up; no piece crosses a cut. In this order: an English
 * ending such as 's, a word, one digit, other signs, the last three with the space before them; the rest of the white
 * space. Digits stand alone so that a number is copied digit by digit. JavaScript and Oniguruma, which the Rust and Python
 * libraries use, read it alike.
 */
export const wordPattern = [
  "['’](?:s|t|d|m|ll|re|ve)(?![\\p{L}\\p{M}])",
  " ?[\\p{L}\\p{M}]+",
  " ?\\p{N}",
  " ?[^\\p{White_Space}\\p{L}\\p{M}\\p{N}]+",
  "\\p{White_Space}+(?!\\P{White_Space})",
  "\\p{White_Space}+",
].join("|");

/** How often each word occurs. */
export type WordCounts = Map<string, number>;

/** Counts the words of `texts`, on top of those in `counts`. */
export function countWords(texts: Iterable<string>, counts: WordCounts = new Map()): WordCounts {
  const pattern = new RegExp(wordPattern, "gu");
  for (const text of texts) {
    for (const word of text.toWellFormed().match(pattern) ?? []) {
      const count = counts.get(word);
      // A new word is copied, since a slice would keep its whole text in memory.
      counts.set(count === undefined ? Buffer.from(word).toString() : word, (count ?? 0) + 1);
    }
  }
  return counts;
}
