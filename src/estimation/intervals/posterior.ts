import { betaQuantile } from "../../metrics/beta-quantile.ts";
import { breakdownPoint, keptPrecision } from "../../metrics/breakdown.ts";
import { type Interval, intervalOfDraws } from "../../metrics/interval.ts";
import type { OperatingPoint } from "../operating-point.ts";
import { type DesignEffects, type Draws, INDEPENDENT } from "./jeffreys.ts";

/** Every quantity of one operating point with its interval, and the two probabilities a verdict rests on. */
export interface PosteriorSummary {
  /** p, the generator's error rate. */
  readonly error: Interval;
  readonly phi: Interval;
  readonly psi: Interval;
  readonly pstar: Interval;
  /** Share of correct among kept. */
  readonly keptPrecision: Interval;
  /** Share of candidates kept. */
  readonly yield: Interval;
  /** P(p < p⋆): what is kept is mostly correct. */
  readonly probabilityMajorityCorrect: number;
  /** P(p⋆ > ½): what is kept is cleaner than what the generator makes. */
  readonly probabilityCleaner: number;
}

/** What a decision rests on. */
export interface Evidence {
  /** P(p < p⋆). */
  readonly majority: number;
  /** P(p⋆ > ½). */
  readonly cleaner: number;
  /** P(kept precision ≥ the one asked for); 1 where none is. */
  readonly precise: number;
}

/** @param precision the kept precision asked for, null where none is */
export function evidenceOf({ phi, psi, error }: Draws, precision: number | null): Evidence {
  const odds = precision === null ? 0 : precision / (1 - precision);
  let [majority, cleaner, precise] = [0, 0, 0];
  for (let d = 0; d < phi.length; d++) {
    const correct = (1 - error[d]) * phi[d];
    const incorrect = error[d] * psi[d];
    if (correct > incorrect) majority++;
    if (phi[d] > psi[d]) cleaner++;
    if (correct >= odds * incorrect) precise++;
  }
  const n = phi.length;
  return { majority: majority / n, cleaner: cleaner / n, precise: precision === null ? 1 : precise / n };
}

export interface SummaryOptions {
  /** In (0, 1). */
  readonly confidence: number;
  /** Whether the rule is known to drop nothing; by default where it dropped nothing here. */
  readonly keepsAll?: boolean;
  /** Of the posterior; null for draws that are none, a bootstrap's. */
  readonly effects?: DesignEffects | null;
}

/**
 * Intervals and probabilities from joint draws of (φ, ψ, p); estimates are the sample's own rates.
 *
 * The rates' own posteriors are Beta distributions, so their intervals need no draws: Jeffreys' at the effective counts,
 * as modified by Brown, Cai & DasGupta (2001, §4.1.2) to keep its coverage near 0 and 1. After no yes of n it reaches
 * from 0 to Clopper & Pearson's 1 − (α/2)^(1/n), after a single one from 0; at the other end likewise. p⋆ and kept
 * precision reach 1 where nothing incorrect was kept and 0 where nothing correct was.
 */
export function summarise(
  draws: Draws,
  point: OperatingPoint,
  { confidence, keepsAll = dropsNothing(point), effects = INDEPENDENT }: SummaryOptions,
): PosteriorSummary {
  const { phi, psi, error } = draws;
  const { k1, k0, n1, n0 } = point;
  const { majority, cleaner } = evidenceOf(draws, null);
  const interval = (estimate: number, value: (d: number) => number) =>
    intervalOfDraws(
      Float64Array.from(phi, (_, d) => value(d)),
      estimate,
      confidence,
    );
  const rate = (
    estimate: number,
    values: Float64Array,
    yes: number,
    no: number,
    effect: number | undefined,
  ) =>
    effect === undefined && yes + no > 0
      ? interval(estimate, (d) => values[d])
      : modifiedJeffreys(estimate, yes / (effect ?? 1), no / (effect ?? 1), 1 - confidence);
  const odds = (plain: Interval): Interval => ({
    estimate: plain.estimate,
    low: k1 === 0 ? 0 : plain.low,
    high: k0 === 0 ? 1 : plain.high,
  });
  const pstar = interval(point.pstar, (d) => breakdownPoint(phi[d], psi[d]));
  return {
    probabilityMajorityCorrect: majority,
    probabilityCleaner: cleaner,
    error: rate(point.error, error, n0, n1, effects?.error),
    phi: keepsAll ? ONE : rate(point.phi, phi, k1, n1 - k1, effects?.phi),
    psi: keepsAll ? ONE : rate(point.psi, psi, k0, n0 - k0, effects?.psi),
    pstar: keepsAll ? pstar : odds(pstar),
    keptPrecision: odds(interval(point.keptPrecision, (d) => keptPrecision(error[d], phi[d], psi[d]))),
    yield: interval(point.yield, (d) => psi[d] + (1 - error[d]) * (phi[d] - psi[d])),
  };
}

const ONE: Interval = { estimate: 1, low: 1, high: 1 };

function dropsNothing({ k1, n1, k0, n0 }: OperatingPoint): boolean {
  return k1 === n1 && k0 === n0;
}

/** The interval of a rate after so many yes and no. */
function modifiedJeffreys(estimate: number, yes: number, no: number, alpha: number): Interval {
  const end = (a: number, b: number): number => {
    if (a <= 1) return 0;
    return b <= 0 ? (alpha / 2) ** (1 / a) : betaQuantile(alpha / 2, a + 0.5, b + 0.5);
  };
  // The estimate lies within by rounding alone where the counts are in the millions.
  return {
    estimate,
    low: Math.min(estimate, end(yes, no)),
    high: Math.max(estimate, 1 - end(no, yes)),
  };
}
