import type { CandidateSet } from "../../server/api.ts";

export type Selector = "top-share" | "best-of-n";

/** Which selection the reader tries: whose scores, by what rule, how much, and against which stored one. */
export interface Share {
  readonly verifier: string;
  readonly selector: Selector;
  /** In (0, 1]. */
  readonly fraction: number;
  readonly against: string | null;
}

/** A quarter: what runs keep most often. */
export const USUAL = 0.25;

/** The share that an address asks for, or the usual one; null where the set has no scores. */
export function shareOf(query: URLSearchParams, set: CandidateSet): Share | null {
  const scored = set.verifiers.filter(({ range }) => range !== null);
  const verifier = scored.find(({ name }) => name === query.get("of")) ?? scored[0];
  if (verifier === undefined) return null;
  const fraction = Number(query.get("share"));
  const against = set.selections.find(({ id }) => id === query.get("against"));
  return {
    verifier: verifier.name,
    selector: query.get("by") === "best-of-n" ? "best-of-n" : "top-share",
    fraction: fraction > 0 && fraction <= 1 ? fraction : USUAL,
    against: against?.id ?? null,
  };
}
