import { z } from "zod";
import { allOptions, selectAll } from "./all.ts";
import { bestOfNOptions, selectBestOfN } from "./best-of-n.ts";
import { perStratumOptions, selectPerStratum } from "./per-stratum.ts";
import type { ScoredCandidates, Selection } from "./selector.ts";
import { selectAboveThreshold, thresholdOptions } from "./threshold.ts";
import { selectTopShare, topShareOptions } from "./top-share.ts";

/** Every selector by its kind. */
export const selectorOptions = z.discriminatedUnion("kind", [
  allOptions,
  topShareOptions,
  thresholdOptions,
  bestOfNOptions,
  perStratumOptions,
]);

export type SelectorOptions = z.infer<typeof selectorOptions>;

type Kind = SelectorOptions["kind"];
type ByKind = { [K in Kind]: Extract<SelectorOptions, { kind: K }> };
type Select<Options> = (options: Options, candidates: ScoredCandidates, seed: number) => Selection;

const selectors: { readonly [K in Kind]: Select<ByKind[K]> } = {
  all: selectAll,
  "top-share": selectTopShare,
  threshold: selectAboveThreshold,
  "best-of-n": selectBestOfN,
  "per-stratum": selectPerStratum,
};

/**
 * Chooses what to train on. Depends on the candidates and not on their order.
 *
 * @param seed breaks ties between equal scores, with each candidate's id
 * @throws PstarError where the candidates lack a column that the selector goes by
 */
export function select<K extends Kind>(
  options: ByKind[K],
  candidates: ScoredCandidates,
  seed: number,
): Selection {
  const selector: Select<ByKind[K]> = selectors[options.kind as K];
  return selector(options, candidates, seed);
}
