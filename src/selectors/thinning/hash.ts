/** Two 32-bit words, unsigned. */
export type Hash = readonly [low: number, high: number];

/** 64 bits of a text's UTF-16 units: MurmurHash3's mixing in two lanes. */
export function hashText(text: string): Hash {
  let low = 0x9e3779b9;
  let high = 0x243f6a88;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    low = mixLow(low, unit);
    high = mixHigh(high, unit);
  }
  low = mixLow(low, text.length);
  high = mixHigh(high, text.length);
  return [finish(low), finish(high)];
}

/** Takes a word into the first lane of a hash. */
export function mixLow(hash: number, word: number): number {
  const mixed = hash ^ Math.imul(rotate(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);
  return (Math.imul(rotate(mixed, 13), 5) + 0xe6546b64) | 0;
}

/** Takes a word into the second lane of a hash. */
export function mixHigh(hash: number, word: number): number {
  const mixed = hash ^ Math.imul(rotate(Math.imul(word, 0x239b961b), 16), 0xab0e9789);
  return (Math.imul(rotate(mixed, 19), 5) + 0x561ccd1b) | 0;
}

/** MurmurHash3's finaliser: every bit of a word on every bit of the result. */
export function finish(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));
