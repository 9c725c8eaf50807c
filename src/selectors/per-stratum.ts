import { z } from "zod";
import { PstarError } from "../errors.ts";
import { selectBestOfEach } from "./best-of-each.ts";
import type { ScoredCandidates, Selection } from "./selector.ts";

export const perStratumOptions = z.strictObject({
  kind: z.literal("per-stratum").describe("The best share of candidates within each kind of input"),
  fraction: z
    .number()
    .gt(0)
    .max(1)
    .describe("Share of the candidates of each kind of input to keep, at least one"),
});

/**
 * Of each stratum's n candidates keeps the best max(1, round(fraction · n)), fewer only where fewer can be ranked.
 * Candidates of no stratum are one of their own.
 *
 * @throws PstarError where the candidates have no strata
 */
export function selectPerStratum(
  { fraction }: z.infer<typeof perStratumOptions>,
  candidates: ScoredCandidates,
  seed: number,
): Selection {
  const { stratum } = candidates;
  if (stratum === undefined) {
    throw new PstarError("selector per-stratum needs to know each candidate's kind of input", {
      exitCode: 2,
      remedy: "name the field that holds it as the group, or select by top-share",
    });
  }
  return selectBestOfEach(stratum, fraction, "not among the best of its stratum", candidates, seed);
}
