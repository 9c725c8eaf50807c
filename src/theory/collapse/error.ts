import { deterministicEquivalent, ridgelessNu } from "./equivalent.ts";
import { type CollapseSetting, checkSetting } from "./setting.ts";

/** Test error on real data, (f(x) − xᵀw₁)² averaged, so without the noise σ₁² of the test labels. */
export interface CollapseError {
  /** B ≥ 0. */
  readonly bias: number;
  /** V ≥ 0. */
  readonly variance: number;
  /** ζ ≥ 0: what the label shift of the synthetic rows adds. */
  readonly collapse: number;
  /** B + V + ζ. */
  readonly total: number;
  /** κ, the ridge that n rows amount to. */
  readonly kappa: number;
}

/**
 * The closed form of strong model collapse for ridge (Dohmatob et al. 2024, Theorem 1) and for random projections
 * (their Theorem 2). Infinity, never NaN, at the double-descent peak: λ = 0 and n = min(m, d).
 *
 * With g, δ the eigenvalues of ΣΓ and ΣΔ, o those of what the projection cannot see (κR as κ → 0), and the rest as in
 * `Equivalent`:
 *
 *     B = Σ g o + (1+u) Σ g ((κR)² − o)
 *     V = (p₁σ₁² + p₂σ₂² + Σ g o) u
 *     ζ = p₂² Σ δ (1 − κR)² + p₂ u Σ δ (p₁ + p₂ (κR)²)
 *
 * O(d) for each of some ten evaluations of df₁.
 *
 * @throws PstarError (exit code 2) naming the value of `setting` that is out of range
 */
export function collapseError(setting: CollapseSetting): CollapseError {
  checkSetting(setting);
  const { eigenvalues, signal, shift, syntheticShare: p2 } = setting;
  const p1 = 1 - p2;
  const { kappa, nu, epsilon, u } = deterministicEquivalent(setting);
  const unseen = unseenNu(setting, nu);
  let missed = 0;
  let shrunk = 0;
  let learnt = 0;
  let scattered = 0;
  for (let i = 0; i < eigenvalues.length; i++) {
    const eigenvalue = eigenvalues[i];
    const lost = nu / (eigenvalue + nu);
    const kept = eigenvalue / (eigenvalue + nu);
    const lostSquare = lost * (epsilon + (1 - epsilon) * lost);
    const unseenPart = unseen / (eigenvalue + unseen);
    missed += eigenvalue * signal[i] * unseenPart;
    shrunk += eigenvalue * signal[i] * (lostSquare - unseenPart);
    learnt += eigenvalue * shift[i] * kept * (epsilon + (1 - epsilon) * kept);
    scattered += eigenvalue * shift[i] * (p1 + p2 * lostSquare);
  }
  return totalled({
    // What is shrunk is 0 or more; next to the peak its terms nearly cancel, and u would inflate their rounding.
    bias: missed + inflate(1 + u, Math.max(0, shrunk)),
    variance: inflate(u, labelNoise(setting) + missed),
    collapse: p2 ** 2 * learnt + inflate(u, p2 * scattered),
    kappa,
  });
}

/** σ² = p₁σ₁² + p₂σ₂². */
export function labelNoise({ syntheticShare: p2, noise, syntheticNoise }: CollapseSetting): number {
  return (1 - p2) * noise ** 2 + p2 * syntheticNoise ** 2;
}

export function totalled(parts: Omit<CollapseError, "total">): CollapseError {
  const { bias, variance, collapse, kappa } = parts;
  return { bias, variance, collapse, total: bias + variance + collapse, kappa };
}

/** ν₀ of df₁(ν₀) = m: what is left of ν as κ → 0; 0 where the projection sees all. */
function unseenNu({ eigenvalues, width, samples, ridge }: CollapseSetting, nu: number): number {
  if (width === null) return 0;
  // The same root: taken as it is, the difference of the two is exactly 0.
  return ridge === 0 && width <= samples ? nu : ridgelessNu(eigenvalues, width);
}

/** factor · value, where nothing stays nothing at the infinite factor of the peak. */
export function inflate(factor: number, value: number): number {
  return value === 0 ? 0 : factor * value;
}
