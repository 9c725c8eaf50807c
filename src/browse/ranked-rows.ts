import { argsort } from "../metrics/argsort.ts";
import { tieKeys } from "../random/ties.ts";

/** Rows from the best to the worst. */
export interface RankedRows {
  /** Equal scores in the order of their tie keys, rows without a score last. */
  readonly order: Uint32Array;
  /** How many have a score and so can be kept. */
  readonly rankable: number;
}

/**
 * The one order that selectors cut by: whatever share they keep, they keep the first rows of it, of all or of each input.
 *
 * @param scores NaN and −∞ are no scores
 * @param seed of the selections
 */
export function rankedRows(scores: Float64Array, seed: number): RankedRows {
  let rankable = 0;
  const descending = scores.map((score) => {
    if (!(score > -Infinity)) return Number.NaN;
    rankable++;
    return -score;
  });
  const byKey = argsort(tieKeys(seed, Uint32Array.from(scores.keys())));
  return { order: argsort(descending, byKey), rankable };
}
