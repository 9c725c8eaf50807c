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
/** 1 to 36 for digits and lower-case letters, 0 for what is between words. */
const letters = Uint8Array.from({ length: 128 }, (_, code) =>
  /[a-z0-9]/.test(String.fromCharCode(code)) ? Number.parseInt(String.fromCharCode(code), 36) + 1 : 0,
);
const letterAt = (text: string, at: number): number => {
  const code = text.charCodeAt(at);
  return code < 128 ? letters[code]! : 0;
};
/** Letters are taken five at once: in base 37 they are a 32-bit integer. */
const LEAST_OF_FIVE = 37 ** 4;
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
      const letter = letterAt(text, at);
      if (letter === 0) break;
      code = code * 37 + letter;
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
    const found = readWord(porterStem(text.slice(start, end)), 0);
    end = behind;
    if (chains.size > stems.length) stems = grown(stems, 2 * chains.size);
    stems[id] = found + 1;
    return found;
  };

  const read = (original: string): Words => {
    const text = original.toLowerCase();
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
