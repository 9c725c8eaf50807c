import { deriveSeed } from "../../random/seed.ts";
import type { CandidateColumns } from "../columns.ts";
import { breakTies, keptByShare, rankRows } from "../ranking.ts";

/**
 * Each candidate's pattern of votes: bit j is set where verifier j keeps it. A verifier keeps the top share of all
 * candidates, a pass-or-fail one (two distinct scores) those that pass; a candidate without a score is dropped. Equal
 * scores are told apart by a key of the verifier's own: a shared one would make verifiers agree by chance.
 *
 * @param fraction in (0, 1)
 * @param seed integer in [0, 2⁵³)
 */
export function votePatterns({ rows, scores }: CandidateColumns, fraction: number, seed: number): Int32Array {
  const patterns = new Int32Array(rows);
  scores.forEach(({ values }, j) => {
    const bit = 1 << j;
    const pass = passingScore(values);
    if (pass !== null) {
      for (let row = 0; row < rows; row++) if (values[row] === pass) patterns[row] |= bit;
      return;
    }
    const ranking = rankRows(values);
    const kept = keptByShare(ranking, fraction);
    breakTies(ranking, values, [kept], deriveSeed(seed, "votes", j));
    for (const row of ranking.order.subarray(0, kept)) patterns[row] |= bit;
  });
  return patterns;
}

/** The higher of two scores where there are no others, else null. */
function passingScore(values: Float64Array): number | null {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!(value > -Infinity)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!(low < high)) return null;
  return values.every((value) => value === low || value === high || !(value > -Infinity)) ? high : null;
}
