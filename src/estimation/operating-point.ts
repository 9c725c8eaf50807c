import { breakdownPoint, keptPrecision } from "../metrics/breakdown.ts";

/** Sums over labelled candidates; with soft labels they are expectations and need not be whole. */
export interface Counts {
  /** Correct and kept. */
  readonly k1: number;
  /** Correct. */
  readonly n1: number;
  /** Incorrect and kept. */
  readonly k0: number;
  /** Incorrect. */
  readonly n0: number;
}

/** What a rule that keeps some candidates and drops others does to correct and incorrect ones; all shares in [0, 1]. */
export interface OperatingPoint extends Counts {
  readonly total: number;
  readonly kept: number;
  /** p, the generator's error rate. */
  readonly error: number;
  /** φ = P(kept | correct). */
  readonly phi: number;
  /** ψ = P(kept | incorrect). */
  readonly psi: number;
  /** p⋆ = φ / (φ + ψ). */
  readonly pstar: number;
  /** Share of correct among kept. */
  readonly keptPrecision: number;
  /** Share kept. */
  readonly yield: number;
}

/** Correctness of each candidate: 0 or 1, or the probability of being correct. */
export type Correctness = Float64Array | Uint8Array;

/**
 * Sums of a kept/dropped decision over candidates labelled in [0, 1].
 *
 * @param weights how many candidates each stands for; 1 where left out
 */
export function countOutcomes(kept: Uint8Array, correct: Correctness, weights?: Float64Array): Counts {
  let k1 = 0;
  let n1 = 0;
  let k0 = 0;
  let n0 = 0;
  for (let i = 0; i < kept.length; i++) {
    const weight = weights?.[i] ?? 1;
    const right = weight * correct[i];
    const wrong = weight * (1 - correct[i]);
    n1 += right;
    n0 += wrong;
    if (kept[i] === 0) continue;
    k1 += right;
    k0 += wrong;
  }
  return { k1, n1, k0, n0 };
}

/**
 * Rates of the counts: φ = k1/n1 = E[q s]/E[s], ψ = k0/n0 = E[q (1−s)]/E[1−s], p = n0/(n1+n0). Where one kind of
 * candidate was never seen its rate is taken to be the other's (φ = ψ, p⋆ = ½): the verifier has shown no skill.
 */
export function operatingPoint({ k1, n1, k0, n0 }: Counts): OperatingPoint {
  const total = n1 + n0;
  const kept = k1 + k0;
  const keptShare = total === 0 ? 0 : kept / total;
  const phi = n1 === 0 ? keptShare : k1 / n1;
  const psi = n0 === 0 ? keptShare : k0 / n0;
  const error = total === 0 ? 0.5 : n0 / total;
  return {
    ...{ k1, n1, k0, n0, total, kept, error, phi, psi },
    pstar: breakdownPoint(phi, psi),
    keptPrecision: kept === 0 ? keptPrecision(error, 0, 0) : k1 / kept,
    yield: keptShare,
  };
}
