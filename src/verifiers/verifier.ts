import type { Example } from "../tasks/task.ts";

/** A candidate as a verifier sees it. */
export interface VerifierItem {
  readonly example: Example;
  readonly output: string;
  /** The output's tokens where a model of ours made it. */
  readonly tokens: Int32Array | null;
  /** Natural log of P(output | input) under the generator, where known. */
  readonly logProbability: number | null;
  /** This item's own seed for this verifier. */
  readonly seed: number;
}

/** A verifier's word on one candidate. */
export interface Score {
  /** Higher is better; −Infinity for an output that cannot be judged, such as a malformed one. */
  readonly score: number;
  /** Keep or drop, from verifiers that decide by themselves. */
  readonly keep?: boolean;
}

/** Judges candidates: a batch in, a score each out, in order. Never sees how its scores will be used. */
export interface Verifier {
  readonly name: string;
  score(items: readonly VerifierItem[]): Promise<readonly Score[]>;
}
