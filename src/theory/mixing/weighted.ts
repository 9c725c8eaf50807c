import { PstarError } from "../../errors.ts";
import { type CollapseSetting, checkSetting, checkShare } from "../collapse/setting.ts";
import { positiveRoot } from "../root.ts";
import { sumOver, trace } from "../spectrum.ts";

/**
 * What stands for the random matrices of ridge on weighted rows: of real rows (1 − α)/n₁ each, of synthetic ones α/n₂,
 * minimise Σ weightᵢ (xᵢᵀw − yᵢ)² + λ‖w‖². Per eigenvalue ℓ the resolvent is q = 1/(τℓ + λ), τ = τ₁ + τ₂.
 */
export interface WeightedEquivalent {
  readonly ridge: number;
  /** τ₁ and τ₂: how much of each kind's weight survives fitting, τ_k = α_k / (1 + α_k s/n_k) with s = Σ ℓ q. */
  readonly real: number;
  readonly synthetic: number;
  /** N₁ and N₂, τ_k²/n_k: how much of each kind's squared residuals comes back as noise. */
  readonly realNoise: number;
  readonly syntheticNoise: number;
  /** 1 − (N₁ + N₂) T, T = Σ (ℓq)²: its inverse is the factor 1 + u of the variance. */
  readonly slack: number;
}

/**
 * Leaving one row out of M = Σ weightᵢ xᵢxᵢᵀ gives (M + λ)⁻¹ ≃ (τΣ + λ)⁻¹ with τ as above: one equation for s, whose
 * right side grows slower than s itself, so the root is unique. At α = p₂ it is Theorem 1 of Dohmatob et al. 2024,
 * τ = λ/κ.
 *
 * @param syntheticWeight α in [0, 1], the share of the loss that synthetic rows have
 * @throws PstarError (exit code 2) naming the value out of range: a setting with a width, weight on rows there are not,
 * or no ridge where rows with weight do not outnumber the dimensions
 */
export function weightedEquivalent(setting: CollapseSetting, syntheticWeight: number): WeightedEquivalent {
  checkMixing(setting, syntheticWeight);
  const { eigenvalues, samples, syntheticShare, ridge } = setting;
  const kinds = [
    { weight: 1 - syntheticWeight, rows: (1 - syntheticShare) * samples },
    { weight: syntheticWeight, rows: syntheticShare * samples },
  ];
  const surviving = (s: number) =>
    kinds.map(({ weight, rows }) => (weight === 0 ? 0 : weight / (1 + (weight * s) / rows)));
  const resolved = (tau: number) => sumOver(eigenvalues, (value) => value / (tau * value + ridge));
  const surplus = (s: number) => {
    const [real, synthetic] = surviving(s);
    return resolved(real + synthetic) / s - 1;
  };
  const s = positiveRoot(
    surplus,
    resolved(1) / 2,
    ridge > 0 ? (2 * trace(eigenvalues)) / ridge : ceiling(surplus),
  );
  const [real, synthetic] = surviving(s);
  const noise = (tau: number, rows: number) => (tau === 0 ? 0 : (tau * tau) / rows);
  const realNoise = noise(real, kinds[0].rows);
  const syntheticNoise = noise(synthetic, kinds[1].rows);
  const spread = sumOver(eigenvalues, (value) => (value / ((real + synthetic) * value + ridge)) ** 2);
  return {
    ridge,
    real,
    synthetic,
    realNoise,
    syntheticNoise,
    slack: 1 - (realNoise + syntheticNoise) * spread,
  };
}

/** What a fit makes of the truth, its teacher and its noise along one eigenvector, see `nextGeneration`. */
export interface FitFactors {
  /** q. */
  readonly resolvent: number;
  /** λ q. */
  readonly shrunk: number;
  /** τ₂ ℓ q, in [0, 1]. */
  readonly taught: number;
}

export function fitFactors({ ridge, real, synthetic }: WeightedEquivalent, eigenvalue: number): FitFactors {
  const resolvent = 1 / ((real + synthetic) * eigenvalue + ridge);
  return { resolvent, shrunk: ridge * resolvent, taught: synthetic * eigenvalue * resolvent };
}

/** See `weightedEquivalent` for what it throws. */
export function checkMixing(setting: CollapseSetting, syntheticWeight: number): void {
  checkSetting(setting);
  checkShare("syntheticWeight", syntheticWeight);
  const reason = whyUnsolvable(setting, syntheticWeight);
  if (reason !== null) throw new PstarError(reason.message, { where: reason.where, exitCode: 2 });
}

/** Of a setting and a weight that are in range, what makes them unsolvable together. */
export function whyUnsolvable(
  { eigenvalues, samples, syntheticShare, ridge, width }: CollapseSetting,
  syntheticWeight: number,
): { where: string; message: string } | null {
  const because = (where: string, message: string) => ({ where, message });
  if (width !== null) return because("width", "must be null: only plain ridge is solved for weighted rows");
  if (syntheticShare === 0 && syntheticWeight > 0) {
    return because("syntheticWeight", "must be 0 without synthetic rows");
  }
  if (syntheticShare === 1 && syntheticWeight < 1) {
    return because("syntheticWeight", "must be 1 without real rows");
  }
  const real = syntheticWeight < 1 ? (1 - syntheticShare) * samples : 0;
  const rows = real + (syntheticWeight > 0 ? syntheticShare * samples : 0);
  const d = eigenvalues.length;
  if (ridge > 0 || rows > d) return null;
  return because("ridge", `must be positive where ${rows} rows have weight in ${d} dimensions`);
}

/** Where a falling function is below 0. */
function ceiling(f: (x: number) => number): number {
  let high = 1;
  while (f(high) >= 0) high *= 16;
  return high;
}
