/** Lowest share of the slider; its other end is everything. */
const LOWEST = 0.01;

/** Places of the slider, from 0 to this. */
export const STEPS = 400;

/** Share at a place of the slider: equal steps multiply it by the same, up to three digits of its percents. */
export function shareAt(place: number): number {
  const share = LOWEST ** (1 - Math.min(Math.max(place, 0), STEPS) / STEPS);
  return Number((share * 100).toPrecision(3)) / 100;
}

/** Place of a share on the slider; shares under its lowest end are at 0. */
export const placeOf = (share: number): number =>
  Math.round(STEPS * (1 - Math.log(Math.min(Math.max(share, LOWEST), 1)) / Math.log(LOWEST)));

/** Where a value stands in a range, in [0, 1]; a range without width is all at 1. */
export const placeIn = ([low, high]: readonly [number, number], value: number): number =>
  high > low ? Math.min(Math.max((value - low) / (high - low), 0), 1) : 1;
