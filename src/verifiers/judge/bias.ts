import { averageRanks, pearson } from "../../metrics/correlation.ts";

/** What a judge said of one candidate, time and again, and how long that candidate is. */
export interface JudgedOutput {
  /** The scores of its repeats; fewer than were asked for where some had none. */
  readonly ratings: readonly number[];
  /** In UTF-16 units. */
  readonly length: number;
  /** How correct it is, in [0, 1], where known. */
  readonly label?: number;
}

/**
 * Krippendorff's α of repeated ratings for interval data: 1 − D_o/D_e, the mean squared difference of two ratings of one unit over
 * that of any two ratings (Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", eq. for metric intervals). 1 is
 * perfect agreement, 0 what chance gives. Units may have different numbers of ratings; those with fewer than two say nothing.
 *
 * @returns null where undefined: no unit has two ratings, or all ratings are equal
 */
export function intervalAlpha(units: readonly (readonly number[])[]): number | null {
  const pairable = units.filter(({ length }) => length > 1);
  const all = pairable.flat();
  if (new Set(all).size < 2) return null;
  const center = all.reduce((sum, value) => sum + value, 0) / all.length;
  const observed = pairable.reduce(
    (sum, unit) => sum + squaredDifferences(unit, center) / (unit.length - 1),
    0,
  );
  const expected = squaredDifferences(all, center) / (all.length - 1);
  return 1 - observed / expected;
}

/** Σ (x − y)² over all ordered pairs: 2 (n Σx² − (Σx)²), of values moved to `center` for the digits' sake. */
function squaredDifferences(values: readonly number[], center: number): number {
  let [sum, squares] = [0, 0];
  for (const value of values) {
    sum += value - center;
    squares += (value - center) ** 2;
  }
  return 2 * (values.length * squares - sum * sum);
}

/** How far a judge's scores go with length. */
export interface LengthBias {
  /** Spearman's ρ of score and length; null where undefined. */
  readonly correlation: number | null;
  /** The same with the label held fixed, over labelled candidates: what length alone has to do with the score. */
  readonly givenLabel: number | null;
}

/** Of candidates that have a score: the mean of their ratings. */
export function lengthBias(judged: readonly JudgedOutput[]): LengthBias {
  const scored = judged.filter(({ ratings }) => ratings.length > 0);
  const labelled = scored.filter(({ label }) => label !== undefined);
  const [score, length] = [ranks(scored, meanRating), ranks(scored, ({ length }) => length)];
  return {
    correlation: pearson(score, length),
    givenLabel: partial(
      ranks(labelled, meanRating),
      ranks(labelled, ({ length }) => length),
      ranks(labelled, ({ label }) => label!),
    ),
  };
}

export const meanRating = ({ ratings }: Pick<JudgedOutput, "ratings">): number =>
  ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length;

const ranks = (judged: readonly JudgedOutput[], value: (one: JudgedOutput) => number): Float64Array =>
  averageRanks(Float64Array.from(judged, value));

/** First-order partial correlation of x and y given z; null where undefined. */
function partial(x: Float64Array, y: Float64Array, z: Float64Array): number | null {
  const [xy, xz, yz] = [pearson(x, y), pearson(x, z), pearson(y, z)];
  if (xy === null || xz === null || yz === null) return null;
  const rest = (1 - xz * xz) * (1 - yz * yz);
  return rest > 1e-15 ? Math.max(-1, Math.min(1, (xy - xz * yz) / Math.sqrt(rest))) : null;
}
