import type { Interval } from "../../metrics/interval.ts";
import { normalCdf, normalQuantile } from "../../metrics/normal.ts";
import { type Counts, type OperatingPoint, operatingPoint } from "../operating-point.ts";
import type { ClusterDesign } from "./cluster-design.ts";
import type { Evidence, PosteriorSummary } from "./posterior.ts";

/** A quantity in [0, 1] as a normal variable on the logit scale. */
interface LogitNormal {
  readonly logit: number;
  /** Infinite where the counts say nothing. */
  readonly deviation: number;
}

/** The quantities of one operating point. */
export interface DeltaEstimate {
  readonly error: LogitNormal;
  readonly phi: LogitNormal;
  readonly psi: LogitNormal;
  readonly pstar: LogitNormal;
  readonly keptPrecision: LogitNormal;
}

const INDEPENDENT: ClusterDesign = {
  inputs: 0,
  effects: { phi: 1, psi: 1, error: 1 },
  correlation: [0, 0, 0],
};

/**
 * The delta method on the logit scale. Var(log φ̂) = deff (1−φ)/(n1 φ), Var(log ψ̂) = deff (1−ψ)/(n0 ψ), Var(logit p̂) =
 * deff (1/n1 + 1/n0), with the design effects and correlations that inputs and weights induce; logit p⋆ = log φ − log ψ,
 * logit of kept precision = log φ − log ψ − logit p. Instant, and honest only with counts well above zero: at zero
 * counts the variance is infinite and says nothing.
 *
 * @param keepsAll whether the rule drops nothing: then φ = ψ = 1 and p⋆ = ½ exactly
 */
export function deltaEstimate(
  { k1, n1, k0, n0, phi, psi, error, pstar, keptPrecision }: OperatingPoint,
  { effects, correlation }: ClusterDesign = INDEPENDENT,
  keepsAll = false,
): DeltaEstimate {
  const deviation = (variance: number) => (variance >= 0 ? Math.sqrt(variance) : Infinity);
  const logPhi = keepsAll ? 0 : deviation((effects.phi * (1 - phi)) / k1);
  const logPsi = keepsAll ? 0 : deviation((effects.psi * (1 - psi)) / k0);
  const logitError = deviation(effects.error * (1 / n1 + 1 / n0));
  const [phiPsi, phiError, psiError] = correlation;
  const ratio = logPhi ** 2 + logPsi ** 2 - 2 * phiPsi * logPhi * logPsi;
  const ties = 2 * logitError * (phiError * logPhi - psiError * logPsi);
  return {
    error: { logit: logit(error), deviation: logitError },
    phi: { logit: logit(phi), deviation: keepsAll ? 0 : logPhi / (1 - phi) },
    psi: { logit: logit(psi), deviation: keepsAll ? 0 : logPsi / (1 - psi) },
    pstar: { logit: logit(pstar), deviation: deviation(ratio) },
    keptPrecision: { logit: logit(keptPrecision), deviation: deviation(ratio + logitError ** 2 - ties) },
  };
}

/** @param confidence in (0, 1) */
export function summariseDelta(
  estimate: DeltaEstimate,
  point: OperatingPoint,
  confidence: number,
): Omit<PosteriorSummary, "yield"> {
  const { majority, cleaner } = deltaEvidence(estimate, null);
  return {
    probabilityMajorityCorrect: majority,
    probabilityCleaner: cleaner,
    error: intervalOf(estimate.error, point.error, confidence),
    phi: intervalOf(estimate.phi, point.phi, confidence),
    psi: intervalOf(estimate.psi, point.psi, confidence),
    pstar: intervalOf(estimate.pstar, point.pstar, confidence),
    keptPrecision: intervalOf(estimate.keptPrecision, point.keptPrecision, confidence),
  };
}

/** @param precision the kept precision asked for, null where none is */
export function deltaEvidence({ pstar, keptPrecision }: DeltaEstimate, precision: number | null): Evidence {
  return {
    majority: probabilityAbove(keptPrecision, 0.5),
    cleaner: probabilityAbove(pstar, 0.5),
    precise: precision === null ? 1 : probabilityAbove(keptPrecision, precision),
  };
}

/**
 * p⋆ with its delta-method interval, independent candidates; [0, 1] where k1 or k0 is zero.
 *
 * @param confidence in (0, 1)
 */
export function pstarByDelta(counts: Counts, confidence = 0.95): Interval {
  const point = operatingPoint(counts);
  return intervalOf(deltaEstimate(point).pstar, point.pstar, confidence);
}

function intervalOf(
  { logit: middle, deviation }: LogitNormal,
  estimate: number,
  confidence: number,
): Interval {
  if (deviation === 0) return { estimate, low: estimate, high: estimate };
  if (!Number.isFinite(deviation) || !Number.isFinite(middle)) return { estimate, low: 0, high: 1 };
  const reach = normalQuantile((1 + confidence) / 2) * deviation;
  // The estimate itself, computed another way, may lie an ulp outside a narrow interval.
  return {
    estimate,
    low: Math.min(estimate, logistic(middle - reach)),
    high: Math.max(estimate, logistic(middle + reach)),
  };
}

function probabilityAbove({ logit: middle, deviation }: LogitNormal, bound: number): number {
  if (deviation === 0) return middle > logit(bound) ? 1 : 0;
  if (!Number.isFinite(deviation) || !Number.isFinite(middle)) return 0.5;
  return normalCdf((middle - logit(bound)) / deviation);
}

function logit(probability: number): number {
  return Math.log(probability) - Math.log1p(-probability);
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
