import { PstarError } from "../errors.ts";
import { trace } from "./spectrum.ts";

const RIDGES = 60;
const ATOMS = 80;
/** Expectation–maximisation sharpens slowly: a tenth of these leaves df₁ a few per cent off. */
const ROUNDS = 10_000;
/** Of the greatest eigenvalue: below it is the rounding of a 0. */
const ROUNDING = 1e-12;

/**
 * The population's spectrum from a sample's. The eigenvalues of S = XᵀX/n spread beyond those of Σ, and where n < d
 * most are 0; but tr S(S + k)⁻¹ ≃ df₁(κ) with κ = k / (1 − tr S(S + k)⁻¹/n) for every k > 0 (the fixed point of
 * Dohmatob et al. 2024, Theorem 1). So the sample shows the population's df₁ on a grid of κ, and the spectrum is the
 * one that explains it best: mass on a grid of eigenvalues by expectation–maximisation, where ℓ is kept at κ with
 * probability ℓ/(ℓ+κ). tr S is kept. Good for df₁, df₂ and κ, and so for errors; what single eigenvalues are below the
 * least κ, about tr Σ/n where n < d, a sample does not tell.
 *
 * @param sampleEigenvalues of XᵀX/n, all d of them, 0 or more up to rounding, not all 0
 * @param samples n, the rows of X, whole
 * @returns d eigenvalues > 0, falling
 * @throws PstarError (exit code 2) naming the value that is out of range
 */
export function populationSpectrum(sampleEigenvalues: Float64Array, samples: number): Float64Array {
  const greatest = sampleEigenvalues.reduce((high, value) => Math.max(high, value), 0);
  check(sampleEigenvalues, samples, greatest);
  const positive = sampleEigenvalues.filter((value) => value > ROUNDING * greatest);
  const { kappas, kept } = shownDegrees(positive, samples);
  const atoms = geometric(kappas[0] / 3, greatest, ATOMS);
  const d = sampleEigenvalues.length;
  const spectrum = quantiles(atoms, explain(atoms, kappas, kept, d), d);
  const scale = trace(positive) / trace(spectrum);
  return spectrum.map((value) => scale * value);
}

/** The population's df₁, as the sample's positive eigenvalues show it, on a rising grid of κ. */
function shownDegrees(positive: Float64Array, n: number): { kappas: Float64Array; kept: Float64Array } {
  const least = positive.reduce((low, value) => Math.min(low, value));
  const greatest = positive.reduce((high, value) => Math.max(high, value));
  const ridges = geometric(least / 3, 10 * greatest, RIDGES);
  const kept = ridges.map((k) => positive.reduce((sum, value) => sum + value / (value + k), 0));
  const kappas = ridges.map((k) => {
    const lost = positive.reduce((sum, value) => sum + k / (value + k), 0);
    return (k * n) / (Math.max(0, n - positive.length) + lost);
  });
  return { kappas, kept };
}

/** Masses of the atoms, d in all: the maximum of the likelihood of so much kept, and the rest of d lost, at each κ. */
function explain(atoms: Float64Array, kappas: Float64Array, kept: Float64Array, d: number): Float64Array {
  const chances = Array.from(kappas, (kappa) => atoms.map((atom) => atom / (atom + kappa)));
  let mass = new Float64Array(atoms.length).fill(d / atoms.length);
  for (let round = 0; round < ROUNDS; round++) {
    const share = new Float64Array(atoms.length);
    for (const [t, chance] of chances.entries()) {
      let expected = 0;
      for (let j = 0; j < atoms.length; j++) expected += chance[j] * mass[j];
      const onKept = kept[t] / expected;
      const onLost = (d - kept[t]) / (d - expected);
      for (let j = 0; j < atoms.length; j++) share[j] += chance[j] * onKept + (1 - chance[j]) * onLost;
    }
    mass = mass.map((value, j) => (value * share[j]) / kappas.length);
  }
  return mass;
}

/** The d eigenvalues, falling: each atom's mass spread evenly over its step of the log grid. */
function quantiles(atoms: Float64Array, mass: Float64Array, d: number): Float64Array {
  const step = Math.log(atoms[1] / atoms[0]);
  const found = new Float64Array(d);
  let above = 0;
  let next = 0;
  for (let j = atoms.length - 1; j >= 0; j--) {
    for (; next < d && next + 0.5 <= above + mass[j]; next++) {
      found[next] = atoms[j] * Math.exp(step * (0.5 - (next + 0.5 - above) / mass[j]));
    }
    above += mass[j];
  }
  return found.fill(atoms[0], next);
}

/** `count` numbers from low to high at equal ratios. */
function geometric(low: number, high: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => low * (high / low) ** (i / (count - 1)));
}

function check(values: Float64Array, samples: number, greatest: number): void {
  const refuse = (where: string, range: string, value: number): never => {
    throw new PstarError(`must be ${range}, not ${value}`, { where, exitCode: 2 });
  };
  if (!(Number.isSafeInteger(samples) && samples >= 1))
    refuse("samples", "a whole number, 1 or more", samples);
  if (!(greatest > 0)) refuse("sampleEigenvalues", "not all 0", greatest);
  const bad = values.findIndex((value) => !(value >= -ROUNDING * greatest && value < Infinity));
  if (bad >= 0) refuse(`sampleEigenvalues[${bad}]`, "finite and 0 or more", values[bad]);
}
