import { z } from "zod";
import { selectBestOfEach } from "./best-of-each.ts";
import type { ScoredCandidates, Selection } from "./selector.ts";

export const bestOfNOptions = z.strictObject({
  kind: z.literal("best-of-n").describe("The best share of each input's own candidates"),
  fraction: z.number().gt(0).max(1).describe("Share of an input's candidates to keep, at least one"),
});

/** Of each input's n candidates keeps the best max(1, round(fraction · n)), fewer only where fewer can be ranked. */
export function selectBestOfN(
  { fraction }: z.infer<typeof bestOfNOptions>,
  candidates: ScoredCandidates,
  seed: number,
): Selection {
  return selectBestOfEach(candidates.group, fraction, "not among the best of its input", candidates, seed);
}
