import type { LabelledRows } from "../estimation/labels.ts";
import { quantileOfSorted } from "../metrics/interval.ts";
import type { HistogramBin } from "./inspection.ts";

const BINS = 30;

/** Up to so many different scores have a bin each: passes and fails, a judge's marks. */
const FEW = 12;

/** Scores beyond these quantiles are off the axis where they would take half of it or more on their side. */
const OUTER = 0.005;

/**
 * Labelled rows by score: correct and incorrect ones in bins of equal width, or in one for each score where those are few.
 * What lies beyond the axis is in the first and the last bin, which say how much it is.
 *
 * @param scores of the labelled rows; those that are not finite are left out
 * @returns empty where no score is finite
 */
export function scoreHistogram(
  scores: Float64Array,
  { correct, weights }: Pick<LabelledRows, "correct" | "weights">,
): HistogramBin[] {
  const sorted = scores.filter(Number.isFinite).sort();
  if (sorted.length === 0) return [];
  const edges = edgesOf(sorted);
  const bins = edges
    .slice(1)
    .map((high, i) => ({ low: edges[i]!, high, correct: 0, incorrect: 0, beyond: 0 }));
  const [low, high] = [edges[0]!, edges.at(-1)!];
  scores.forEach((score, row) => {
    if (!Number.isFinite(score)) return;
    const bin = bins[binOf(edges, score)]!;
    const weight = weights?.[row] ?? 1;
    bin.correct += weight * correct[row]!;
    bin.incorrect += weight * (1 - correct[row]!);
    if (score < low || score > high) bin.beyond += weight;
  });
  return bins.map(({ beyond, ...bin }) => (beyond === 0 ? bin : { ...bin, beyond }));
}

/** @param sorted at least one score, ascending */
function edgesOf(sorted: Float64Array): number[] {
  const different = firstOfEach(sorted, FEW + 1);
  if (different.length <= FEW) return edgesBetween(different);
  const [low, high] = axisOf(sorted);
  // Each end divided by itself: their difference may be more than a double holds.
  return Array.from({ length: BINS + 1 }, (_, i) => low * (1 - i / BINS) + high * (i / BINS));
}

function firstOfEach(sorted: Float64Array, most: number): number[] {
  const found: number[] = [];
  for (const score of sorted) {
    if (score !== found.at(-1)) found.push(score);
    if (found.length === most) break;
  }
  return found;
}

/** Edges halfway between scores, and as far beyond the outer ones; half a unit around a single score. */
function edgesBetween(scores: readonly number[]): number[] {
  const between = scores.slice(1).map((score, i) => scores[i]! / 2 + score / 2);
  const [least, greatest] = [scores[0]!, scores.at(-1)!];
  const [first = least + 0.5, last = greatest - 0.5] = [between[0], between.at(-1)];
  return [
    Math.max(-Number.MAX_VALUE, 2 * least - first),
    ...between,
    Math.min(Number.MAX_VALUE, 2 * greatest - last),
  ];
}

/** From the least score to the greatest, without outliers that would squash the others. */
function axisOf(sorted: Float64Array): readonly [number, number] {
  const [least, greatest] = [sorted[0]!, sorted.at(-1)!];
  const [low, high] = [quantileOfSorted(sorted, OUTER), quantileOfSorted(sorted, 1 - OUTER)];
  const most = high - low;
  if (most === 0) return [least, greatest];
  return [low - least >= most ? low : least, greatest - high >= most ? high : greatest];
}

/** Place of the bin of a score: [low, high), the last one [low, high], the outer ones all that lies beyond. */
function binOf(edges: readonly number[], score: number): number {
  let [below, above] = [0, edges.length - 1];
  while (above - below > 1) {
    const middle = (below + above) >> 1;
    if (score >= edges[middle]!) below = middle;
    else above = middle;
  }
  return below;
}
