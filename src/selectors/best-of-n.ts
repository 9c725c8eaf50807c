import { z } from "zod";
import { best } from "./best.ts";
import { dropped, rowsOf } from "./candidates.ts";
import { reasonCode, type ScoredCandidates, type Selection } from "./selector.ts";

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
  const worse = reasonCode("not among the best of its input");
  const { group } = candidates;
  const reason = dropped(candidates, worse);
  for (let start = 0, end = 0; start < group.length; start = end) {
    while (end < group.length && group[end] === group[start]) end++;
    const count = Math.max(1, Math.round(fraction * (end - start)));
    for (const row of best(rowsOf(reason, worse, start, end), count, candidates, seed)) reason[row] = 0;
  }
  return { reason };
}
