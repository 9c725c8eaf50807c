import { PstarError } from "../errors.ts";
import { clusterDesign } from "./intervals/cluster-design.ts";
import { clusteredDraws } from "./intervals/clustered.ts";
import { type PosteriorSummary, summarise } from "./intervals/posterior.ts";
import type { LostKinds } from "./lost-kinds.ts";
import { type Correctness, countOutcomes, operatingPoint } from "./operating-point.ts";
import { type Verdict, verdict } from "./verdict.ts";

/** Labelled candidates and what a rule did with them. */
export interface ClusteredSample {
  /** 1 kept, 0 dropped. */
  readonly kept: Uint8Array;
  readonly correct: Correctness;
  /** Input index of each candidate, ≥ 0. */
  readonly cluster: Int32Array;
  /** How many candidates each stands for, relative to the others, > 0; equal where left out. */
  readonly weights?: Float64Array;
}

export interface EstimateOptions {
  /** Integer in [0, 2⁵³), see `deriveSeed`. */
  readonly seed: number;
  /** Probability from which a verdict's condition is settled, in (½, 1). */
  readonly certainty?: number;
  readonly draws?: number;
  /** Of the intervals, in (0, 1). */
  readonly confidence?: number;
  /** Whether the rule is known to drop nothing; by default where it dropped no labelled candidate. */
  readonly keepsAll?: boolean;
  /** Kinds of input that the rule all but drops, for the verdict. */
  readonly lost?: LostKinds;
}

/** What labelled candidates say of one rule that keeps some and drops others, before any training. */
export interface CellEstimate extends PosteriorSummary {
  /** Labelled candidates behind it. */
  readonly labels: number;
  /** Inputs they belong to, the independent units. */
  readonly inputs: number;
  readonly verdict: Verdict;
}

/**
 * φ, ψ, p⋆, p, kept precision and yield of a selection over labelled candidates, with intervals and the verdict.
 * Intervals treat inputs as independent, not candidates (see `clusteredDraws`).
 *
 * @throws PstarError when the columns' lengths differ, there is no candidate, a label is outside [0, 1], a weight is not
 * above 0, or an input index is negative
 */
export function estimateCell(
  candidates: ClusteredSample,
  { seed, certainty = 0.95, draws = 4000, confidence = 0.95, keepsAll, lost }: EstimateOptions,
): CellEstimate {
  validate(candidates);
  const { weights, ...rest } = candidates;
  const sample: ClusteredSample = weights === undefined ? rest : { ...rest, weights: withMeanOne(weights) };
  const point = operatingPoint(countOutcomes(sample.kept, sample.correct, sample.weights));
  const design = clusterDesign(sample, point);
  const known = keepsAll === undefined ? {} : { keepsAll };
  const posterior = clusteredDraws(point, design, { seed, draws, ...known });
  const summary = summarise(posterior, point, { confidence, effects: design.effects, ...known });
  const labels = sample.kept.length;
  return {
    ...summary,
    labels,
    inputs: design.inputs,
    verdict: verdict({ ...summary, labels, certainty, ...(lost && { lost }) }),
  };
}

/** The same weights with mean 1, so that sums of them count candidates. */
export function withMeanOne(weights: Float64Array): Float64Array {
  let sum = 0;
  for (const weight of weights) sum += weight;
  return weights.map((weight) => (weight * weights.length) / sum);
}

function validate({ kept, correct, cluster, weights }: ClusteredSample): void {
  const fail = (message: string, remedy: string): never => {
    throw new PstarError(message, { where: "estimate", remedy });
  };
  if (kept.length === 0) fail("no labelled candidate", "label some candidates of the calibration split");
  if ([correct, cluster, weights ?? kept].some(({ length }) => length !== kept.length)) {
    fail("kept, correct, cluster and weights differ in length", "give one of each a candidate");
  }
  for (let i = 0; i < kept.length; i++) {
    if (!(correct[i] >= 0 && correct[i] <= 1)) {
      fail(`label ${i} is ${correct[i]}`, "labels are probabilities of being correct, in [0, 1]");
    }
    if (weights !== undefined && !(weights[i] > 0 && weights[i] < Infinity)) {
      fail(`weight ${i} is ${weights[i]}`, "weights are above 0: how many candidates each stands for");
    }
    if (cluster[i] < 0) fail(`candidate ${i} has input ${cluster[i]}`, "input indices start at 0");
  }
}
