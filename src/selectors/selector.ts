/** Candidates with one verifier's scores, as columns of equal length. */
export interface ScoredCandidates {
  /** Higher is better; NaN and −Infinity are no scores. */
  readonly scores: Float64Array;
  /** Each candidate's own number, whatever order they come in: what ties are broken by. */
  readonly ids: Float64Array | Int32Array;
  /** The input a candidate answers, 0 … inputs − 1; candidates of one input may lie anywhere. */
  readonly group: Int32Array;
  /** 1 where the output could not be parsed. */
  readonly malformed: Uint8Array;
  /** The kind of input each answers, 0 … kinds − 1, or −1 where it is of none; only where kinds are told apart. */
  readonly stratum?: Int32Array;
}

/** Why a row is not kept: the index is what a selection holds. Stored, so append only. */
export const reasons = [
  "kept",
  "malformed output",
  "could not be scored",
  "below the top share",
  "below the threshold",
  "not among the best of its input",
  "not among the best of its stratum",
  "failed a required rule",
  "an exact duplicate of a better row",
  "a near duplicate of a better row",
  "over the cap",
  "over the budget",
  "never answered",
] as const;

export type Reason = (typeof reasons)[number];

export interface Selection {
  /** One of `reasons` by its index for each candidate, 0 = kept. */
  readonly reason: Uint8Array;
}

export function reasonCode(reason: Reason): number {
  return reasons.indexOf(reason);
}
