/** Candidates with their scores and what labels there are, as columns of equal length. */
export interface CandidateColumns {
  readonly rows: number;
  /** The input each candidate answers, 0 … inputs − 1. */
  readonly cluster: Int32Array;
  readonly inputs: number;
  readonly scores: readonly ScoreColumn[];
  /** How correct each candidate is, in [0, 1]; NaN where it is not labelled. */
  readonly labels: Float64Array;
  /** How many candidates each label stands for, relative to the others; null where all count alike. */
  readonly weights: Float64Array | null;
  /** The kind of each candidate, null where kinds are not told apart. */
  readonly group: GroupColumn | null;
  /** What some inputs look like, for the distance between the kept and all; null where nothing is known of them. */
  readonly sample: InputSample | null;
}

export interface ScoreColumn {
  readonly name: string;
  /** Higher is better; NaN or −Infinity where the candidate has none and can't be kept by it. */
  readonly values: Float64Array;
}

export interface GroupColumn {
  /** Place in `names`. */
  readonly codes: Int32Array;
  readonly names: readonly string[];
}

/** A seeded sample of inputs: their texts, or vectors (inputs × width, row-major). */
export type InputSample =
  | { readonly inputs: Int32Array; readonly texts: readonly string[] }
  | { readonly inputs: Int32Array; readonly vectors: Float64Array };
