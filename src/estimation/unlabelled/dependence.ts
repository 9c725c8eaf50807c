import { quantileOfSorted } from "../../metrics/interval.ts";
import { normalCdf, normalQuantile } from "../../metrics/normal.ts";
import { type FittedModel, forEachPattern } from "./dawid-skene.ts";
import { median, type VoteMoments } from "./moments.ts";
import type { ResampledVotes } from "./vote-table.ts";

/** Two verifiers, and how often their votes are equal. */
export interface DependentPair {
  readonly pair: readonly [number, number];
  readonly agreement: number;
  /** What independence given correctness predicts from their agreement with the others. */
  readonly predicted: number;
  /** Correlation of the votes beyond the predicted one. */
  readonly excess: number;
  /** The excess in standard errors. */
  readonly z: number;
}

/** The patterns' fit to the model. */
export interface GoodnessOfFit {
  /** 2 Σ observed · log(observed/expected), divided by the design effect of clustered inputs. */
  readonly g2: number;
  readonly degreesOfFreedom: number;
  /** P(a value so high) under independence. */
  readonly probability: number;
}

/** Of a false alarm over all pairs. */
const ALARM = 0.01;
/** Excess correlation below which no rate moves enough to speak of. */
const SMALL_EXCESS = 0.02;
/** Expected candidates a pattern below which chi-square is no guide. */
const ENOUGH_PER_PATTERN = 5;

/**
 * The pair most dependent beyond what correctness explains; null where none is surely and notably so, or there are fewer than four
 * verifiers, whose agreement any model fits.
 *
 * Under independence cov(i, j) = cov(i, k) cov(j, l) / cov(k, l) for any other two k, l (Spearman's tetrads, 1904): the
 * median over them predicts a pair's covariance from all others', so that one pair that copies does not pass for two that
 * don't. With four verifiers a pair and its complement have the same tetrads, and the more correlated one is named.
 *
 * @param resampled the moments of resamples
 * @param related whether two verifiers' covariance is surely not zero
 */
export function mostDependentPair(
  moments: VoteMoments,
  resampled: readonly VoteMoments[],
  related: (i: number, j: number) => boolean,
): DependentPair | null {
  const verifiers = moments.means.length;
  if (verifiers < 4) return null;
  const critical = normalQuantile(1 - ALARM / (verifiers * (verifiers - 1)));
  let most: DependentPair | null = null;
  for (let i = 0; i < verifiers; i++) {
    for (let j = 0; j < i; j++) {
      const pair = [j, i] as const;
      const found = residual(moments, pair, related);
      if (found === null) continue;
      const spread = halfWidth(resampled.map((drawn) => residual(drawn, pair, related)!.excess));
      const z = found.excess / spread;
      if (Math.abs(z) < critical || Math.abs(found.excess) < SMALL_EXCESS) continue;
      if (most === null || Math.abs(found.excess) > Math.abs(most.excess)) most = { ...found, pair, z };
    }
  }
  return most;
}

function residual(
  { means, covariance: c }: VoteMoments,
  [i, j]: readonly [number, number],
  related: (k: number, l: number) => boolean,
): { agreement: number; predicted: number; excess: number } | null {
  const tetrads: number[] = [];
  for (let k = 0; k < means.length; k++) {
    for (let l = 0; l < means.length; l++) {
      const isOther = k !== l && k !== i && k !== j && l !== i && l !== j;
      if (isOther && related(k, l)) tetrads.push((c[i][k] * c[j][l]) / c[k][l]);
    }
  }
  if (tetrads.length === 0) return null;
  const most = Math.sqrt(c[i][i] * c[j][j]);
  const expected = Math.min(most, Math.max(-most, median(tetrads)));
  const agreement = (covariance: number): number =>
    1 - means[i] - means[j] + 2 * (covariance + means[i] * means[j]);
  return {
    agreement: agreement(c[i][j]),
    predicted: Math.min(1, Math.max(0, agreement(expected))),
    excess: most > 0 ? (c[i][j] - expected) / most : 0,
  };
}

/** Half the distance between the 16th and 84th percentiles: a standard deviation that outliers do not blow up. */
function halfWidth(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  return (quantileOfSorted(sorted, 0.8413) - quantileOfSorted(sorted, 0.1587)) / 2;
}

/** G² of all patterns; null where the model has as many rates as patterns, or candidates are too few for chi-square. */
export function goodnessOfFit(table: ResampledVotes, { model }: FittedModel): GoodnessOfFit | null {
  const cells = 2 ** table.verifiers;
  const degreesOfFreedom = cells - 1 - (2 * table.verifiers + 1);
  const rows = table.counts.reduce((sum, count) => sum + count, 0);
  if (degreesOfFreedom < 1 || rows < ENOUGH_PER_PATTERN * cells) return null;
  let sum = 0;
  forEachPattern(table, model, (p, ifCorrect, ifIncorrect) => {
    const expected = rows * (Math.exp(ifCorrect) + Math.exp(ifIncorrect));
    sum += table.counts[p] * Math.log(table.counts[p] / expected);
  });
  const g2 = Math.max(0, 2 * sum) / table.designEffect;
  return { g2, degreesOfFreedom, probability: chiSquareTail(g2, degreesOfFreedom) };
}

/** P(χ² > x), by the cube root's near normality (Wilson & Hilferty 1931); within 0.005 from three degrees on. */
function chiSquareTail(x: number, degreesOfFreedom: number): number {
  const variance = 2 / (9 * degreesOfFreedom);
  return 1 - normalCdf(((x / degreesOfFreedom) ** (1 / 3) - 1 + variance) / Math.sqrt(variance));
}
