import { breakdownPoint, keptPrecision } from "../../metrics/breakdown.ts";
import { normalQuantile } from "../../metrics/normal.ts";
import type { Posed } from "./question.ts";

/** Synthetic rows as the linear model sees them. */
export interface Supply {
  /** How many there are. */
  readonly rows: number;
  /** c², the part of the mean squared shift that is a function of the input. */
  readonly shift: number;
  /** σ₂², the noise of a label with the part of the shift that is none. */
  readonly noise: number;
}

/** What the verifier does to the rows. */
export interface Verification {
  readonly phi: number;
  readonly psi: number;
  /** p⋆ = φ/(φ+ψ). */
  readonly pstar: number;
  /** Share of the rows that is kept. */
  readonly yield: number;
  /** Share of wrong rows before and after. */
  readonly error: number;
  readonly keptError: number;
  /** Mean squared label shift of a kept row over that of any row. */
  readonly shiftRatio: number;
}

/** What is known of the labels, at one value each. */
export interface Quality {
  /** p; null where only the shift is known. */
  readonly error: number | null;
  /** Null where it follows from the error. */
  readonly shift: number | null;
  readonly verifier: { readonly phi: number; readonly psi: number } | null;
}

export function estimated({ error, shift, verifier }: Posed): Quality {
  return {
    error: error?.estimate ?? null,
    shift: shift?.estimate ?? null,
    verifier: verifier && { phi: verifier.phi.estimate, psi: verifier.psi.estimate },
  };
}

/** All synthetic rows, unverified. */
export function supplyOf(posed: Posed, quality: Quality): Supply {
  const { signal, noise, syntheticNoise, systematic, syntheticRows } = posed;
  const square = quality.shift ?? 4 * quality.error! * (signal + noise ** 2);
  return {
    rows: syntheticRows,
    shift: systematic * square,
    noise: syntheticNoise ** 2 + (1 - systematic) * square,
  };
}

/**
 * A verifier keeps a correct row with probability φ and a wrong one with ψ, and beyond that looks at nothing: what it
 * keeps of either kind has the inputs and shifts of that kind. So, exactly, with c_r² and c_w² the mean squared shifts
 * of right and wrong rows,
 *
 *     E[shift² | kept] = ((1−p) φ c_r² + p ψ c_w²) / ((1−p) φ + p ψ)
 *
 * Of classes, c_r = 0: the ratio to c² is kept error / p. Of a shift xᵀδ ~ N(0, c²), wrong where it is beyond ±zc with
 * p = P(|N(0,1)| > z): p c_w²/c² = p + 2z ϕ(z), ϕ the normal density, and (1−p) c_r²/c² the rest.
 */
export function verificationOf({ error, shift, verifier }: Quality): Verification | null {
  if (verifier === null || error === null) return null;
  const { phi, psi } = verifier;
  const kept = (1 - error) * phi + error * psi;
  const keptError = 1 - keptPrecision(error, phi, psi);
  const wrongPart = normalTail(error);
  const byClass = error === 0 ? 1 : keptError / error;
  const bySize = kept === 0 ? 1 : ((1 - wrongPart) * phi + wrongPart * psi) / kept;
  const shiftRatio = shift === null ? byClass : bySize;
  return { phi, psi, pstar: breakdownPoint(phi, psi), yield: kept, error, keptError, shiftRatio };
}

/** The rows a verifier keeps; all of them where there is none. */
export function keptSupply(posed: Posed, supply: Supply, verification: Verification | null): Supply {
  if (verification === null) return supply;
  const own = posed.syntheticNoise ** 2;
  return {
    rows: supply.rows * verification.yield,
    shift: supply.shift * verification.shiftRatio,
    noise: own + (supply.noise - own) * verification.shiftRatio,
  };
}

/** E[z²; |z| > t] of z ~ N(0, 1), t such that P(|z| > t) = p. */
function normalTail(p: number): number {
  const t = normalQuantile(1 - p / 2);
  return p + 2 * t * (Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI));
}
