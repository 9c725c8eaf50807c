import { collapseError } from "../collapse/error.ts";
import { powerLaw, trace } from "../spectrum.ts";
import { type Landscape, landscapeOf, type Shapes } from "./landscape.ts";
import { type ErrorCurve, type Outcome, outcomeOf } from "./outcome.ts";
import type { Posed } from "./question.ts";
import {
  keptSupply,
  type Quality,
  type Supply,
  supplyOf,
  type Verification,
  verificationOf,
} from "./supply.ts";

/** All that an outcome follows from, at one value each. */
export interface Premises {
  readonly posed: Posed;
  readonly quality: Quality;
  /** Where the label shift lies: Δ ∝ I as the signal does, so learnt as well as it; or alike on every direction, Δ ∝ Σ⁻¹. */
  readonly shiftLies: "with the signal" | "evenly";
  /**
   * Whether a verifier takes part of the shift away, as where wrong rows are strewn among right ones; or rows only, as
   * where labels are one function of the input, xᵀw₂, which the rows kept still follow.
   */
  readonly verifierCleans: boolean;
}

/** The features, and the errors of every fit on them. */
export interface Scene {
  readonly shapes: Shapes;
  readonly landscape: Landscape;
}

export function sceneOf({ posed, shiftLies }: Pick<Premises, "posed" | "shiftLies">): Scene {
  const { spectrum, signal } = posed;
  const eigenvalues =
    "eigenvalues" in spectrum ? spectrum.eigenvalues : powerLaw(spectrum.dimension, spectrum.decay);
  const whole = trace(eigenvalues);
  const shapes: Shapes = {
    eigenvalues,
    signal: eigenvalues.map((value) => (signal * value) / whole),
    shift: eigenvalues.map((value) => (shiftLies === "evenly" ? 1 / eigenvalues.length : value / whole)),
  };
  return { shapes, landscape: landscapeOf(shapes) };
}

/** The synthetic rows before and after the verifier, the same where there is none. */
export interface Supplies {
  readonly all: Supply;
  readonly kept: Supply;
  readonly verification: Verification | null;
}

export function suppliesOf({ posed, quality, verifierCleans }: Premises): Supplies {
  const all = supplyOf(posed, quality);
  const verification = verificationOf(quality);
  const kept = keptSupply(posed, all, verification);
  return { all, kept: verifierCleans ? kept : { ...all, rows: kept.rows }, verification };
}

export const labelsOf = ({ noise }: Posed, { shift, noise: syntheticNoise }: Supply) => ({
  noise: noise ** 2,
  syntheticNoise,
  shift,
});

/** @param ridge λ of every fit; null for each fit's best */
export function errorCurve(scene: Scene, posed: Posed, supply: Supply, ridge: number | null): ErrorCurve {
  const labels = labelsOf(posed, supply);
  if (ridge === null) return (real, synthetic) => scene.landscape.tuned({ real, synthetic }, labels).error;
  const { eigenvalues, signal, shift } = scene.shapes;
  const setting = {
    eigenvalues,
    signal: signal.map((value, i) => value / eigenvalues[i]!),
    shift: shift.map((value, i) => (labels.shift * value) / eigenvalues[i]!),
    width: null,
    ridge,
    noise: posed.noise,
    syntheticNoise: Math.sqrt(labels.syntheticNoise),
  };
  return (real, synthetic) => {
    const samples = real + synthetic;
    return collapseError({ ...setting, samples, syntheticShare: synthetic / samples }).total;
  };
}

/** What adding the rows kept does, at the ridge of the question. */
export function outcomeUnder(premises: Premises): Outcome {
  const { posed } = premises;
  const { kept } = suppliesOf(premises);
  return outcomeOf(errorCurve(sceneOf(premises), posed, kept, posed.ridge), posed.realRows, kept.rows);
}
