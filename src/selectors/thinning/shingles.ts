import { finish, mixHigh, mixLow } from "./hash.ts";

/** What a UTF-16 unit does to a text's tokens. */
const SPACE = 0;
const WORD = 1;
const ALONE = 2;
const SURROGATE = 3;

/** Scripts that write no spaces between words. */
const unsegmented =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const partOfWord = /[\p{L}\p{M}\p{N}]/u;

let kinds: Uint8Array | undefined;

function kindsOfUnits(): Uint8Array {
  kinds ??= Uint8Array.from({ length: 0x1_0000 }, (_, unit) => {
    if (unit >= 0xd800 && unit <= 0xdfff) return SURROGATE;
    const text = String.fromCharCode(unit);
    if (/\s/.test(text)) return SPACE;
    return partOfWord.test(text) && !unsegmented.test(text) ? WORD : ALONE;
  });
  return kinds;
}

/**
 * The set of a text's shingles: runs of `size` tokens, all of a shorter text as one. Tokens are words (letters, marks
 * and digits in a row) and, each by itself, every other character that is not white space: signs, characters of
 * scripts that write no spaces, and those outside the basic plane. Unicode form (NFC) and case make no difference.
 *
 * @returns 53-bit hashes of the shingles, distinct and ascending; none of a text without tokens
 */
export function shingler(size: number): (text: string) => Float64Array {
  const tokens = tokenizer();
  return (text) => {
    const { low, high, count } = tokens(text);
    const hashes = new Float64Array(count === 0 ? 0 : Math.max(1, count - size + 1));
    const length = Math.min(size, count);
    for (let start = 0; start < hashes.length; start++) {
      let first = 0;
      let second = 0;
      for (let i = start; i < start + length; i++) {
        first = mixLow(first, low[i]);
        second = mixHigh(second, high[i]);
      }
      hashes[start] = (finish(second) >>> 11) * 0x1_0000_0000 + finish(first);
    }
    return distinct(hashes.sort());
  };
}

/** Hashes of a text's tokens, in arrays that are overwritten by the next text. */
function tokenizer() {
  const kinds = kindsOfUnits();
  let low = new Int32Array(1024);
  let high = new Int32Array(1024);
  return (text: string) => {
    const folded = text.normalize("NFC").toLowerCase();
    let count = 0;
    let inWord = false;
    for (let i = 0; i < folded.length; i++) {
      let character = folded.charCodeAt(i);
      const kind = kinds[character];
      if (kind === SPACE) {
        inWord = false;
        continue;
      }
      if (kind === SURROGATE) {
        character = folded.codePointAt(i)!;
        if (character > 0xffff) i++;
      }
      if (kind !== WORD || !inWord) {
        if (count === low.length) {
          low = new Int32Array(low.buffer.transfer(2 * low.byteLength));
          high = new Int32Array(high.buffer.transfer(2 * high.byteLength));
        }
        low[count] = 0;
        high[count++] = 0;
      }
      low[count - 1] = mixLow(low[count - 1], character);
      high[count - 1] = mixHigh(high[count - 1], character);
      inWord = kind === WORD;
    }
    return { low, high, count };
  };
}

/** Ascending values without repetition, in place. */
function distinct(sorted: Float64Array): Float64Array {
  let count = 0;
  for (let i = 0; i < sorted.length; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) sorted[count++] = sorted[i];
  }
  return sorted.subarray(0, count);
}

/** |a ∩ b| / |a ∪ b| of two ascending sets, 1 where both are empty. */
export function jaccard(a: Float64Array, b: Float64Array): number {
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [x, y] = [a[i], b[j]];
    if (x === y) shared++;
    if (x <= y) i++;
    if (y <= x) j++;
  }
  const union = a.length + b.length - shared;
  return union === 0 ? 1 : shared / union;
}
