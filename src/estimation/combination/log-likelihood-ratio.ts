import { argsort } from "../../metrics/argsort.ts";
import { type AdditiveScore, type FittingSample, orientation } from "./combiner.ts";

/** More bins than this only make the isotonic fit do the smoothing. */
const MOST_BINS = 50;

/** Neighbouring candidates by one score. */
interface Bin {
  /** Mean place on the score's axis. */
  readonly x: number;
  readonly weight: number;
  readonly correct: number;
  readonly incorrect: number;
}

/**
 * The log odds of being correct for verifiers that are independent given correctness:
 * logit P(correct | x) = logit(1 − p) + Σ_j log P(x_j | correct)/P(x_j | incorrect).
 *
 * Each ratio is estimated in about √n quantile bins, each with one more row of the base rate (half a row of each kind at
 * p = ½) that draws its ratio towards 1, made monotone by isotonic regression (pool adjacent violators: Ayer et al. 1955)
 * in the verifier's own direction, interpolated between the blocks' centres and constant beyond the outermost. A
 * pass-or-fail verifier gets its two log-ratios, log φ/ψ and log (1−φ)/(1−ψ).
 */
export function fitLogLikelihoodRatio(sample: FittingSample): AdditiveScore {
  const { labels, weights } = sample;
  let correct = 0;
  let incorrect = 0;
  for (let i = 0; i < labels.length; i++) {
    correct += weights[i] * labels[i];
    incorrect += weights[i] * (1 - labels[i]);
  }
  return {
    intercept: Math.log(correct / incorrect),
    terms: sample.features.map((feature) => logRatio(feature, sample)),
  };
}

function logRatio(feature: Float64Array, sample: FittingSample): (x: number) => number {
  const direction = orientation(feature, sample);
  if (direction === 0) return () => 0;
  const bins = quantileBins(
    feature.map((x) => direction * x),
    sample,
  );
  const correct = bins.reduce((sum, bin) => sum + bin.correct, 0);
  const incorrect = bins.reduce((sum, bin) => sum + bin.incorrect, 0);
  const base = correct / (correct + incorrect);
  const shrunk = bins.map((bin) => ({
    ...bin,
    correct: bin.correct + base,
    incorrect: bin.incorrect + 1 - base,
  }));
  const blocks = poolAdjacentViolators(shrunk);
  const xs = Float64Array.from(blocks, (block) => block.x);
  const ys = Float64Array.from(blocks, (block) =>
    Math.log((block.correct * incorrect) / (block.incorrect * correct)),
  );
  return (x) => interpolate(xs, ys, direction * x);
}

/** Bins of about equally many rows; equal scores share one. */
function quantileBins(axis: Float64Array, { labels, weights }: FittingSample): Bin[] {
  const order = argsort(axis);
  const present = axis.reduce((count, x) => count + (Number.isNaN(x) ? 0 : 1), 0);
  const size = Math.ceil(present / Math.min(MOST_BINS, Math.sqrt(present)));
  const bins: Bin[] = [];
  for (let start = 0, end = 0; start < present; start = end) {
    let bin: Bin = { x: 0, weight: 0, correct: 0, incorrect: 0 };
    while (end < present && (end < start + size || axis[order[end]] === axis[order[end - 1]])) {
      const row = order[end++];
      const correct = weights[row] * labels[row];
      bin = merge(bin, { x: axis[row], weight: weights[row], correct, incorrect: weights[row] - correct });
    }
    bins.push(bin);
  }
  return bins;
}

/** Merges neighbours until the share of correct ascends strictly. */
function poolAdjacentViolators(bins: readonly Bin[]): Bin[] {
  const blocks: Bin[] = [];
  for (const bin of bins) {
    let block = bin;
    for (let last = blocks.at(-1); last !== undefined && !isBelow(last, block); last = blocks.at(-1)) {
      block = merge(last, block);
      blocks.pop();
    }
    blocks.push(block);
  }
  return blocks;
}

const isBelow = (a: Bin, b: Bin): boolean => a.correct * b.incorrect < b.correct * a.incorrect;

function merge(a: Bin, b: Bin): Bin {
  const weight = a.weight + b.weight;
  return {
    x: weight === 0 ? b.x : a.x + (b.x - a.x) * (b.weight / weight),
    weight,
    correct: a.correct + b.correct,
    incorrect: a.incorrect + b.incorrect,
  };
}

/** Piecewise linear through ascending (xs, ys), constant outside. */
function interpolate(xs: Float64Array, ys: Float64Array, x: number): number {
  const last = xs.length - 1;
  if (x <= xs[0]) return ys[0];
  if (x >= xs[last]) return ys[last];
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (xs[middle] <= x) low = middle;
    else high = middle;
  }
  return ys[low] + ((x - xs[low]) / (xs[high] - xs[low])) * (ys[high] - ys[low]);
}
