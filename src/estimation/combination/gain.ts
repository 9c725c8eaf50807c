import { sampleGamma } from "../../metrics/beta.ts";
import { type Interval, intervalOfDraws } from "../../metrics/interval.ts";
import { createRandom } from "../../random/generator.ts";
import { deriveSeed } from "../../random/seed.ts";
import type { CandidateColumns } from "../columns.ts";
import type { Places } from "./places.ts";

export interface GainOptions {
  /** Shares of all candidates kept, in (0, 1]. */
  readonly fractions: readonly number[];
  /** Integer in [0, 2⁵³), see `deriveSeed`. */
  readonly seed: number;
  /** Of the intervals, in (0, 1). */
  readonly confidence?: number;
  readonly draws?: number;
}

export interface Gain {
  readonly fraction: number;
  readonly gain: Interval;
}

/** More inputs than this are put into so many random groups: the spread of the groups' sums is that of the inputs'. */
const MOST_GROUPS = 500;

/** Rows kept by the first cut alone, by the second alone, by both; correct and incorrect ones of each are summed. */
const REGIONS = 3;
const SUMS = 2 * REGIONS;

/**
 * Kept precision of one score minus that of another at the same shares of all rows, measured on some labelled rows.
 *
 * The interval is a bootstrap over their inputs, paired: one resample for both scores. Inputs carry exponential weights
 * (Rubin 1981), and the rows kept by the first score alone, by the second alone and by both each get half a pseudo-row of
 * either kind, as in `meanInterval`, less where less than one labelled row is to be expected: a handful of labels that
 * all agree does not claim certainty. Two scores that keep the very same rows differ by exactly 0.
 *
 * @param rows labelled rows to measure on
 * @param scores places by the two scores, at the same fractions
 */
export function keptPrecisionGain(
  columns: CandidateColumns,
  rows: Int32Array,
  [first, second]: readonly [Places, Places],
  { fractions, seed, confidence = 0.95, draws = 1000 }: GainOptions,
): Gain[] {
  const { group, groups } = groupInputs(rows, columns, seed);
  const { correct, incorrect, base } = masses(rows, columns);
  const random = createRandom(deriveSeed(seed, "resamples"));
  const resamples = Array.from({ length: draws }, () =>
    Float64Array.from({ length: groups }, () => -Math.log(1 - random.uniform())),
  );
  return fractions.map((fraction, f) => {
    const region = regionOf(first, first.kept[f], second, second.kept[f]);
    const sums = new Float64Array(groups * SUMS);
    rows.forEach((row, i) => {
      const at = region(row);
      if (at < 0) return;
      sums[group[i] * SUMS + 2 * at] += correct[i];
      sums[group[i] * SUMS + 2 * at + 1] += incorrect[i];
    });
    const pseudo = pseudoRows(region, columns.rows, rows.length);
    const drawn = drawDifferences(sums, pseudo, base, { resamples, seed: deriveSeed(seed, "pseudo") });
    return { fraction, gain: intervalOfDraws(drawn, difference(addUp(sums), base), confidence) };
  });
}

/** The region a row is in, −1 where neither cut keeps it. */
function regionOf(first: Places, keptFirst: number, second: Places, keptSecond: number) {
  return (row: number): number =>
    (first.place[row] < keptFirst ? 1 : 0) + (second.place[row] < keptSecond ? 2 : 0) - 1;
}

function groupInputs(rows: Int32Array, { cluster }: CandidateColumns, seed: number) {
  const groups = new Map<number, number>();
  for (const row of rows) {
    if (!groups.has(cluster[row])) groups.set(cluster[row], groups.size);
  }
  if (groups.size > MOST_GROUPS) {
    for (const input of groups.keys()) groups.set(input, deriveSeed(seed, "group", input) % MOST_GROUPS);
  }
  const group = Int32Array.from(rows, (row) => groups.get(cluster[row])!);
  return { group, groups: Math.min(MOST_GROUPS, groups.size) };
}

/** Weight of each row that is correct and that is not, rows weighing 1 on average, and the share that is correct. */
function masses(rows: Int32Array, { labels, weights }: CandidateColumns) {
  const raw = Float64Array.from(rows, (row) => weights?.[row] ?? 1);
  const mean = raw.reduce((sum, weight) => sum + weight, 0) / rows.length;
  const correct = raw.map((weight, i) => (weight / mean) * labels[rows[i]]);
  const incorrect = raw.map((weight, i) => (weight / mean) * (1 - labels[rows[i]]));
  return { correct, incorrect, base: correct.reduce((sum, value) => sum + value, 0) / rows.length };
}

/** What each region's pseudo-rows of one kind weigh: half a row, or half the labelled rows to be expected there. */
function pseudoRows(region: (row: number) => number, rows: number, labelled: number): Float64Array {
  const counts = new Float64Array(REGIONS);
  for (let row = 0; row < rows; row++) {
    const at = region(row);
    if (at >= 0) counts[at]++;
  }
  return counts.map((count) => Math.min(1, (count / rows) * labelled) / 2);
}

/** @param resamples each draw's weights of the groups */
function drawDifferences(
  sums: Float64Array,
  pseudo: Float64Array,
  base: number,
  { resamples, seed }: { readonly resamples: readonly Float64Array[]; readonly seed: number },
): Float64Array {
  const random = createRandom(seed);
  const drawn = new Float64Array(SUMS);
  return Float64Array.from(resamples, (resample) => {
    for (let s = 0; s < SUMS; s++) drawn[s] = pseudo[s >> 1] > 0 ? sampleGamma(pseudo[s >> 1], random) : 0;
    addWeighted(drawn, resample, sums);
    return difference(drawn, base);
  });
}

/** Adds the groups' sums by weight. Written out, since all draws of all shares go through here. */
function addWeighted(total: Float64Array, weights: Float64Array, sums: Float64Array): void {
  let [c1, i1, c2, i2, c12, i12] = total;
  for (let group = 0, at = 0; group < weights.length; group++, at += SUMS) {
    const weight = weights[group];
    c1 += weight * sums[at];
    i1 += weight * sums[at + 1];
    c2 += weight * sums[at + 2];
    i2 += weight * sums[at + 3];
    c12 += weight * sums[at + 4];
    i12 += weight * sums[at + 5];
  }
  total.set([c1, i1, c2, i2, c12, i12]);
}

function addUp(sums: Float64Array): Float64Array {
  const total = new Float64Array(SUMS);
  sums.forEach((value, at) => {
    total[at % SUMS] += value;
  });
  return total;
}

/** Kept precision of the first cut minus the second's; a cut without labelled rows has the base rate. */
function difference([c1, i1, c2, i2, c12, i12]: Float64Array, base: number): number {
  const precision = (correct: number, incorrect: number): number =>
    correct + incorrect > 0 ? correct / (correct + incorrect) : base;
  return precision(c1 + c12, i1 + i12) - precision(c2 + c12, i2 + i12);
}
