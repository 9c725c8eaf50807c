/**
 * The seed of one item, derived from the run's seed and the item's place in it, e.g.
 * `deriveSeed(runSeed, "generate", exampleIndex, sampleIndex)`. Depends on nothing else, so that batch size,
 * concurrency, resume and order change no result.
 *
 * @param seed integer in [0, 2⁵³)
 * @param path names and non-negative integers; ("a", 1) and ("a1") differ
 * @returns integer in [0, 2⁵³)
 */
export function deriveSeed(seed: number, ...path: readonly (string | number)[]): number {
  let low = 0x9e3779b9;
  let high = 0x243f6a88;
  const absorb = (word: number): void => {
    low = Math.imul(low ^ word, 0x85ebca6b);
    low ^= low >>> 13;
    high = Math.imul(high ^ word ^ (low >>> 16), 0xc2b2ae35);
    high ^= high >>> 16;
    low = (low + high) | 0;
  };
  const absorbNumber = (value: number): void => {
    absorb(value | 0);
    absorb(Math.floor(value / 0x1_0000_0000) | 0);
  };
  absorbNumber(seed);
  for (const part of path) {
    if (typeof part === "number") {
      absorb(1);
      absorbNumber(part);
    } else {
      absorb(2 + part.length);
      for (let i = 0; i < part.length; i++) absorb(part.charCodeAt(i));
    }
  }
  absorb(0x165667b1);
  absorb(0x27d4eb2f);
  return (high >>> 0) * 0x20_0000 + (low >>> 11);
}
