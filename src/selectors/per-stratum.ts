import { z } from "zod";
import { PstarError } from "../errors.ts";
import { best } from "./best.ts";
import { dropped, rowsOf } from "./candidates.ts";
import { reasonCode, type ScoredCandidates, type Selection } from "./selector.ts";

export const perStratumOptions = z.strictObject({
  kind: z.literal("per-stratum").describe("The best share of each kind of input's own candidates"),
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
  const worse = reasonCode("not among the best of its stratum");
  const reason = dropped(candidates, worse);
  const sizes = sizesOf(stratum);
  const members = membersOf(rowsOf(reason, worse, 0, stratum.length), stratum, sizes.length);
  members.forEach((rows, place) => {
    const count = Math.max(1, Math.round(fraction * sizes[place]));
    for (const row of best(rows, count, candidates, seed)) reason[row] = 0;
  });
  return { reason };
}

/** How many candidates each stratum has, those of none first. */
function sizesOf(stratum: Int32Array): number[] {
  const sizes: number[] = [];
  for (const code of stratum) sizes[code + 1] = (sizes[code + 1] ?? 0) + 1;
  return Array.from(sizes, (size) => size ?? 0);
}

/** `rows` apart by stratum, those of none first: a counting sort. */
function membersOf(rows: Int32Array, stratum: Int32Array, strata: number): Int32Array[] {
  const starts = new Int32Array(strata + 1);
  for (const row of rows) starts[stratum[row] + 2]++;
  for (let place = 0; place < strata; place++) starts[place + 1] += starts[place];
  const ends = starts.slice(0, strata);
  const sorted = new Int32Array(rows.length);
  for (const row of rows) sorted[ends[stratum[row] + 1]++] = row;
  return Array.from({ length: strata }, (_, place) => sorted.subarray(starts[place], starts[place + 1]));
}
