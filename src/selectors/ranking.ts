import { tieKeys } from "../random/ties.ts";
import type { ScoredCandidates } from "./selector.ts";

/**
 * `rows` from the best score to the worst, those without a score last; equals in the order of their tie keys, which is
 * the order that `best` cuts by.
 */
export function ranked(rows: Int32Array, { scores, ids }: ScoredCandidates, seed: number): Int32Array {
  const ownIds = Float64Array.from(rows, (row) => ids[row]);
  const ownScores = Float64Array.from(rows, (row) => (scores[row] > -Infinity ? scores[row] : -Infinity));
  const keys = tieKeys(seed, ownIds);
  const order = rows
    .map((_, place) => place)
    .sort((a, b) =>
      ownScores[a] === ownScores[b]
        ? keys[a] - keys[b] || ownIds[a] - ownIds[b]
        : ownScores[b] - ownScores[a],
    );
  return order.map((place) => rows[place]);
}
