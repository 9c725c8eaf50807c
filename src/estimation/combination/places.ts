import { breakTies, keptByShare, rankRows } from "../ranking.ts";

/** Where a score ranks the rows, for shares of all rows kept. */
export interface Places {
  /** Rows above each row; the number of all rows where it has no score. */
  readonly place: Uint32Array;
  /** Rows that each share keeps. */
  readonly kept: readonly number[];
}

/**
 * @param fractions shares of all rows, in (0, 1]
 * @param seed of the order among equal scores, see `breakTies`
 */
export function places(values: Float64Array, fractions: readonly number[], seed: number): Places {
  const ranking = rankRows(values);
  const kept = fractions.map((fraction) => keptByShare(ranking, fraction));
  breakTies(
    ranking,
    values,
    kept.toSorted((a, b) => a - b),
    seed,
  );
  const place = new Uint32Array(values.length).fill(values.length);
  ranking.order.forEach((row, k) => {
    place[row] = k;
  });
  return { place, kept };
}
