import { argsort } from "../../metrics/argsort.ts";
import { createRandom } from "../../random/generator.ts";
import { deriveSeed } from "../../random/seed.ts";
import type { Counts } from "../operating-point.ts";
import type { ClusterDesign } from "./cluster-design.ts";
import { type DrawOptions, type Draws, jeffreysDraws } from "./jeffreys.ts";

/**
 * Draws for candidates that share inputs, the smooth form of a bootstrap over inputs.
 *
 * A plain bootstrap over inputs claims certainty at zero counts: a resample of an oracle's ψ̂ = 0 is ψ̂ = 0 again. So the
 * spread that resampling inputs would give is computed in closed form (the infinitesimal jackknife: the linearised
 * variance of a ratio over inputs), turned into design effects, and Jeffreys' posterior is taken at the effective
 * counts, k/deff and n/deff (Korn & Graubard 1998; Franco, Little, Louis & Slud 2019). The correlations that
 * the inputs induce among φ̂, ψ̂ and p̂ (best of n keeps one an input, however many are correct) are put back by reordering
 * the draws (Iman & Conover 1982), which leaves each one's own distribution alone. Unequal weights enter the same way:
 * the linearised variance is that of the weighted ratio. With one candidate an input, yes/no labels and equal weights
 * all this is exactly `jeffreysDraws`.
 */
export function clusteredDraws(counts: Counts, design: ClusterDesign, options: DrawOptions): Draws {
  const draws = jeffreysDraws(counts, options, design.effects);
  return correlate(draws, design.correlation, deriveSeed(options.seed, "correlation"));
}

/** Reorders the draws so that they are as correlated as a Gaussian copula of these correlations makes them. */
function correlate(draws: Draws, correlation: ClusterDesign["correlation"], seed: number): Draws {
  if (correlation.every((r) => r === 0)) return draws;
  const [phiPsi, phiError, psiError] = correlation;
  const a = Math.sqrt(Math.max(0, 1 - phiPsi ** 2));
  const b = a === 0 ? 0 : (psiError - phiPsi * phiError) / a;
  const c = Math.sqrt(Math.max(0, 1 - phiError ** 2 - b ** 2));
  const random = createRandom(seed);
  const n = draws.phi.length;
  const first = new Float64Array(n);
  const second = new Float64Array(n);
  const third = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const x = random.normal();
    const y = random.normal();
    const z = random.normal();
    first[i] = x;
    second[i] = phiPsi * x + a * y;
    third[i] = phiError * x + b * y + c * z;
  }
  return {
    phi: reorder(draws.phi, first),
    psi: reorder(draws.psi, second),
    error: reorder(draws.error, third),
  };
}

/** The same values in the order of `like`. */
function reorder(values: Float64Array, like: Float64Array): Float64Array {
  const sorted = values.slice().sort();
  const reordered = new Float64Array(values.length);
  argsort(like).forEach((index, rank) => {
    reordered[index] = sorted[rank];
  });
  return reordered;
}
