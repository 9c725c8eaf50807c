import type { Interval } from "../../metrics/interval.ts";
import { normalQuantile } from "../../metrics/normal.ts";
import { type Counts, operatingPoint } from "../operating-point.ts";

/**
 * p⋆ with its delta-method interval on the logit scale, independent candidates:
 * Var(logit p̂⋆) ≈ (1−φ)/(n1 φ) + (1−ψ)/(n0 ψ). Instant, and honest only with counts well above zero: where k1 or k0
 * is zero the variance is infinite and the interval is [0, 1].
 *
 * @param confidence in (0, 1)
 */
export function pstarByDelta(counts: Counts, confidence = 0.95): Interval {
  const { phi, psi, pstar } = operatingPoint(counts);
  if (counts.k1 === 0 || counts.k0 === 0) return { estimate: pstar, low: 0, high: 1 };
  const variance = (1 - phi) / counts.k1 + (1 - psi) / counts.k0;
  const reach = normalQuantile((1 + confidence) / 2) * Math.sqrt(variance);
  const logOdds = Math.log(phi) - Math.log(psi);
  return { estimate: pstar, low: logistic(logOdds - reach), high: logistic(logOdds + reach) };
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
