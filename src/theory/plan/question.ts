import { PstarError } from "../../errors.ts";
import { checkCount, checkNotNegative, checkPositive, checkShare } from "../collapse/setting.ts";
import {
  type Amount,
  type Rate,
  refuse,
  type Uncertain,
  uncertainAmount,
  uncertainRate,
} from "./uncertain.ts";

/** What is known before training. Variances and c² are in the square of the labels' unit; see `signal`. */
export interface PlanQuestion {
  /** n₁, whole, ≥ 1. */
  readonly realRows: number;
  /** Synthetic rows there are before any verification, whole, ≥ 1. */
  readonly syntheticRows: number;
  /**
   * p, the share of synthetic rows whose label is wrong. Without `shift` labels are read as two equally likely classes
   * ±s, s² = signal + noise², so that a wrong one is off by 2s.
   */
  readonly error?: Rate;
  /** c², the mean squared label shift of the synthetic rows, their noise and that of the real labels taken off. */
  readonly shift?: Amount;
  /** How often correct (φ) and wrong (ψ) rows are kept; needs `error`. */
  readonly verifier?: { readonly phi: Rate; readonly psi: Rate };
  /** Of the features' covariance: a power law's eigenvalues (1 + i)^−decay, or the eigenvalues. */
  readonly spectrum?: PowerLaw | { readonly eigenvalues: Float64Array };
  /** tr ΣΓ, the variance of what a linear model can know of a label, > 0. 1 by default, the unit of all others. */
  readonly signal?: number;
  /** σ₁ ≥ 0, standard deviation of a real label. */
  readonly noise?: number;
  /** σ₂ ≥ 0, standard deviation of a synthetic label; by default σ₁. */
  readonly syntheticNoise?: number;
  /** Share of the shift, in [0, 1], that is a function of the input; the rest is noise, which averages out. */
  readonly systematic?: number;
  /** λ ≥ 0 of (1/n) Σ (xᵀw − y)² + λ‖w‖² that every fit is to have; null for each fit's best. */
  readonly ridge?: number | null;
  /** Probability of helping that advice to add asks for, in (0.5, 1). */
  readonly certainty?: number;
  /** Level of the intervals, given and answered, in (0, 1). */
  readonly confidence?: number;
  /** Draws behind the intervals. */
  readonly draws?: number;
  readonly seed?: number;
}

export interface PowerLaw {
  /** d, whole, ≥ 1. */
  readonly dimension: number;
  /** ≥ 0; 0 is isotropic. */
  readonly decay: number;
}

/** The question with nothing left open. */
export interface Posed {
  readonly realRows: number;
  readonly syntheticRows: number;
  readonly error: Uncertain | null;
  /** Null where it follows from the error. */
  readonly shift: Uncertain | null;
  readonly verifier: { readonly phi: Uncertain; readonly psi: Uncertain } | null;
  readonly spectrum: PowerLaw | { readonly eigenvalues: Float64Array };
  readonly signal: number;
  readonly noise: number;
  readonly syntheticNoise: number;
  readonly systematic: number;
  readonly ridge: number | null;
  readonly certainty: number;
  readonly confidence: number;
  readonly draws: number;
  readonly seed: number;
}

/** @throws PstarError (exit code 2) naming what is out of range or missing */
export function pose(question: PlanQuestion): Posed {
  const {
    realRows,
    syntheticRows,
    spectrum = { dimension: 500, decay: 1 },
    signal = 1,
    noise = 0.5,
    syntheticNoise = noise,
    systematic = 1,
    ridge = null,
    certainty = 0.95,
    confidence = 0.95,
    draws = 400,
    seed = 1,
  } = question;
  checkCount("realRows", realRows);
  checkCount("syntheticRows", syntheticRows);
  checkSpectrum(spectrum);
  checkPositive("signal", signal);
  checkNotNegative("noise", noise);
  checkNotNegative("syntheticNoise", syntheticNoise);
  checkShare("systematic", systematic);
  if (ridge !== null) checkNotNegative("ridge", ridge);
  if (!(certainty > 0.5 && certainty < 1)) refuse("certainty", "between 0.5 and 1", certainty);
  if (!(confidence > 0 && confidence < 1)) refuse("confidence", "between 0 and 1", confidence);
  checkCount("draws", draws);
  if (!(Number.isSafeInteger(seed) && seed >= 0)) refuse("seed", "a whole number, 0 or more", seed);
  return {
    realRows,
    syntheticRows,
    ...quality(question, confidence),
    spectrum,
    signal,
    noise,
    syntheticNoise,
    systematic,
    ridge,
    certainty,
    confidence,
    draws,
    seed,
  };
}

function quality(
  { error, shift, verifier }: PlanQuestion,
  confidence: number,
): Pick<Posed, "error" | "shift" | "verifier"> {
  if (error === undefined && shift === undefined) {
    throw new PstarError("nothing is said of how wrong the synthetic labels are", {
      where: "error",
      exitCode: 2,
      remedy: "give the generator's error rate, or the mean squared label shift c², from a labelled pilot",
    });
  }
  if (verifier !== undefined && error === undefined) {
    throw new PstarError("is needed to say what a verifier keeps", {
      where: "error",
      exitCode: 2,
      remedy: "give the share of wrong rows that φ and ψ speak of",
    });
  }
  return {
    error: error === undefined ? null : uncertainRate("error", error, confidence),
    shift: shift === undefined ? null : uncertainAmount("shift", shift, confidence),
    verifier:
      verifier === undefined
        ? null
        : {
            phi: uncertainRate("verifier.phi", verifier.phi, confidence),
            psi: uncertainRate("verifier.psi", verifier.psi, confidence),
          },
  };
}

function checkSpectrum(spectrum: Posed["spectrum"]): void {
  if ("dimension" in spectrum) {
    checkCount("spectrum.dimension", spectrum.dimension);
    checkNotNegative("spectrum.decay", spectrum.decay);
    return;
  }
  const { eigenvalues } = spectrum;
  if (eigenvalues.length === 0) refuse("spectrum.eigenvalues", "at least one number", "none");
  const bad = eigenvalues.findIndex((value) => !(value > 0 && value < Infinity));
  if (bad >= 0) refuse(`spectrum.eigenvalues[${bad}]`, "finite and positive", eigenvalues[bad]);
}
