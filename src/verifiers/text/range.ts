import type { Score } from "../verifier.ts";

/** A closed range; open to the side whose bound is missing. */
export interface Range {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** Whether there is a range at all, for rules that are nothing without one. */
export const isBounded = ({ min, max }: Range): boolean => min !== undefined || max !== undefined;

export const isOrdered = ({ min = -Infinity, max = Infinity }: Range): boolean => min <= max;

export const unbounded = 'give "min", "max" or both';
export const disordered = { message: 'must not be above "max"', path: ["min"] };

/** Keeps what lies in the range. Score: minus the distance from it, so 0 inside; NaN of NaN. */
export function rangeScore(value: number, { min = -Infinity, max = Infinity }: Range): Score {
  if (Number.isNaN(value)) return { score: Number.NaN };
  const distance = Math.max(min - value, value - max, 0);
  return { score: 0 - distance, keep: distance === 0 };
}

/** A measure that a range may judge: by itself, the more the better, where none is given. */
export const measureScore = (value: number, range: Range): Score =>
  isBounded(range) ? rangeScore(value, range) : { score: value };
