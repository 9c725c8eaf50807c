import { createInterner, grown } from "./interner.ts";
import { porterStem } from "./porter.ts";

/** The words of a text by number: equal words have equal numbers. */
export interface Words {
  readonly ids: readonly number[];
  /** Of each line with words, the place after its last word. */
  readonly lineEnds: readonly number[];
}

export interface WordReader {
  /** Above every number given so far. */
  readonly bound: number;
  read(text: string): Words;
  /** Forgets the words where they have become many; texts read before and after are then not to be compared. */
  trim(): void;
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
/** A capital I with a dot: its lower case is an i and a combining dot, which ends a word. */
const DOTTED_I = "\u0130";

/** Letters are taken five at once: with six bits each they are a 30-bit integer. */
const LETTER_BITS = 6;
const LEAST_OF_FIVE = 1 << (4 * LETTER_BITS);
const MOST_WORDS = 1 << 16;
const SHORTEST_STEMMED = 4;

/**
 * Splits texts as Google's `rouge_score` does: in lower case, everything that is not an ASCII letter or digit between
 * words, words of four letters and more stemmed if asked for.
 *
 * A word is read as a chain of pairs, (number of its beginning, next five letters), so that its number is exact
 * without a string ever being made. Only a word's first meeting costs a stem.
 */
export function createWordReader(stem: boolean): WordReader {
  const chains = createInterner();
  /** The number of a word's stem plus one; 0 where it is not known yet. */
  let stems = new Int32Array(64);
  let end = 0;

  /** The number of the word that starts at `from`, -1 where none does; puts `end` behind it. */
  const readWord = (text: string, from: number): number => {
    let id = -1;
    let code = 0;
    let at = from;
    for (; at < text.length; at++) {
      const letter = letters[text.charCodeAt(at)]!;
      if (letter === 0) break;
      code = (code << LETTER_BITS) | letter;
      if (code >= LEAST_OF_FIVE) {
        id = chains.intern(id, code);
        code = 0;
      }
    }
    end = at;
    return code === 0 ? id : chains.intern(id, code);
  };

  const stemOf = (id: number, text: string, start: number): number => {
    if (id < stems.length && stems[id] !== 0) return stems[id]! - 1;
    const behind = end;
    const found = readWord(porterStem(text.slice(start, end).toLowerCase()), 0);
    end = behind;
    if (chains.size > stems.length) stems = grown(stems, 2 * chains.size);
    stems[id] = found + 1;
    return found;
  };

  const read = (original: string): Words => {
    const text = original.includes(DOTTED_I) ? original.replaceAll(DOTTED_I, "i\u0307") : original;
    const ids: number[] = [];
    const lineEnds: number[] = [];
    let lineStart = 0;
    for (let at = 0; at <= text.length; at = end + 1) {
      const id = readWord(text, at);
      if (id >= 0) ids.push(stem && end - at >= SHORTEST_STEMMED ? stemOf(id, text, at) : id);
      const isLineEnd = end === text.length || text.charCodeAt(end) === NEWLINE;
      if (isLineEnd && ids.length > lineStart) {
        lineEnds.push(ids.length);
        lineStart = ids.length;
      }
    }
    return { ids, lineEnds };
  };

  return {
    get bound() {
      return chains.size;
    },
    read,
    trim() {
      if (chains.size < MOST_WORDS) return;
      chains.clear();
      stems.fill(0);
    },
  };
}
