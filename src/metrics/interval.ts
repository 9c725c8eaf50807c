/** An estimate with its interval: NaN-free, low ≤ estimate ≤ high; shares and probabilities lie in [0, 1]. */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The equal-tailed interval of a sample of draws, widened where needed to hold the estimate: at zero counts the
 * estimate sits on the boundary, and so then does the interval's end (Brown, Cai & DasGupta 2001).
 *
 * @param draws posterior or bootstrap draws; sorted in place
 * @param confidence in (0, 1)
 */
export function intervalOfDraws(draws: Float64Array, estimate: number, confidence: number): Interval {
  draws.sort();
  return {
    estimate,
    low: Math.min(estimate, quantileOfSorted(draws, (1 - confidence) / 2)),
    high: Math.max(estimate, quantileOfSorted(draws, (1 + confidence) / 2)),
  };
}

/** Quantile of ascending values by linear interpolation (Hyndman & Fan 1996, type 7). */
export function quantileOfSorted(sorted: Float64Array, probability: number): number {
  const place = probability * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}
