/** What is known of the rows of one stratum. */
export interface Stratum {
  readonly rows: number;
  /** How many of them are kept at the share in question. */
  readonly kept: number;
  readonly labelled: number;
  /** Share of them that is correct, as far as known; in (0, 1). */
  readonly correct: number;
}

/** First and second moment of the influence of a stratum's rows on logit p̂⋆. */
export interface Influence {
  readonly rows: number;
  readonly mean: number;
  readonly square: number;
}

/** Correct and incorrect rows of all, and those kept of each. */
interface Totals {
  readonly n1: number;
  readonly n0: number;
  readonly k1: number;
  readonly k0: number;
}

/**
 * Influence of a row on logit p⋆ = log φ − log ψ, y(q−φ)/(n1 φ) − (1−y)(q−ψ)/(n0 ψ), with y its correctness, q whether
 * it is kept, and n1, n0 the correct and incorrect rows of all: the derivative of each log rate by the row's share in
 * it. Within a stratum y and q are taken as independent: q is the same for all of it, or a lot among equal scores.
 */
export function influences(strata: readonly Stratum[]): Influence[] {
  const { n1, n0, k1, k0 } = totals(strata);
  return strata.map(({ rows, kept, correct }) => {
    const q = rows === 0 ? 0 : kept / rows;
    const outcomes = [
      { chance: q * correct, value: 1 / k1 - 1 / n1 },
      { chance: q * (1 - correct), value: 1 / n0 - 1 / k0 },
      { chance: (1 - q) * correct, value: -1 / n1 },
      { chance: (1 - q) * (1 - correct), value: 1 / n0 },
    ];
    return {
      rows,
      mean: outcomes.reduce((sum, { chance, value }) => sum + chance * value, 0),
      square: outcomes.reduce((sum, { chance, value }) => sum + chance * value ** 2, 0),
    };
  });
}

/** φ / ψ = (k1 / n1) / (k0 / n0). */
export function expectedRatio(strata: readonly Stratum[]): number {
  const { n1, n0, k1, k0 } = totals(strata);
  return (k1 * n0) / (n1 * k0);
}

function totals(strata: readonly Stratum[]): Totals {
  const sum = { n1: 0, n0: 0, k1: 0, k0: 0 };
  for (const { rows, kept, correct } of strata) {
    sum.n1 += rows * correct;
    sum.n0 += rows * (1 - correct);
    sum.k1 += kept * correct;
    sum.k0 += kept * (1 - correct);
  }
  return sum;
}

/** Several strata as one. */
export function mergeInfluences(strata: readonly Influence[]): Influence {
  const rows = strata.reduce((sum, one) => sum + one.rows, 0);
  const average = (value: (one: Influence) => number) =>
    rows === 0 ? 0 : strata.reduce((sum, one) => sum + one.rows * value(one), 0) / rows;
  return { rows, mean: average(({ mean }) => mean), square: average(({ square }) => square) };
}

/**
 * Delta-method variance of logit p̂⋆ from labels drawn at random within strata, Σ N_h² S_h² / n_h (Cochran 1977,
 * Sampling Techniques, eq. 5.7, without the finite population correction).
 */
export function stratifiedVariance(strata: readonly Influence[], labels: readonly number[]): number {
  return strata.reduce((sum, one, h) => sum + contribution(one) / Math.max(1, labels[h]), 0);
}

/** A stratum's part in the variance at one label, N_h² S_h². */
export function contribution({ rows, mean, square }: Influence): number {
  return rows ** 2 * Math.max(0, square - mean ** 2);
}
