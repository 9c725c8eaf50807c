import { sampleBeta } from "../../metrics/beta.ts";
import { createRandom } from "../../random/generator.ts";
import type { Counts } from "../operating-point.ts";

/** Joint posterior draws of φ, ψ and p, draw by draw. */
export interface Draws {
  readonly phi: Float64Array;
  readonly psi: Float64Array;
  readonly error: Float64Array;
}

export interface DrawOptions {
  /** Integer in [0, 2⁵³), see `deriveSeed`. */
  readonly seed: number;
  readonly draws: number;
}

/** How many candidates one independent observation is worth, for each rate: 1 where all are independent. */
export interface DesignEffects {
  readonly phi: number;
  readonly psi: number;
  readonly error: number;
}

const INDEPENDENT: DesignEffects = { phi: 1, psi: 1, error: 1 };

/**
 * Independent draws under Jeffreys' prior: φ ~ Beta(k1+½, n1−k1+½), ψ ~ Beta(k0+½, n0−k0+½), p ~ Beta(n0+½, n1+½),
 * each count divided by its design effect. Sensible at zero counts. Where nothing at all was dropped, φ = ψ = 1 is
 * not an estimate but what the rule does, and is drawn as such: p⋆ is then exactly ½.
 */
export function jeffreysDraws(
  { k1, n1, k0, n0 }: Counts,
  { seed, draws }: DrawOptions,
  effects: DesignEffects = INDEPENDENT,
): Draws {
  const random = createRandom(seed);
  const rate = (yes: number, no: number, effect: number): Float64Array =>
    Float64Array.from({ length: draws }, () => sampleBeta(yes / effect + 0.5, no / effect + 0.5, random));
  const keepsAll = k1 === n1 && k0 === n0;
  const certain = new Float64Array(draws).fill(1);
  return {
    phi: keepsAll ? certain : rate(k1, n1 - k1, effects.phi),
    psi: keepsAll ? certain.slice() : rate(k0, n0 - k0, effects.psi),
    error: rate(n0, n1, effects.error),
  };
}
