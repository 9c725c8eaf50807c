import { collapseError } from "../collapse/error.ts";
import type { CollapseSetting } from "../collapse/setting.ts";
import { sumOver } from "../spectrum.ts";
import { fitFactors, weightedEquivalent } from "./weighted.ts";

/**
 * Where the errors of `mixingTrajectory` end at a constant weight: the fixed point of `nextGeneration`, which is linear
 * in the label shift. The first generator is forgotten; Infinity where each generation adds more noise than the real rows
 * take away, as they do without weight.
 *
 * Isotropic, λ → 0, α = p₂, φ = d/n < 1 and u = φ/(1 − φ): σ²u / (1 − p₂² − p₁p₂u).
 *
 * @throws PstarError as `weightedEquivalent` does
 */
export function freshPlateau(setting: CollapseSetting, syntheticWeight: number): number {
  const { eigenvalues, signal, noise, syntheticNoise } = setting;
  const equivalent = weightedEquivalent(setting, syntheticWeight);
  const { ridge, real, realNoise, syntheticNoise: otherNoise } = equivalent;
  if (ridge === 0 && real === 0) return Infinity;
  // Per eigenvector E δ² = still + v · stirred at the fixed point, v being the fluctuation of `nextGeneration`.
  const parts = Array.from(eigenvalues, (value, i) => {
    const { resolvent, shrunk, taught } = fitFactors(equivalent, value);
    const withTruth = (-ridge * signal[i]) / (real * value + ridge);
    const forgotten = 1 / (1 - taught ** 2);
    const still = (shrunk ** 2 * signal[i] - 2 * shrunk * taught * withTruth) * forgotten;
    const toTeacher =
      shrunk ** 2 * signal[i] + 2 * shrunk * (1 - taught) * withTruth + (1 - taught) ** 2 * still;
    // Less what fluctuates, the distance to the truth is that to itself: `still` again.
    return { value, taught, still, toTeacher, stirred: value * resolvent ** 2 * forgotten };
  });
  const total = (of: (part: (typeof parts)[number]) => number) =>
    parts.reduce((sum, part) => sum + part.value * of(part), 0);
  const source =
    realNoise * (total(({ still }) => still) + noise ** 2) +
    otherNoise * (total(({ toTeacher }) => toTeacher) + syntheticNoise ** 2);
  const slack =
    equivalent.slack -
    realNoise * total(({ taught, stirred }) => taught ** 2 * stirred) -
    otherNoise * total(({ taught, stirred }) => (1 - taught) ** 2 * stirred);
  if (slack <= 0) return Infinity;
  const fluctuation = source / slack;
  return sumOver(eigenvalues, (value, i) => value * (parts[i].still + fluctuation * parts[i].stirred));
}

/**
 * Where relabelling the same rows again and again without noise ends at a constant weight below 1. With M_k the weighted
 * second moments, ŵ = (M₁ + M₂ + λ)⁻¹ (b₁ + M₂ŵ) is (M₁ + λ) ŵ = b₁: the fit to the real rows alone, with ridge λ/(1−α).
 * Synthetic labels bring nothing in the end, whoever made the first.
 *
 * @returns null where labels are noisy, or where nothing but the first generator decides: no ridge and n₁ ≤ d, or α = 1
 * @throws PstarError as `collapseError` does
 */
export function fixedPlateau(setting: CollapseSetting, syntheticWeight: number): number | null {
  const samples = (1 - setting.syntheticShare) * setting.samples;
  const isOpen = setting.ridge === 0 && samples <= setting.eigenvalues.length;
  if (setting.syntheticNoise > 0 || syntheticWeight === 1 || isOpen) return null;
  const ridge = setting.ridge / (1 - syntheticWeight);
  return collapseError({ ...setting, samples, syntheticShare: 0, ridge }).total;
}
