import { clear, find, type Interner, intern } from "./interner.ts";
import { type Room, withZeros } from "./room.ts";

/**
 * How many words two texts share, each as often as both have it: Σ min(count in a, count in b).
 *
 * @param room with a zero for every word
 */
export function wordHits(a: readonly number[], b: readonly number[], { zeros }: Room): number {
  let hits = 0;
  for (let i = 0; i < b.length; i++) zeros[b[i]!]!++;
  for (let i = 0; i < a.length; i++) {
    if (zeros[a[i]!]! > 0) {
      zeros[a[i]!]!--;
      hits++;
    }
  }
  for (let i = 0; i < b.length; i++) zeros[b[i]!] = 0;
  return hits;
}

/**
 * The same of n-grams, n > 1: each is the pair of a shorter one and a word.
 *
 * @param pairs cleared first
 */
export function ngramHits(
  a: readonly number[],
  b: readonly number[],
  n: number,
  pairs: Interner,
  room: Room,
): number {
  clear(pairs);
  const grams: number[] = [];
  for (let end = n; end <= b.length; end++) {
    let gram = b[end - n]!;
    for (let i = end - n + 1; i < end; i++) gram = intern(pairs, gram, b[i]!);
    grams.push(gram);
  }
  const { zeros } = withZeros(room, pairs.size);
  for (let i = 0; i < grams.length; i++) zeros[grams[i]!]!++;
  let hits = 0;
  for (let end = n; end <= a.length; end++) {
    let gram = a[end - n]!;
    for (let i = end - n + 1; i < end && gram >= 0; i++) gram = find(pairs, gram, a[i]!);
    if (gram >= 0 && zeros[gram]! > 0) {
      zeros[gram]!--;
      hits++;
    }
  }
  for (let i = 0; i < grams.length; i++) zeros[grams[i]!] = 0;
  return hits;
}
