import { best } from "./best.ts";
import { dropped, rowsOf } from "./candidates.ts";
import { type Reason, reasonCode, type ScoredCandidates, type Selection } from "./selector.ts";

/**
 * Of the n candidates of each set keeps the best max(1, round(fraction · n)), fewer only where fewer can be ranked.
 * Members of a set may lie anywhere.
 *
 * @param setOf the set of each candidate, −1 … sets − 1
 * @param reason why the others are dropped
 */
export function selectBestOfEach(
  setOf: Int32Array,
  fraction: number,
  reason: Reason,
  candidates: ScoredCandidates,
  seed: number,
): Selection {
  const worse = reasonCode(reason);
  const codes = dropped(candidates, worse);
  const sizes = sizesOf(setOf);
  const members = membersOf(rowsOf(codes, worse, 0, setOf.length), setOf, sizes.length);
  members.forEach((rows, place) => {
    const count = Math.max(1, Math.round(fraction * sizes[place]));
    for (const row of best(rows, count, candidates, seed)) codes[row] = 0;
  });
  return { reason: codes };
}

/** How many candidates each set has, the set −1 first. */
function sizesOf(setOf: Int32Array): Int32Array {
  const sets = setOf.reduce((most, set) => Math.max(most, set + 1), 0);
  const sizes = new Int32Array(sets + 1);
  for (const set of setOf) sizes[set + 1]++;
  return sizes;
}

/** `rows` apart by set, those of −1 first: a counting sort. */
function membersOf(rows: Int32Array, setOf: Int32Array, sets: number): Int32Array[] {
  const starts = new Int32Array(sets + 1);
  for (const row of rows) starts[setOf[row] + 2]++;
  for (let place = 0; place < sets; place++) starts[place + 1] += starts[place];
  const ends = starts.slice(0, sets);
  const sorted = new Int32Array(rows.length);
  for (const row of rows) sorted[ends[setOf[row] + 1]++] = row;
  return Array.from({ length: sets }, (_, place) => sorted.subarray(starts[place], starts[place + 1]));
}
