import { argsort } from "../metrics/argsort.ts";
import { tieKeys } from "../random/ties.ts";

/** Rows of a score column from the best to the worst, those without a score left out. */
export interface Ranking {
  /** Rows in order; equal scores in no order until `breakTies`. */
  readonly order: Uint32Array;
  /** Of all rows, ranked or not. */
  readonly rows: number;
}

/** @param values higher is better; NaN and −Infinity are no scores and can't be kept */
export function rankRows(values: Float64Array): Ranking {
  const descending = new Float64Array(values.length);
  let scored = 0;
  for (let row = 0; row < values.length; row++) {
    const isScored = values[row] > -Infinity;
    descending[row] = isScored ? -values[row] : Number.NaN;
    if (isScored) scored++;
  }
  return { order: argsort(descending).subarray(0, scored), rows: values.length };
}

/** How many rows a share of all keeps: exactly the nearest number, fewer only where fewer have a score. */
export function keptByShare({ order, rows }: Ranking, share: number): number {
  return Math.min(Math.round(share * rows), order.length);
}

/**
 * Puts equal scores in the order of their `tieKey`, so that the first k rows are those a selector of the same seed keeps.
 * Only runs of equal scores that a cut falls within are told apart: what lies wholly on one side needs no order.
 *
 * @param cuts numbers of rows kept, ascending
 */
export function breakTies(
  { order }: Ranking,
  values: Float64Array,
  cuts: readonly number[],
  seed: number,
): void {
  let done = 0;
  for (const cut of cuts) {
    if (cut <= done || cut >= order.length || values[order[cut - 1]] !== values[order[cut]]) continue;
    const value = values[order[cut]];
    const start = firstPlace(order, (row) => values[row] <= value);
    const end = firstPlace(order, (row) => values[row] < value);
    const run = order.slice(start, end);
    const byKey = argsort(tieKeys(seed, run));
    for (let i = 0; i < run.length; i++) order[start + i] = run[byKey[i]];
    done = end;
  }
}

/** First place of which `holds`, by bisection: it holds of all places after. */
function firstPlace(order: Uint32Array, holds: (row: number) => boolean): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(order[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}
