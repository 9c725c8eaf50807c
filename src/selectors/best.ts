import { tieKey } from "../random/ties.ts";
import type { ScoredCandidates } from "./selector.ts";

/**
 * The `count` best of `rows` by score, those of equal score by a seeded key of their own.
 *
 * Sorts plain numbers and never rows: whatever lies above the last value kept is in, and only what equals it goes on
 * to be told apart by the next criterion.
 *
 * @returns rows kept, in no order; all of them where they are no more than `count`
 */
export function best(
  rows: Int32Array,
  count: number,
  { scores, ids }: ScoredCandidates,
  seed: number,
): Int32Array {
  if (count <= 0) return new Int32Array(0);
  if (count >= rows.length) return rows;
  const criteria = [
    (row: number) => scores[row]!,
    (row: number) => -tieKey(seed, ids[row]!),
    (row: number) => -ids[row]!,
  ];
  const kept = new Int32Array(count);
  let filled = 0;
  let tied = rows;
  for (const criterion of criteria) {
    const values = new Float64Array(tied.length);
    for (let i = 0; i < tied.length; i++) values[i] = criterion(tied[i]!);
    const cut = values.slice().sort()[tied.length - (count - filled)]!;
    for (let i = 0; i < tied.length; i++) if (values[i]! > cut) kept[filled++] = tied[i]!;
    tied = tied.filter((_, i) => values[i] === cut);
    if (filled + tied.length === count) break;
  }
  kept.set(tied.subarray(0, count - filled), filled);
  return kept;
}
