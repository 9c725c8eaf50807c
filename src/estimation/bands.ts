import { PstarError } from "../errors.ts";

/** Where a score is cut so as to keep a share of all rows. */
export interface Cut {
  /** The lowest score kept. */
  readonly threshold: number;
  /** Rows kept. */
  readonly kept: number;
  /** Rows scored above the threshold; of those at it, the rest of `kept` are kept. */
  readonly above: number;
  /** The scores of the rows that have one, ascending. */
  readonly sorted: Float64Array;
}

/** Bands on each side of the cut, and labels that each of them is worth. */
const MOST_BANDS = 4;
const LABELS_A_BAND = 5;

/**
 * Where keeping the best round(fraction · rows) cuts, at least one row and at most all that have a score.
 *
 * @throws PstarError when no row has a score
 */
export function cutOf(values: Float64Array, fraction: number): Cut {
  const sorted = values.filter((value) => value > -Infinity).sort();
  if (sorted.length === 0)
    throw new PstarError("no row has this score", { exitCode: 2, remedy: "choose another" });
  const kept = Math.min(sorted.length, Math.max(1, Math.round(fraction * values.length)));
  const threshold = sorted[sorted.length - kept];
  return { threshold, kept, above: sorted.length - firstAbove(sorted, threshold), sorted };
}

/**
 * Where bands begin: at the cut, and on either side of it at halves, quarters and eighths of the rows there, finer
 * towards the cut. Scores equal to the threshold are a band of their own where only some of them are kept.
 *
 * @param labels that the bands share: few labels get fewer bands
 * @returns distinct scores
 */
export function bandCuts({ threshold, kept, above, sorted }: Cut, labels: number): number[] {
  const bands = Math.min(MOST_BANDS, Math.max(1, Math.floor(labels / (2 * LABELS_A_BAND))));
  const first = sorted.length - kept;
  const places = Array.from({ length: bands - 1 }, (_, j) => [
    sorted.length - Math.round(kept * (1 - 2 ** -(j + 1))),
    Math.round(first * (1 - 2 ** -(j + 1))),
  ]).flat();
  const cuts = places.filter((place) => place < sorted.length).map((place) => sorted[place]);
  const straddles = first > 0 && sorted[first - 1] === threshold;
  if (straddles && above > 0) cuts.push(sorted[sorted.length - above]);
  cuts.push(threshold);
  return [...new Set(cuts)].filter((cut) => cut > sorted[0] && cut < Infinity);
}

/** Place of the first value above `value` in ascending ones. */
function firstAbove(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
