import { byteText } from "./bytes.ts";
import { createPairHeap } from "./pair-heap.ts";
import type { WordCounts } from "./words.ts";

/** Two pieces that become one; their order is the order in which a text's pieces are joined. */
export type Merge = readonly [left: string, right: string];

interface Learned {
  /** Every piece, at its id. */
  readonly pieces: readonly string[];
  readonly merges: readonly Merge[];
}

/**
 * Byte-pair encoding (Sennrich et al. 2016, algorithm 1): joins the most frequent pair of neighbouring pieces, again and
 * again, until there are `size` pieces or no pair occurs `minimumFrequency` times. Among equally frequent pairs that of the
 * lowest ids goes first, so the outcome depends on the counts alone. No piece comes about in two ways, since what becomes of
 * a stretch that no merge crosses the ends of depends on the stretch alone.
 *
 * All words lie in one row of places, linked to their neighbours; each pair keeps the places where it begins. A merge thus
 * touches only its own places, and the counts are exact after each.
 *
 * @param first the pieces with the ids from 0: special ones, then the characters of every byte
 */
export function learnMerges(
  counts: WordCounts,
  first: readonly string[],
  { size, minimumFrequency }: { readonly size: number; readonly minimumFrequency: number },
): Learned {
  const pieces = [...first];
  const { tokens, previous, next, weights } = layOut(counts, first);
  const pairs = new Map<number, { count: number; readonly places: number[] }>();
  const heap = createPairHeap();
  const merges: Merge[] = [];
  const arisen = new Set<number>();

  const add = (place: number): void => {
    const key = tokens[place]! * size + tokens[next[place]!]!;
    const pair = pairs.get(key);
    if (pair === undefined) pairs.set(key, { count: weights[place]!, places: [place] });
    else {
      pair.count += weights[place]!;
      pair.places.push(place);
    }
    arisen.add(key);
  };
  const remove = (place: number): void => {
    const pair = pairs.get(tokens[place]! * size + tokens[next[place]!]!);
    if (pair !== undefined) pair.count -= weights[place]!;
  };
  /** A pair is in the heap once, with the count it had when it arose: since then it can only have lost some. */
  const settle = (): void => {
    for (const key of arisen) heap.push({ key, count: pairs.get(key)!.count });
    arisen.clear();
  };

  const join = (key: number, left: number, right: number, piece: number): void => {
    const { places } = pairs.get(key)!;
    pairs.delete(key);
    // Of overlapping occurrences, as in "aaa", the leftmost counts.
    if (left === right) places.sort((a, b) => a - b);
    for (const place of places) {
      const second = next[place]!;
      if (tokens[place] !== left || second < 0 || tokens[second] !== right) continue;
      const before = previous[place]!;
      const after = next[second]!;
      if (before >= 0) remove(before);
      if (after >= 0) remove(second);
      tokens[place] = piece;
      tokens[second] = GONE;
      next[place] = after;
      if (after >= 0) previous[after] = place;
      if (before >= 0) add(before);
      if (after >= 0) add(place);
    }
  };

  for (let place = 0; place < tokens.length; place++) if (next[place]! >= 0) add(place);
  settle();
  while (pieces.length < size) {
    const top = heap.pop();
    if (top === undefined || top.count < minimumFrequency) break;
    const { count } = pairs.get(top.key)!;
    if (count < top.count) {
      heap.push({ key: top.key, count });
      continue;
    }
    const left = Math.floor(top.key / size);
    const right = top.key % size;
    merges.push([pieces[left]!, pieces[right]!]);
    join(top.key, left, right, pieces.push(pieces[left]! + pieces[right]!) - 1);
    settle();
  }
  return { pieces, merges };
}

/** The token of a place that was joined to the one before it. */
const GONE = -1;

/** The words one after the other, a byte a place, with the count of its word; −1 where a word has no neighbour. */
function layOut(counts: WordCounts, first: readonly string[]) {
  const ids = new Map(first.map((piece, id) => [piece, id]));
  const words = Array.from(counts, ([word, count]) => ({ text: byteText(word), count }));
  const length = words.reduce((sum, { text }) => sum + text.length, 0);
  const tokens = new Int32Array(length);
  const previous = new Int32Array(length);
  const next = new Int32Array(length);
  const weights = new Float64Array(length);
  let place = 0;
  for (const { text, count } of words) {
    for (let i = 0; i < text.length; i++, place++) {
      tokens[place] = ids.get(text[i]!)!;
      previous[place] = i === 0 ? -1 : place - 1;
      next[place] = i === text.length - 1 ? -1 : place + 1;
      weights[place] = count;
    }
  }
  return { tokens, previous, next, weights };
}
