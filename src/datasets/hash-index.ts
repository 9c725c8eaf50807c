/** Numbers the distinct texts it is given: 0, 1, … in order of first appearance. */
export interface HashIndex {
  readonly size: number;
  /** The text's number. It is new when that equals the `size` before. */
  add(text: string): number;
}

const EMPTY = -1;

/**
 * Texts are told apart by a 64-bit hash alone, so that ten million take some 200 MB whatever their length; two different ones
 * among as many are taken for one with probability 3·10⁻⁶. Open addressing with linear probing, at most two thirds full.
 */
export function createHashIndex(): HashIndex {
  let size = 0;
  let mask = (1 << 10) - 1;
  /** Number of the text in each slot. */
  let slots = new Int32Array(mask + 1).fill(EMPTY);
  /** Hashes by number. */
  let lows = new Int32Array(1 << 10);
  let highs = new Int32Array(1 << 10);

  const widen = (): void => {
    mask = mask * 2 + 1;
    slots = new Int32Array(mask + 1).fill(EMPTY);
    for (let number = 0; number < size; number++) {
      let slot = lows[number]! & mask;
      while (slots[slot] !== EMPTY) slot = (slot + 1) & mask;
      slots[slot] = number;
    }
  };
  const grow = (hashes: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
    const grown = new Int32Array(Math.ceil(hashes.length * 1.5));
    grown.set(hashes);
    return grown;
  };

  const add = (text: string): number => {
    hash(text);
    const low = lowHash;
    const high = highHash;
    let slot = low & mask;
    for (let number = slots[slot]!; number !== EMPTY; number = slots[slot]!) {
      if (lows[number] === low && highs[number] === high) return number;
      slot = (slot + 1) & mask;
    }
    if (size === lows.length) {
      lows = grow(lows);
      highs = grow(highs);
    }
    slots[slot] = size;
    lows[size] = low;
    highs[size] = high;
    size++;
    if (size * 3 > mask * 2) widen();
    return size - 1;
  };

  return {
    get size() {
      return size;
    },
    add,
  };
}

/** The two halves of the last hash: a pair of numbers without an object. */
let lowHash = 0;
let highHash = 0;

/** MurmurHash3's 32-bit mixing (Appleby, public domain) of two UTF-16 units at a time, in two lanes of other constants. */
function hash(text: string): void {
  let a = 0x9747b28c;
  let b = 0x2c1b3c6d;
  const { length } = text;
  for (let i = 0; i < length; i += 2) {
    const word = text.charCodeAt(i) | (i + 1 < length ? text.charCodeAt(i + 1) << 16 : 0);
    let k = Math.imul(word, 0xcc9e2d51);
    k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
    a ^= k;
    a = (Math.imul((a << 13) | (a >>> 19), 5) + 0xe6546b64) | 0;
    k = Math.imul(word, 0x85ebca77);
    k = Math.imul((k << 16) | (k >>> 16), 0xc2b2ae3d);
    b ^= k;
    b = (Math.imul((b << 15) | (b >>> 17), 5) + 0x96cd1c35) | 0;
  }
  a ^= length;
  b ^= length;
  a = (a + b) | 0;
  b = (b + a) | 0;
  lowHash = finish(a);
  highHash = finish(b);
}

function finish(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
