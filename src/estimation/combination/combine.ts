import { PstarError } from "../../errors.ts";
import { deriveSeed } from "../../random/seed.ts";
import type { CandidateColumns, ScoreColumn } from "../columns.ts";
import { fitAverage } from "./average.ts";
import { type Combiner, combinedScore, fittingSample } from "./combiner.ts";
import { normalScores } from "./features.ts";
import { type Gain, type GainOptions, keptPrecisionGain } from "./gain.ts";
import { fitLogLikelihoodRatio } from "./log-likelihood-ratio.ts";
import { fitLogistic } from "./logistic.ts";
import { type Places, places } from "./places.ts";
import { type Halves, splitHalves } from "./split.ts";

const COMBINERS = {
  "log-likelihood-ratio": fitLogLikelihoodRatio,
  logistic: fitLogistic,
  average: fitAverage,
} as const satisfies Record<string, Combiner>;

const TOO_FEW_LABELS =
  "to fit on one half of the labels and judge on the other takes two labelled inputs with a correct candidate and two " +
  "with an incorrect one";

export type CombinerName = keyof typeof COMBINERS;
export const COMBINER_NAMES = Object.keys(COMBINERS) as readonly CombinerName[];

/** A combined score of every row, NaN where no verifier has a score. */
export interface CombinedScore {
  readonly name: CombinerName;
  readonly score: ScoreColumn;
  /** Labelled rows that the score was fitted on, and those that it may be judged on: no input is in both. */
  readonly fittedOn: Int32Array;
  readonly judgedOn: Int32Array;
}

export interface CombinedVerifier extends CombinedScore {
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
 * single verifier on the other. Cuts are shares of all rows; equal scores take the order of `tieKey(seed, row)`.
 *
 * Nothing is combined where there is one verifier, nor, and then a warning says so, where a half lacks a kind of label.
 */
export function combineVerifiers(columns: CandidateColumns, options: GainOptions): Combination {
  const { fitting, judging } = halvesOf(columns, options.seed);
  const judged = restrictLabels(columns, judging);
  if (columns.scores.length < 2) return { combined: [], judged, warnings: [] };
  if (!hasBothKinds(columns, fitting) || !hasBothKinds(columns, judging)) {
    return { combined: [], judged, warnings: [`Verifiers were not combined: ${TOO_FEW_LABELS}.`] };
  }
  const best = bestSingle(columns, fitting, options);
  const features = columns.scores.map(({ values }) => normalScores(values));
  const combined = COMBINER_NAMES.map((name): CombinedVerifier => {
    const score = combine(name, columns, features, fitting, options.seed);
    const pair = [places(score.values, options.fractions, options.seed), best.places] as const;
    return {
      ...{ name, score, fittedOn: fitting, judgedOn: judging, against: best.name },
      gain: keptPrecisionGain(columns, judging, pair, options),
    };
  });
  return { combined, judged, warnings: [] };
}

/**
 * The score that `combineVerifiers` with the same seed finds by one combiner, and the columns it may be judged on.
 *
 * @throws PstarError where a half of the labelled inputs lacks a kind of label
 */
export function combineBy(
  name: CombinerName,
  columns: CandidateColumns,
  seed: number,
): CombinedScore & Pick<Combination, "judged"> {
  const { fitting, judging } = halvesOf(columns, seed);
  if (!hasBothKinds(columns, fitting) || !hasBothKinds(columns, judging)) {
    throw new PstarError("too few labels to combine verifiers", { where: name, remedy: TOO_FEW_LABELS });
  }
  const features = columns.scores.map(({ values }) => normalScores(values));
  const score = combine(name, columns, features, fitting, seed);
  return { name, score, fittedOn: fitting, judgedOn: judging, judged: restrictLabels(columns, judging) };
}

const halvesOf = (columns: CandidateColumns, seed: number): Halves =>
  splitHalves(columns, deriveSeed(seed, "halves"));

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
  { fractions, seed }: GainOptions,
): { readonly name: string; readonly places: Places } {
  const singles = columns.scores.map(({ name, values }) => {
    const ranked = places(values, fractions, seed);
    const precisions = ranked.kept.map((kept) => precisionOf(columns, rows, ranked, kept));
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
