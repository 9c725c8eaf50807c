import { type CollapseSetting, checkCount } from "../collapse/setting.ts";
import { sumOver } from "../spectrum.ts";
import { fitFactors, weightedEquivalent, whyUnsolvable } from "./weighted.ts";

const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** Weights tried before the best is refined. */
const PROBES = 32;

/** Where a generation's labelling weights are: δ = w − w₁, second moments per eigenvector. */
export interface LabelShift {
  /** E δᵢ². */
  readonly square: Float64Array;
  /** E δᵢ w₁ᵢ. */
  readonly withTruth: Float64Array;
}

export interface Generation {
  readonly syntheticWeight: number;
  /** Test error on real data, without the noise of its labels: Σ ℓ E δ² of the model fitted. */
  readonly error: number;
  /** Of the model fitted, which labels the next generation. */
  readonly shift: LabelShift;
}

/** The shift that `setting` speaks of, independent of the truth. */
export function firstShift({ shift }: CollapseSetting): LabelShift {
  return { square: shift, withTruth: new Float64Array(shift.length) };
}

/**
 * One fit on fresh real and synthetic rows, the latter labelled by w₁ + δ: in the large limit
 *
 *     ŵ − w₁ ≃ −λ q w₁ + τ₂ ℓ q δ + q ξ,   ξ ~ N(0, vΣ),   v = Σ_k N_k (b_k + σ_k²) / (1 − (N₁+N₂) T)
 *
 * with b_k the mean squared distance, in Σ, of the first two terms from the weights that label kind k. Single-step
 * weighting is one such fit; at α = p₂ its error is E_test of theory.md §4 (B, V and ζ are its parts in Γ, σ² and Δ).
 *
 * @param setting its shift is not read
 * @throws PstarError as `weightedEquivalent` does
 */
export function nextGeneration(
  setting: CollapseSetting,
  labelledBy: LabelShift,
  syntheticWeight: number,
): Generation {
  const { eigenvalues, signal, noise, syntheticNoise } = setting;
  const { withTruth } = labelledBy;
  const equivalent = weightedEquivalent(setting, syntheticWeight);
  const factors = Array.from(eigenvalues, (value) => fitFactors(equivalent, value));
  const distance = (i: number, taught: number): number => {
    const { shrunk } = factors[i];
    return shrunk ** 2 * signal[i] - 2 * shrunk * taught * withTruth[i] + taught ** 2 * labelledBy.square[i];
  };
  const toTruth = sumOver(eigenvalues, (value, i) => value * distance(i, factors[i].taught));
  const toTeacher = sumOver(eigenvalues, (value, i) => value * distance(i, factors[i].taught - 1));
  const fluctuation =
    (equivalent.realNoise * (toTruth + noise ** 2) +
      equivalent.syntheticNoise * (toTeacher + syntheticNoise ** 2)) /
    equivalent.slack;
  const square = eigenvalues.map(
    (value, i) => distance(i, factors[i].taught) + fluctuation * value * factors[i].resolvent ** 2,
  );
  return {
    syntheticWeight,
    error: sumOver(eigenvalues, (value, i) => value * square[i]),
    shift: {
      square,
      withTruth: eigenvalues.map((_, i) => factors[i].taught * withTruth[i] - factors[i].shrunk * signal[i]),
    },
  };
}

/**
 * The generation of the weight in [0, 1] of least error: the best of a grid, then golden section about it.
 * Throws as `nextGeneration` does.
 */
export function bestGeneration(setting: CollapseSetting, labelledBy: LabelShift): Generation {
  const at = (weight: number) => nextGeneration(setting, labelledBy, weight);
  const least = (a: Generation, b: Generation) => (b.error < a.error ? b : a);
  const weights = Array.from({ length: PROBES + 1 }, (_, i) => i / PROBES);
  const solvable = weights.filter((weight) => whyUnsolvable(setting, weight) === null);
  if (solvable.length < 3) return at(setting.syntheticShare);
  const best = solvable.map(at).reduce(least);
  let low = Math.max(solvable[0], best.syntheticWeight - 1 / PROBES);
  let high = Math.min(solvable.at(-1)!, best.syntheticWeight + 1 / PROBES);
  let [left, right] = [at(high - GOLDEN * (high - low)), at(low + GOLDEN * (high - low))];
  while (high - low > 1e-7) {
    if (left.error < right.error) {
      [high, right] = [right.syntheticWeight, left];
      left = at(high - GOLDEN * (high - low));
    } else {
      [low, left] = [left.syntheticWeight, right];
      right = at(low + GOLDEN * (high - low));
    }
  }
  return [left, right].reduce(least, best);
}

/**
 * `generations` fits, each on fresh rows, the synthetic ones labelled by the fit before (the first as `setting` says).
 *
 * @param syntheticWeight α of every fit, or "best" to choose each anew by its closed form
 * @throws PstarError as `weightedEquivalent` does
 */
export function mixingTrajectory(
  setting: CollapseSetting,
  generations: number,
  syntheticWeight: number | "best",
): Generation[] {
  checkCount("generations", generations);
  const trajectory: Generation[] = [];
  let shift = firstShift(setting);
  for (let i = 0; i < generations; i++) {
    const next =
      syntheticWeight === "best"
        ? bestGeneration(setting, shift)
        : nextGeneration(setting, shift, syntheticWeight);
    trajectory.push(next);
    shift = next.shift;
  }
  return trajectory;
}
