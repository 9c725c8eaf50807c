import { argsort } from "../../metrics/argsort.ts";
import { deriveSeed } from "../../random/seed.ts";
import { tieKeys } from "../../random/ties.ts";
import type { CandidateColumns, ScoreColumn } from "../columns.ts";
import { fitAverage } from "./average.ts";
import { type Combiner, combinedScore, fittingSample } from "./combiner.ts";
import { normalScores } from "./features.ts";
import { type Gain, type GainOptions, keptPrecisionGain } from "./gain.ts";
import { fitLogLikelihoodRatio } from "./log-likelihood-ratio.ts";
import { fitLogistic } from "./logistic.ts";
import { keptOf, type Places, places } from "./places.ts";
import { splitHalves } from "./split.ts";

const COMBINERS = {
  "log-likelihood-ratio": fitLogLikelihoodRatio,
  logistic: fitLogistic,
  average: fitAverage,
} as const satisfies Record<string, Combiner>;

const TOO_FEW_LABELS =
  "Verifiers were not combined: to fit on one half and judge on the other takes two labelled inputs with a correct " +
  "candidate and two with an incorrect one.";

export type CombinerName = keyof typeof COMBINERS;
export const COMBINER_NAMES = Object.keys(COMBINERS) as readonly CombinerName[];

/** Verifiers put together. */
export interface CombinedVerifier {
  readonly name: CombinerName;
  /** Of every row; NaN where no verifier has a score. */
  readonly score: ScoreColumn;
  /** Labelled rows that the score was fitted on, and those that it may be judged on: no input is in both. */
  readonly fittedOn: Int32Array;
  readonly judgedOn: Int32Array;
  /** The single verifier whose kept precision, averaged over the shares, is best on the rows fitted on. */
  readonly against: string;
  /** Kept precision above that verifier's at the same share, on the rows judged on. */
  readonly gain: readonly Gain[];
}

export interface Combination {
  readonly combined: readonly CombinedVerifier[];
  /** The same columns, labelled only where a combination may be judged: for its full estimate. */
  readonly judged: CandidateColumns;
  /** Why several verifiers could not be combined. */
  readonly warnings: readonly string[];
}

/**
 * Puts the verifiers together in every way there is, fitted on one half of the labelled inputs and compared with the best
 * single verifier on the other. Cuts are shares of all rows; equal scores take the order of `tieKeys(seed, row)`.
 *
 * Nothing is combined where there is one verifier, nor, and then a warning says so, where a half lacks a kind of label.
 */
export function combineVerifiers(columns: CandidateColumns, options: GainOptions): Combination {
  const halves = splitHalves(columns, deriveSeed(options.seed, "halves"));
  const judged = restrictLabels(columns, halves.judging);
  if (columns.scores.length < 2) return { combined: [], judged, warnings: [] };
  if (![halves.fitting, halves.judging].every((rows) => hasBothKinds(columns, rows))) {
    return { combined: [], judged, warnings: [TOO_FEW_LABELS] };
  }

  const byKey = argsort(
    tieKeys(
      options.seed,
      Int32Array.from({ length: columns.rows }, (_, row) => row),
    ),
  );
  const best = bestSingle(columns, halves.fitting, options.fractions, byKey);
  const features = columns.scores.map(({ values }) => normalScores(values));
  const combined = COMBINER_NAMES.map((name): CombinedVerifier => {
    const score = combine(name, columns, features, halves.fitting, options.seed);
    const pair = [places(score.values, byKey), best.places] as const;
    return {
      ...{ name, score, fittedOn: halves.fitting, judgedOn: halves.judging, against: best.name },
      gain: keptPrecisionGain(columns, halves.judging, pair, options),
    };
  });
  return { combined, judged, warnings: [] };
}

/**
 * One combined score for every row, fitted on labelled rows. A missing score contributes nothing: 0 to a sum of
 * log-likelihood ratios, the mean score elsewhere.
 *
 * @param features `normalScores` of each score
 * @param fittingRows labelled rows of both kinds; no other label is looked at
 */
export function combine(
  name: CombinerName,
  columns: CandidateColumns,
  features: readonly Float64Array[],
  fittingRows: Int32Array,
  seed: number,
): ScoreColumn {
  const fitted = COMBINERS[name](fittingSample(columns, features, fittingRows), deriveSeed(seed, name));
  return { name, values: combinedScore(features, fitted) };
}

const hasBothKinds = ({ labels }: CandidateColumns, rows: Int32Array): boolean =>
  rows.some((row) => labels[row] > 0) && rows.some((row) => labels[row] < 1);

function restrictLabels(columns: CandidateColumns, rows: Int32Array): CandidateColumns {
  const labels = new Float64Array(columns.rows).fill(Number.NaN);
  for (const row of rows) labels[row] = columns.labels[row];
  return { ...columns, labels };
}

function bestSingle(
  columns: CandidateColumns,
  rows: Int32Array,
  fractions: readonly number[],
  byKey: Uint32Array,
): { readonly name: string; readonly places: Places } {
  const singles = columns.scores.map(({ name, values }) => {
    const ranked = places(values, byKey);
    const precisions = fractions.map((fraction) =>
      precisionOf(columns, rows, ranked, keptOf(ranked, fraction)),
    );
    return { name, places: ranked, merit: precisions.reduce((sum, precision) => sum + precision, 0) };
  });
  return singles.reduce((best, one) => (one.merit > best.merit ? one : best));
}

/** Share of correct among the kept of `rows`; among all of `rows` where none is kept. */
function precisionOf(
  { labels, weights }: CandidateColumns,
  rows: Int32Array,
  { place }: Places,
  kept: number,
) {
  const share = (of: Int32Array): number => {
    let correct = 0;
    let total = 0;
    for (const row of of) {
      const weight = weights?.[row] ?? 1;
      correct += weight * labels[row];
      total += weight;
    }
    return correct / total;
  };
  const keptRows = rows.filter((row) => place[row] < kept);
  return share(keptRows.length > 0 ? keptRows : rows);
}
