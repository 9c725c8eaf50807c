/*
 * Texts and searches are brought into the same form before SQLite's tokenizer splits them into words: without case and
 * diacritics; a number one word with its sign and its point; in scripts that put no space between words, and for
 * pictures, every character a word, so that any part of a text is found as a phrase.
 */

/** Private characters, which the tokenizer takes for letters. */
const minus = "\ue000";
const point = "\ue001";

const beyondAscii = /[^\0-\x7f]/;
const aloneStanding =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{So}]/gu;
const isWord = /[\p{L}\p{N}\p{Co}\p{So}]/u;

/** A text as it is indexed. */
export function searchable(text: string): string {
  const folded = beyondAscii.test(text)
    ? text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "").replace(aloneStanding, " $& ")
    : text;
  if (!/\d/.test(folded)) return folded;
  return folded.replace(/(?<![\p{L}\p{N}])[-\u2212](?=\d)/gu, minus).replace(/(?<=\d)\.(?=\d)/g, point);
}

/** Characters of a search that are looked at. */
const longest = 1000;
/** What is shorter begins too many words: it is one by itself. */
const shortestPrefix = 3;

/**
 * What a person typed, as conditions of SQLite's FTS5 that all have to hold: a word each, and what stands between quotes
 * as it stands there. The last word may be the beginning of one, from three characters on. Nothing typed is ever syntax;
 * what has neither letter nor digit nor picture is no condition.
 */
export function searchTerms(typed: string): string[] {
  // FTS5 reads a search up to the first zero.
  const parts = typed
    .slice(0, longest)
    .replace(/\0/g, " ")
    .split(/["“”„«»]/);
  return parts.flatMap((part, i) => {
    const isQuoted = i % 2 === 1;
    const isLast = i === parts.length - 1;
    const words = isQuoted ? [part] : part.split(/\s+/);
    return words.flatMap((word, j) => {
      const form = searchable(word).trim();
      if (!isWord.test(form)) return [];
      const isBeginning = !isQuoted && isLast && j === words.length - 1 && mayBegin(form);
      return [`"${form}"${isBeginning ? " *" : ""}`];
    });
  });
}

function mayBegin(form: string): boolean {
  const [end = ""] = /[\p{L}\p{N}\p{Co}]*$/u.exec(form) ?? [];
  return Array.from(end).length >= shortestPrefix;
}
