const segmenter = new Intl.Segmenter("en", { granularity: "word" });

/** UAX #29 over printable ASCII, the bulk of most data, is one regular expression and faster than ICU. */
const isAscii = /^[\t\n\r -~]*$/;
const asciiWord = /(?:[A-Za-z0-9_]|(?<=[A-Za-z])[.':](?=[A-Za-z])|(?<=[0-9])[.,;'](?=[0-9]))+/g;
const hasContent = /[^_]/;

/**
 * The words of a text in order, without spaces and punctuation, by Unicode's word boundaries (UAX #29); scripts that
 * write no spaces (Chinese, Japanese, Thai, …) by ICU's dictionaries, so there a word may differ between Node versions.
 */
export function wordsOf(text: string): string[] {
  if (isAscii.test(text)) return (text.match(asciiWord) ?? []).filter((word) => hasContent.test(word));
  const words: string[] = [];
  for (const { segment, isWordLike } of segmenter.segment(text)) {
    if (isWordLike === true && hasContent.test(segment)) words.push(segment);
  }
  return words;
}
