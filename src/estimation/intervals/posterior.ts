import { type Interval, intervalOfDraws } from "../../metrics/interval.ts";
import { breakdownPoint, keptPrecision } from "../breakdown.ts";
import type { OperatingPoint } from "../operating-point.ts";
import type { Draws } from "./jeffreys.ts";

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

/**
 * Intervals and probabilities from joint draws of (φ, ψ, p); estimates are the sample's own rates.
 *
 * @param confidence in (0, 1)
 */
export function summarise(
  { phi, psi, error }: Draws,
  point: OperatingPoint,
  confidence: number,
): PosteriorSummary {
  const pstar = phi.map((value, d) => breakdownPoint(value, psi[d]));
  const precision = phi.map((value, d) => keptPrecision(error[d], value, psi[d]));
  const kept = phi.map((value, d) => psi[d] + (1 - error[d]) * (value - psi[d]));
  return {
    probabilityMajorityCorrect: shareAbove(pstar, error),
    probabilityCleaner: shareAbove(phi, psi),
    error: intervalOfDraws(error.slice(), point.error, confidence),
    phi: intervalOfDraws(phi.slice(), point.phi, confidence),
    psi: intervalOfDraws(psi.slice(), point.psi, confidence),
    pstar: intervalOfDraws(pstar, point.pstar, confidence),
    keptPrecision: intervalOfDraws(precision, point.keptPrecision, confidence),
    yield: intervalOfDraws(kept, point.yield, confidence),
  };
}

function shareAbove(x: Float64Array, y: Float64Array): number {
  let above = 0;
  for (let d = 0; d < x.length; d++) if (x[d] > y[d]) above++;
  return above / x.length;
}
