import { z } from "zod";
import { dropped } from "./candidates.ts";
import { reasonCode, type ScoredCandidates, type Selection } from "./selector.ts";

export const thresholdOptions = z.strictObject({
  kind: z.literal("threshold").describe("Every candidate whose score is at least the threshold"),
  threshold: z.number().describe("Lowest score kept"),
});

/** Keeps every candidate with score ≥ threshold. */
export function selectAboveThreshold(
  { threshold }: z.infer<typeof thresholdOptions>,
  candidates: ScoredCandidates,
): Selection {
  const below = reasonCode("below the threshold");
  const reason = dropped(candidates, below);
  for (let i = 0; i < reason.length; i++) {
    if (reason[i] === below && candidates.scores[i]! >= threshold) reason[i] = 0;
  }
  return { reason };
}
