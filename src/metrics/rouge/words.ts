import { clear, createInterner, type Interner, intern } from "./interner.ts";
import { porterStem } from "./porter.ts";

/** The words of a text by number: equal words have equal numbers. */
export interface Words {
  readonly ids: readonly number[];
  /** Of each line with words, the place after its last word. */
  readonly lineEnds: readonly number[];
}

const NEWLINE = 10;
/** Of each UTF-16 unit: 1 to 36 for digits and letters in either case, 0 for what is between words. */
const letters = new Uint8Array(1 << 16);
for (const [i, letter] of [..."0123456789abcdefghijklmnopqrstuvwxyz"].entries()) {
  letters[letter.charCodeAt(0)] = i + 1;
  letters[letter.toUpperCase().charCodeAt(0)] = i + 1;
}
/** The sign for kelvin is no ASCII letter, but its lower case is. */
letters[0x212a] = letters["k".charCodeAt(0)]!;
/** A capital I with a dot, rare as it is: its lower case is an i and a combining dot, which ends a word. */
const DOTTED_I = 0x130;

/** Letters are taken five at once: with six bits each they are a 30-bit integer. */
const LETTER_BITS = 6;
const LEAST_OF_FIVE = 1 << (4 * LETTER_BITS);
const MOST_WORDS = 1 << 16;
const SHORTEST_STEMMED = 4;

/** What a reader knows of words. Numbers given are all below `chains.size`. */
export interface WordReader {
  readonly stem: boolean;
  /** Beginnings of words: the number of a shorter one, -1 for none, and the next letters, at most five. */
  readonly chains: Interner;
  /** Of a word's number, that of its stem plus one; 0 where it is not known yet. */
  stems: Int32Array;
  /** Behind the word that was read last. */
  end: number;
}

/** @param stem whether words of four letters and more are stemmed */
export const createWordReader = (stem: boolean): WordReader => ({
  stem,
  chains: createInterner(),
  stems: new Int32Array(64),
  end: 0,
});

/**
 * Splits a text as Google's `rouge_score` does: in lower case, everything that is not an ASCII letter or digit between
 * words. No string is made of a word, save once for its stem: a word is a chain of pairs, so its number is exact.
 */
export function readWords(reader: WordReader, text: string): Words {
  const ids: number[] = [];
  const lineEnds: number[] = [];
  let lineStart = 0;
  for (let at = 0; at <= text.length; at = reader.end + 1) {
    const id = readWord(reader, text, at);
    const { end } = reader;
    if (id >= 0) ids.push(reader.stem && end - at >= SHORTEST_STEMMED ? stemOf(reader, id, text, at) : id);
    const stop = end < text.length ? text.charCodeAt(end) : NEWLINE;
    if (stop === DOTTED_I) return readWords(reader, text.replaceAll("\u0130", "i\u0307"));
    if (stop === NEWLINE && ids.length > lineStart) {
      lineEnds.push(ids.length);
      lineStart = ids.length;
    }
  }
  return { ids, lineEnds };
}

/** Forgets the words where they have become many; texts read before and after are then not to be compared. */
export function trimWords({ chains, stems }: WordReader): void {
  if (chains.size < MOST_WORDS) return;
  clear(chains);
  stems.fill(0);
}

/** The number of the word that starts at `from`, -1 where none does. */
function readWord(reader: WordReader, text: string, from: number): number {
  const { chains } = reader;
  let id = -1;
  let code = 0;
  let at = from;
  for (; at < text.length; at++) {
    const letter = letters[text.charCodeAt(at)]!;
    if (letter === 0) break;
    code = (code << LETTER_BITS) | letter;
    if (code >= LEAST_OF_FIVE) {
      id = intern(chains, id, code);
      code = 0;
    }
  }
  reader.end = at;
  return code === 0 ? id : intern(chains, id, code);
}

/** The number of the stem of the word that was read last, from `start`. */
function stemOf(reader: WordReader, id: number, text: string, start: number): number {
  if (id < reader.stems.length && reader.stems[id] !== 0) return reader.stems[id]! - 1;
  const { end, chains } = reader;
  const found = readWord(reader, porterStem(text.slice(start, end).toLowerCase()), 0);
  reader.end = end;
  if (chains.size > reader.stems.length) {
    const known = reader.stems;
    reader.stems = new Int32Array(2 * chains.size);
    reader.stems.set(known);
  }
  reader.stems[id] = found + 1;
  return found;
}
