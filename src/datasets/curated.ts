import type { Prompt } from "./record.ts";

/** One candidate of an input on its way out. */
export interface CuratedCandidate {
  /** Its id in the store, `c4-120`. */
  readonly id: string;
  /** Its id in the file it came from, null where it came from none. */
  readonly sourceId: string | null;
  readonly output: string;
  /** By the verifier that selected; NaN where it has none. */
  readonly score: number;
  readonly kept: boolean;
}

/** One input with all its candidates. */
export interface CuratedInput {
  /** Its id in the store, `e3-17`. */
  readonly id: string;
  readonly input: Prompt;
  readonly candidates: readonly CuratedCandidate[];
}
