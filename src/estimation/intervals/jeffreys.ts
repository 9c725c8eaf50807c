import { sampleBeta } from "../../metrics/beta.ts";
import { createRandom, type Random } from "../../random/generator.ts";
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
  /** Whether the rule is known to drop nothing; by default where it dropped nothing here. */
  readonly keepsAll?: boolean;
  /** Draws of p made before, see `errorDraws`; made anew where left out. */
  readonly error?: Float64Array;
}

/** How many candidates one independent observation is worth, for each rate: 1 where all are independent. */
export interface DesignEffects {
  readonly phi: number;
  readonly psi: number;
  readonly error: number;
}

export const INDEPENDENT: DesignEffects = { phi: 1, psi: 1, error: 1 };

/**
 * Independent draws under Jeffreys' prior: φ ~ Beta(k1+½, n1−k1+½), ψ ~ Beta(k0+½, n0−k0+½), p ~ Beta(n0+½, n1+½),
 * each count divided by its design effect. Sensible at zero counts. Where the rule drops nothing, φ = ψ = 1 is not an
 * estimate but what the rule does, and is drawn as such: p⋆ is then exactly ½.
 */
export function jeffreysDraws(
  { k1, n1, k0, n0 }: Counts,
  { seed, draws, keepsAll = k1 === n1 && k0 === n0, error }: DrawOptions,
  effects: DesignEffects = INDEPENDENT,
): Draws {
  const random = createRandom(seed);
  const rate = (yes: number, no: number, effect: number) =>
    betaDraws(yes / effect, no / effect, draws, random);
  const certain = new Float64Array(draws).fill(1);
  return {
    phi: keepsAll ? certain : rate(k1, n1 - k1, effects.phi),
    psi: keepsAll ? certain.slice() : rate(k0, n0 - k0, effects.psi),
    error: error ?? rate(n0, n1, effects.error),
  };
}

/** Draws of p alone, for all the rules that are judged on the same labels. */
export function errorDraws(
  { n1, n0 }: Pick<Counts, "n1" | "n0">,
  { seed, draws }: Pick<DrawOptions, "seed" | "draws">,
  effect: number,
): Float64Array {
  return betaDraws(n0 / effect, n1 / effect, draws, createRandom(seed));
}

/** Of Jeffreys' posterior after so many yes and so many no. */
function betaDraws(yes: number, no: number, draws: number, random: Random): Float64Array {
  const values = new Float64Array(draws);
  // Weighted sums that differ by rounding alone may leave a count below zero.
  const a = Math.max(0, yes) + 0.5;
  const b = Math.max(0, no) + 0.5;
  for (let d = 0; d < draws; d++) values[d] = sampleBeta(a, b, random);
  return values;
}
