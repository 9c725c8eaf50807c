import type { Verdict } from "./ask.ts";
import { intervalAlpha, type JudgedOutput, lengthBias } from "./bias.ts";

/** A verdict with what it is on. */
export type JudgedCandidate = Verdict & JudgedOutput;

/** How a judge has judged, over the candidates it was asked about. */
export interface JudgeSummary {
  readonly candidates: number;
  /** Times each was judged. */
  readonly repeats: number;
  /** Answers with a score, answers without, and requests that failed. */
  readonly scores: number;
  readonly unreadable: number;
  readonly refused: number;
  /** Krippendorff's α of the repeats, interval data; null where there are none or all scores are equal. */
  readonly agreement: number | null;
  /** Spearman's ρ of score and the output's length in characters; null where undefined. */
  readonly lengthCorrelation: number | null;
  /** The same with the label held fixed, over labelled candidates. */
  readonly lengthCorrelationGivenLabel: number | null;
}

export function summarize(judged: readonly JudgedCandidate[], repeats: number): JudgeSummary {
  const length = lengthBias(judged);
  const total = (count: (one: JudgedCandidate) => number): number =>
    judged.reduce((sum, one) => sum + count(one), 0);
  return {
    candidates: judged.length,
    repeats,
    scores: total(({ ratings }) => ratings.length),
    unreadable: total(({ unreadable }) => unreadable.length),
    refused: total(({ refused }) => refused.length),
    agreement: intervalAlpha(judged.map(({ ratings }) => ratings)),
    lengthCorrelation: length.correlation,
    lengthCorrelationGivenLabel: length.givenLabel,
  };
}
