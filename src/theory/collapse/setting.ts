import { PstarError } from "../../errors.ts";
import { powerLaw } from "../spectrum.ts";

/**
 * A regression on a mixture of real and synthetic rows (Dohmatob et al. 2024, "Strong Model Collapse", §2). Real rows:
 * x ~ N(0, Σ), y = xᵀw₁ + N(0, σ₁²); synthetic rows: the same x, y = xᵀ(w₁ + δ) + N(0, σ₂²); w₁ ~ N(0, Γ) and
 * δ ~ N(0, Δ) independent, Γ and Δ diagonal in the basis of Σ. Ridge minimises (1/n) Σ (f(x) − y)² + λ‖w‖² with
 * f(x) = xᵀw, or f(x) = wᵀSx with S an m × d random projection of N(0, 1/d) entries.
 */
export interface CollapseSetting {
  /** Of Σ, each > 0; d of them. */
  readonly eigenvalues: Float64Array;
  /** Of Γ in the same basis, each ≥ 0. */
  readonly signal: Float64Array;
  /** Of Δ in the same basis, each ≥ 0. */
  readonly shift: Float64Array;
  /** n, real and synthetic rows together, > 0; the closed forms take fractions too. */
  readonly samples: number;
  /** p₂, the share of synthetic rows, in [0, 1]. */
  readonly syntheticShare: number;
  /** λ ≥ 0; 0 is the limit λ → 0, the least-norm fit. */
  readonly ridge: number;
  /** m > 0 of the random projection; null for plain ridge. */
  readonly width: number | null;
  /** σ₁ ≥ 0, standard deviation of a real label. */
  readonly noise: number;
  /** σ₂ ≥ 0, standard deviation of a synthetic label. */
  readonly syntheticNoise: number;
}

/** @throws PstarError (exit code 2) naming the value that is out of range, and the range */
export function checkSetting(setting: CollapseSetting): void {
  const { eigenvalues, signal, shift, width } = setting;
  const d = eigenvalues.length;
  if (d === 0) refuse("eigenvalues", "at least one number", "none");
  checkSpectrum("eigenvalues", eigenvalues, d);
  for (const [name, values] of Object.entries({ signal, shift })) {
    checkLength(name, values, d);
    checkEach(name, values, "0 or more", (value) => value >= 0);
  }
  checkPositive("samples", setting.samples);
  if (width !== null) checkPositive("width", width);
  checkShare("syntheticShare", setting.syntheticShare);
  checkNotNegative("ridge", setting.ridge);
  checkNotNegative("noise", setting.noise);
  checkNotNegative("syntheticNoise", setting.syntheticNoise);
}

/** `setting`, checked. Throws as `checkSetting` does. */
export function collapseSetting(setting: CollapseSetting): CollapseSetting {
  checkSetting(setting);
  return setting;
}

export interface StandardOptions {
  /** d, whole, ≥ 1. */
  readonly dimension: number;
  /** n, whole, ≥ 1. */
  readonly samples: number;
  /** m, whole, ≥ 1; null for plain ridge. */
  readonly width: number | null;
  readonly syntheticShare: number;
  readonly ridge: number;
  /** a ≥ 0 of the eigenvalues (1 + i)^−a, i = 0 … d − 1. */
  readonly spectrumDecay: number;
  /** tr Γ ≥ 0. */
  readonly signal: number;
  /** c² = tr ΣΔ ≥ 0. */
  readonly shift: number;
  readonly noise: number;
  readonly syntheticNoise: number;
}

/** The paper's own choice: Γ = (signal/d) I, Δ = (shift/d) Σ⁻¹, so that tr ΣΔ = shift. Throws as `checkSetting` does. */
export function standardSetting(options: StandardOptions): CollapseSetting {
  const { dimension, samples, width, spectrumDecay, signal, shift } = options;
  checkCount("dimension", dimension);
  checkCount("samples", samples);
  if (width !== null) checkCount("width", width);
  checkNotNegative("spectrumDecay", spectrumDecay);
  checkNotNegative("signal", signal);
  checkNotNegative("shift", shift);
  const eigenvalues = powerLaw(dimension, spectrumDecay);
  return collapseSetting({
    eigenvalues,
    signal: new Float64Array(dimension).fill(signal / dimension),
    shift: eigenvalues.map((value) => shift / dimension / value),
    samples,
    width,
    syntheticShare: options.syntheticShare,
    ridge: options.ridge,
    noise: options.noise,
    syntheticNoise: options.syntheticNoise,
  });
}

/** @param d how many eigenvalues it has to have */
export function checkSpectrum(name: string, values: Float64Array, d: number): void {
  checkLength(name, values, d);
  checkEach(name, values, "positive", (value) => value > 0);
}

function checkLength(name: string, values: Float64Array, length: number): void {
  if (values.length !== length) refuse(name, `${length} numbers, one for each eigenvalue`, values.length);
}

function checkEach(
  name: string,
  values: Float64Array,
  range: string,
  holds: (value: number) => boolean,
): void {
  const bad = values.findIndex((value) => !(holds(value) && value < Infinity));
  if (bad >= 0) refuse(`${name}[${bad}]`, `finite and ${range}`, values[bad]);
}

export function checkCount(name: string, value: number): void {
  if (!(Number.isSafeInteger(value) && value >= 1)) refuse(name, "a whole number, 1 or more", value);
}

export function checkPositive(name: string, value: number): void {
  if (!(value > 0 && value < Infinity)) refuse(name, "finite and positive", value);
}

export function checkNotNegative(name: string, value: number): void {
  if (!(value >= 0 && value < Infinity)) refuse(name, "finite and 0 or more", value);
}

export function checkShare(name: string, value: number): void {
  if (!(value >= 0 && value <= 1)) refuse(name, "in [0, 1]", value);
}

export function refuse(name: string, range: string, value: number | string): never {
  throw new PstarError(`must be ${range}, not ${value}`, { where: name, exitCode: 2 });
}
