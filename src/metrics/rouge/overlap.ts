import type { Interner } from "./interner.ts";
import type { Room } from "./room.ts";

/** The n-grams of words by number; with the same interner, equal n-grams have equal numbers. */
export function ngrams(ids: readonly number[], n: number, pairs: Interner): readonly number[] {
  let grams = ids;
  for (let length = 2; length <= n; length++) {
    const longer: number[] = [];
    for (let i = 0; i + length <= ids.length; i++) {
      longer.push(pairs.intern(grams[i]!, ids[i + length - 1]!));
    }
    grams = longer;
  }
  return grams;
}

/**
 * How many elements two multisets share: Σ min(count in a, count in b).
 *
 * @param room with a zero for every element
 */
export function overlap(a: readonly number[], b: readonly number[], { zeros }: Room): number {
  let shared = 0;
  for (let i = 0; i < a.length; i++) zeros[a[i]!]!++;
  for (let i = 0; i < b.length; i++) {
    if (zeros[b[i]!]! > 0) {
      zeros[b[i]!]!--;
      shared++;
    }
  }
  for (let i = 0; i < a.length; i++) zeros[a[i]!] = 0;
  return shared;
}
