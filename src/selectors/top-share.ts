import { z } from "zod";
import { best } from "./best.ts";
import { dropped, rowsOf } from "./candidates.ts";
import { reasonCode, type ScoredCandidates, type Selection } from "./selector.ts";

export const topShareOptions = z.strictObject({
  kind: z.literal("top-share").describe("The best share of all candidates"),
  fraction: z.number().gt(0).max(1).describe("Share of all candidates to keep"),
});

/** Keeps exactly round(fraction · N) of all N candidates, fewer only where fewer can be ranked. */
export function selectTopShare(
  { fraction }: z.infer<typeof topShareOptions>,
  candidates: ScoredCandidates,
  seed: number,
): Selection {
  const below = reasonCode("below the top share");
  const total = candidates.scores.length;
  const reason = dropped(candidates, below);
  const rankable = rowsOf(reason, below, 0, total);
  for (const row of best(rankable, Math.round(fraction * total), candidates, seed)) reason[row] = 0;
  return { reason };
}
