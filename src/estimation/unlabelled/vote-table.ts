import { createRandom } from "../../random/generator.ts";
import { deriveSeed } from "../../random/seed.ts";

/** How often each pattern of votes occurs: all that the estimates look at, 2^verifiers numbers at most. */
export interface VoteTable {
  readonly verifiers: number;
  /** Patterns that occur; bit j is verifier j's vote. */
  readonly codes: Int32Array;
  /** Candidates of each. */
  readonly counts: Float64Array;
}

/** The table, and what resampling inputs makes of it. */
export interface ResampledVotes extends VoteTable {
  /** Counts for each resample, in the order of `codes`. */
  readonly resamples: readonly Float64Array[];
  /**
   * Variance of the patterns' shares, inputs being the independent units, over that of independent candidates: the mean
   * over patterns, at least 1.
   */
  readonly designEffect: number;
}

/** More inputs than this are put into so many random groups: the spread of the groups' counts is that of the inputs'. */
const MOST_GROUPS = 200;
const RESAMPLES = 200;

/**
 * Counts the patterns, with a bootstrap over inputs beside: each resample gives inputs exponential weights (Rubin 1981).
 *
 * @param cluster the input of each candidate, 0 … inputs − 1
 */
export function tabulateVotes(
  patterns: Int32Array,
  verifiers: number,
  { cluster, inputs }: { readonly cluster: Int32Array; readonly inputs: number },
  seed: number,
): ResampledVotes {
  const total = new Float64Array(2 ** verifiers);
  for (const pattern of patterns) total[pattern]++;
  const codes = Int32Array.from([...total.keys()].filter((pattern) => total[pattern] > 0));
  const place = new Int32Array(total.length);
  codes.forEach((code, p) => {
    place[code] = p;
  });

  const group = Int32Array.from({ length: inputs }, (_, input) =>
    inputs <= MOST_GROUPS ? input : deriveSeed(seed, "group", input) % MOST_GROUPS,
  );
  const groups = Array.from({ length: Math.min(inputs, MOST_GROUPS) }, () => new Float64Array(codes.length));
  for (let row = 0; row < patterns.length; row++) groups[group[cluster[row]]][place[patterns[row]]]++;

  const counts = Float64Array.from(codes, (code) => total[code]);
  const random = createRandom(deriveSeed(seed, "resamples"));
  const resamples = Array.from({ length: RESAMPLES }, () => {
    const drawn = new Float64Array(codes.length);
    for (const one of groups) {
      const weight = -Math.log(1 - random.uniform());
      for (let p = 0; p < drawn.length; p++) drawn[p] += weight * one[p];
    }
    return drawn;
  });
  return { verifiers, codes, counts, resamples, designEffect: designEffect(counts, groups, total.length) };
}

/** Rao & Scott (1981), first order: n Σ_p V_p/π_p / (cells − 1), V_p the variance of a pattern's share π_p. */
function designEffect(counts: Float64Array, groups: readonly Float64Array[], cells: number): number {
  const rows = counts.reduce((sum, count) => sum + count, 0);
  let sum = 0;
  for (const group of groups) {
    const size = group.reduce((total, count) => total + count, 0);
    for (let p = 0; p < counts.length; p++) sum += (group[p] - (counts[p] / rows) * size) ** 2 / counts[p];
  }
  return Math.max(1, sum / (cells - 1));
}
