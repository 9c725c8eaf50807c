import { PstarError } from "../../errors.ts";
import { positiveRoot } from "../root.ts";
import { sumOver, trace } from "../spectrum.ts";
import { type CollapseError, inflate, labelNoise, totalled } from "./error.ts";
import { type CollapseSetting, checkSetting, checkSpectrum } from "./setting.ts";

/** ρ = 1/(κ₁ + p₁ℓ₁ + p₂ℓ₂/θ) per eigenvector, with θ = κ₂/κ₁. */
interface Resolvent {
  readonly kappa: number;
  readonly theta: number;
  readonly rho: Float64Array;
}

/**
 * Plain ridge where synthetic inputs have a covariance Σ₂ of their own, in the basis of the real one: real rows
 * x ~ N(0, Σ₁), synthetic rows x ~ N(0, Σ₂), the test on real data. Derived here: leaving a row of kind j out of
 * R = (XᵀX/n + λ)⁻¹ gives R ≃ (λ + λ Σⱼ pⱼΣⱼ/κⱼ)⁻¹ with κⱼ = λ + (λ/n) tr ΣⱼR, and differentiating R along
 * Σ₁ gives the second moment. With wⱼ = κ₁/κⱼ, ρ as in `Resolvent` and (xⱼ) the solution of two linear equations:
 *
 *     xⱼ = (1/n) Σ ℓⱼ ρ² h,   h = ℓ₁ + Σₖ pₖ wₖ² xₖ ℓₖ
 *     B = κ₁² Σ γ ρ² h,   V = Σⱼ pⱼ σⱼ² wⱼ² xⱼ
 *     ζ = p₂ w₂² Σ δ [x₂ ℓ₂ (1 − p₂ w₂ ℓ₂ ρ)² + p₂ ℓ₁ ℓ₂² ρ² (1 + p₁ x₁)]
 *
 * Equal covariances give back `collapseError`; as n → ∞, λ → 0 the error stops at Σ δ ℓ₁ (p₂ℓ₂/(p₁ℓ₁ + p₂ℓ₂))².
 *
 * @param setting its eigenvalues are those of Σ₁, its width null
 * @param syntheticEigenvalues of Σ₂, each > 0
 * @returns kappa is κ₁
 * @throws PstarError (exit code 2) naming the value that is out of range
 */
export function shiftedInputsError(
  setting: CollapseSetting,
  syntheticEigenvalues: Float64Array,
): CollapseError {
  checkSetting(setting);
  checkSpectrum("syntheticEigenvalues", syntheticEigenvalues, setting.eigenvalues.length);
  if (setting.width !== null) {
    throw new PstarError("must be null: only plain ridge is solved", { where: "width", exitCode: 2 });
  }
  const { eigenvalues: real, signal, shift, samples: n, syntheticShare: p2, noise, syntheticNoise } = setting;
  const synthetic = syntheticEigenvalues;
  const p1 = 1 - p2;
  if (setting.ridge === 0 && n === real.length) return peakError(setting, synthetic);

  const { kappa, theta, rho } = solve(setting, synthetic);
  const weight = 1 / theta;
  const moment = (a: Float64Array, b: Float64Array): number => {
    return sumOver(a, (value, i) => value * b[i] * rho[i] ** 2) / n;
  };
  const [rr, rs, ss] = [moment(real, real), moment(real, synthetic), moment(synthetic, synthetic)];
  const [q1, q2] = [p1, p2 * weight ** 2];
  const determinant = (1 - q1 * rr) * (1 - q2 * ss) - q1 * q2 * rs ** 2;
  const x1 = (rr * (1 - q2 * ss) + q2 * rs ** 2) / determinant;
  const x2 = rs / determinant;
  const bias = sumOver(real, (value, i) => {
    return signal[i] * (kappa * rho[i]) ** 2 * (value * (1 + q1 * x1) + q2 * x2 * synthetic[i]);
  });
  const variance = q1 * noise ** 2 * x1 + q2 * syntheticNoise ** 2 * x2;
  const drawn = sumOver(synthetic, (value, i) => {
    const kept = value * rho[i];
    return shift[i] * (x2 * value * (1 - p2 * weight * kept) ** 2 + p2 * real[i] * kept ** 2 * (1 + q1 * x1));
  });
  return totalled({ bias, variance, collapse: q2 * drawn, kappa });
}

/**
 * The two fixed points one inside the other. For a given θ, κ₁ is the largest root of κ₁ (1 − s₁) = λ with
 * sⱼ = (1/n) Σ ℓⱼρ; then κ₂/κ₁ = 1 − s₁ + s₂ has to be θ, which lies between the extremes of ℓ₂/ℓ₁ and 1.
 */
function solve(
  { eigenvalues: real, ridge, samples: n, syntheticShare: p2 }: CollapseSetting,
  synthetic: Float64Array,
): Resolvent {
  const mixed = (theta: number): Float64Array => {
    return real.map((value, i) => (1 - p2) * value + (p2 / theta) * synthetic[i]);
  };
  const share = (of: Float64Array, mix: Float64Array, kappa: number): number => {
    return sumOver(of, (value, i) => value / (kappa + mix[i])) / n;
  };
  const kappaAt = (mix: Float64Array): number => {
    const most = 4 * (ridge + trace(real) / n);
    const lacking = (kappa: number): number => 1 - share(real, mix, kappa) - ridge / kappa;
    if (ridge > 0) return positiveRoot(lacking, ridge / 2, most);
    const beyond = share(real, mix, 0) - 1;
    return beyond <= 0 ? 0 : positiveRoot(lacking, (Math.min(1, beyond) * least(mix)) / 2, most);
  };
  const mismatch = (theta: number): number => {
    const mix = mixed(theta);
    const kappa = kappaAt(mix);
    return 1 - share(real, mix, kappa) + share(synthetic, mix, kappa) - theta;
  };
  const ratios = synthetic.map((value, i) => value / real[i]);
  const theta = positiveRoot(mismatch, Math.min(1, least(ratios)) / 2, 2 * Math.max(1, greatest(ratios)));
  const mix = mixed(theta);
  const kappa = kappaAt(mix);
  return { kappa, theta, rho: mix.map((value) => 1 / (kappa + value)) };
}

/** λ = 0 and n = d: rows and unknowns match, and whatever disagrees is blown up without bound. */
function peakError(setting: CollapseSetting, synthetic: Float64Array): CollapseError {
  const { eigenvalues: real, shift, syntheticShare: p2 } = setting;
  const inconsistent = p2 * (1 - p2) * sumOver(synthetic, (value, i) => value * shift[i]);
  const learnt = p2 ** 2 * sumOver(real, (value, i) => value * shift[i]);
  return totalled({
    bias: 0,
    variance: inflate(Infinity, labelNoise(setting)),
    collapse: learnt + inflate(Infinity, inconsistent),
    kappa: 0,
  });
}

const least = (values: Float64Array): number => values.reduce((low, value) => Math.min(low, value));
const greatest = (values: Float64Array): number => values.reduce((high, value) => Math.max(high, value));
