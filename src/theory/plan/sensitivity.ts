import type { Outcome } from "./outcome.ts";
import { outcomeUnder, type Premises } from "./premises.ts";
import type { Posed } from "./question.ts";
import { isWorthwhile } from "./verdict.ts";

/** The answer, at the estimates, where one assumption is another. */
export interface Sensitivity {
  readonly assumption: string;
  readonly instead: string;
  readonly realOnly: number;
  readonly bestRows: number;
  readonly error: number;
  readonly gainedRealRows: number | null;
  /** Whether the best amount is worth adding. */
  readonly helps: boolean;
}

interface Change {
  readonly assumption: string;
  readonly instead: string;
  readonly premises: Premises;
}

export function sensitivityOf(premises: Premises): Sensitivity[] {
  return changesOf(premises).map(({ assumption, instead, premises: changed }) => {
    return { assumption, instead, ...resultOf(changed.posed, outcomeUnder(changed)) };
  });
}

function resultOf({ realRows, signal }: Posed, { realOnly, best }: Outcome) {
  const { rows: bestRows, error, equivalentRealRows } = best;
  const gainedRealRows = equivalentRealRows === null ? null : equivalentRealRows - realRows;
  return { realOnly, bestRows, error, gainedRealRows, helps: isWorthwhile(realOnly, error, signal) };
}

function changesOf(premises: Premises): Change[] {
  const { posed, quality } = premises;
  const { noise, syntheticNoise, systematic } = posed;
  const change = (assumption: string, instead: string, changed: Partial<Premises>): Change => {
    return { assumption, instead, premises: { ...premises, ...changed } };
  };
  const posing = (assumption: string, instead: string, changed: Partial<Posed>): Change =>
    change(assumption, instead, { posed: { ...posed, ...changed } });
  const scaled = [0.5, 2].map((factor) => ({ factor, instead: factor < 1 ? "halved" : "doubled" }));

  return [
    ...spectrumChanges(posed).map(({ assumption, instead, spectrum }) =>
      posing(assumption, instead, { spectrum }),
    ),
    ...scaled.map(({ factor, instead }) =>
      posing("noise of all labels", instead, {
        noise: factor * noise,
        syntheticNoise: factor * syntheticNoise,
      }),
    ),
    ...scaled.map(({ factor, instead }) =>
      posing("synthetic noise", instead, { syntheticNoise: factor * syntheticNoise }),
    ),
    ...scaled.map(({ factor, instead }) =>
      quality.shift === null
        ? change("generator error p", instead, {
            quality: { ...quality, error: Math.min(1, factor * quality.error!) },
          })
        : change("label shift c²", instead, { quality: { ...quality, shift: factor * quality.shift } }),
    ),
    systematic > 0.5
      ? posing("label shift", "half of it noise", { systematic: 0.5 })
      : posing("label shift", "none of it noise", { systematic: 1 }),
    change("label shift", "spread evenly", { shiftLies: "evenly" }),
    ...(quality.verifier === null
      ? []
      : [change("verifier", "drops rows, not shift", { verifierCleans: false })]),
  ].filter(({ premises: changed }) => isChanged(premises, changed));
}

interface SpectrumChange {
  readonly assumption: string;
  readonly instead: string;
  readonly spectrum: Posed["spectrum"];
}

/** A measured spectrum is made flatter and steeper by a power of its eigenvalues; its dimension is known. */
function spectrumChanges({ spectrum }: Posed): SpectrumChange[] {
  if ("eigenvalues" in spectrum) {
    return [2 / 3, 3 / 2].map((power) => ({
      assumption: "spectrum",
      instead: power < 1 ? "flatter: ℓ^⅔" : "steeper: ℓ^1.5",
      spectrum: { eigenvalues: powered(spectrum.eigenvalues, power) },
    }));
  }
  const { dimension, decay } = spectrum;
  const decays = [Math.max(0, decay - 0.5), decay + 0.5];
  const dimensions = [Math.max(1, Math.round(dimension / 2)), 2 * dimension];
  return [
    ...decays.map((value) => ({
      assumption: "spectrum's decay",
      instead: String(value),
      spectrum: { dimension, decay: value },
    })),
    ...dimensions.map((value) => ({
      assumption: "features",
      instead: value.toLocaleString("en-US"),
      spectrum: { dimension: value, decay },
    })),
  ];
}

/** Of the same trace. */
function powered(eigenvalues: Float64Array, power: number): Float64Array {
  const raised = eigenvalues.map((value) => value ** power);
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
  const scale = sum(eigenvalues) / sum(raised);
  return raised.map((value) => scale * value);
}

/** Halving nothing changes nothing. */
const isChanged = (premises: Premises, changed: Premises): boolean =>
  JSON.stringify([premises.posed, premises.quality, premises.shiftLies, premises.verifierCleans]) !==
  JSON.stringify([changed.posed, changed.quality, changed.shiftLies, changed.verifierCleans]);
