import { argsort } from "../../metrics/argsort.ts";
import { createRandom } from "../../random/generator.ts";
import { deriveSeed } from "../../random/seed.ts";
import type { Correctness, Counts, OperatingPoint } from "../operating-point.ts";
import { type DesignEffects, type DrawOptions, type Draws, jeffreysDraws } from "./jeffreys.ts";

/** C/(C−1) · (t/z)² ≈ 1 + 3.4/C at 95 %: a variance estimated from C inputs is itself uncertain. */
const SMALL_SAMPLE = 3.4;

/** Candidates whose inputs are the independent units, several an input. */
export interface ClusteredSample {
  /** 1 kept, 0 dropped. */
  readonly kept: Uint8Array;
  readonly correct: Correctness;
  /** Input index of each candidate, ≥ 0. */
  readonly cluster: Int32Array;
}

/** What resampling inputs rather than candidates does to the spread of φ̂, ψ̂ and p̂, and how it ties them together. */
export interface ClusterDesign {
  readonly inputs: number;
  readonly effects: DesignEffects;
  /** Correlations of φ̂ with ψ̂, φ̂ with p̂, ψ̂ with p̂. */
  readonly correlation: readonly [number, number, number];
}

/**
 * Draws for candidates that share inputs, the smooth form of a bootstrap over inputs.
 *
 * A plain bootstrap over inputs claims certainty at zero counts: a resample of an oracle's ψ̂ = 0 is ψ̂ = 0 again. So the
 * spread that resampling inputs would give is computed in closed form (the infinitesimal jackknife: the linearised
 * variance of a ratio over inputs), turned into design effects, and Jeffreys' posterior is taken at the effective
 * counts, k/deff and n/deff (Korn & Graubard 1998; Franco, Little, Louis & Slud 2019). The correlations that
 * the inputs induce among φ̂, ψ̂ and p̂ (best of n keeps one an input, however many are correct) are put back by reordering
 * the draws (Iman & Conover 1982), which leaves each one's own distribution alone. With one candidate an input and
 * yes/no labels all this is exactly `jeffreysDraws`. One pass over the candidates, whatever the number of draws.
 */
export function clusteredDraws(counts: Counts, design: ClusterDesign, options: DrawOptions): Draws {
  const draws = jeffreysDraws(counts, options, design.effects);
  return correlate(draws, design.correlation, deriveSeed(options.seed, "correlation"));
}

/** Design effects and correlations from each input's own sums. */
export function clusterDesign(sample: ClusteredSample, point: OperatingPoint): ClusterDesign {
  const { size, n1, n0, k1, k0 } = sumByInput(sample);
  const together = typicalSize(k1.map((k, c) => k + k0[c]));
  const apart = typicalSize(size.map((candidates, c) => candidates - k1[c] - k0[c]));
  const phi = linearise(k1, n1, point.phi, together, apart);
  const psi = linearise(k0, n0, point.psi, together, apart);
  const error = linearise(n0, size, point.error, Infinity, Infinity);
  return {
    inputs: size.reduce((count, candidates) => count + (candidates > 0 ? 1 : 0), 0),
    effects: { phi: phi.effect, psi: psi.effect, error: error.effect },
    correlation: [
      cosine(phi.residuals, psi.residuals),
      cosine(phi.residuals, error.residuals),
      cosine(psi.residuals, error.residuals),
    ],
  };
}

function sumByInput({ kept, correct, cluster }: ClusteredSample) {
  const inputs = cluster.reduce((most, input) => Math.max(most, input + 1), 0);
  const make = () => new Float64Array(inputs);
  const sums = { size: make(), n1: make(), n0: make(), k1: make(), k0: make() };
  for (let i = 0; i < cluster.length; i++) {
    const input = cluster[i];
    const s = correct[i];
    sums.size[input]++;
    sums.n1[input] += s;
    sums.n0[input] += 1 - s;
    if (kept[i] === 0) continue;
    sums.k1[input] += s;
    sums.k0[input] += 1 - s;
  }
  return sums;
}

/**
 * The ratio R = Σa/Σb over inputs: residuals a − R b, whose sum of squares over (Σb)² is the variance of R, and the
 * design effect, that variance over the binomial R(1−R)/Σb.
 *
 * At counts near zero the data hardly know their design effect (one kept candidate always looks independent), so half
 * a group that is in a and half a one that is not are added to both variances: the effect starts at the size of such a
 * group, as if its candidates were copies, and the data move it from there. Few inputs widen it (Korn & Graubard's
 * degrees of freedom), with C the effective number of those that b has. For one candidate an input all this is 1.
 *
 * @param inside typical size of a group that is in a together
 * @param outside typical size of a group that is not
 */
function linearise(a: Float64Array, b: Float64Array, ratio: number, inside: number, outside: number) {
  const residuals = a.map((value, c) => value - ratio * b[c]);
  if (sum(b) === 0) return { residuals, effect: 1 };
  const typical = typicalSize(b);
  const groupIn = Math.min(inside, typical);
  const groupOut = Math.min(outside, typical);
  const whenIn = 0.5 * groupIn * (1 - ratio) ** 2;
  const whenOut = 0.5 * groupOut * ratio ** 2;
  const spread = sumOfSquares(residuals) + whenIn * groupIn + whenOut * groupOut;
  const binomial = sum(b) * ratio * (1 - ratio) + whenIn + whenOut;
  const fewInputs = 1 + (SMALL_SAMPLE * Math.max(0, typical - 1)) / sum(b);
  return { residuals, effect: fewInputs * (spread / binomial) };
}

/** Size of the group that a random member is in, Σx²/Σx; Infinity where there are none to tell. */
function typicalSize(sizes: Float64Array): number {
  const total = sum(sizes);
  return total === 0 ? Infinity : sumOfSquares(sizes) / total;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

function sumOfSquares(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value * value;
  return total;
}

/** Correlation of residuals, which sum to zero; 0 where one is constant. */
function cosine(x: Float64Array, y: Float64Array): number {
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let c = 0; c < x.length; c++) {
    xx += x[c] ** 2;
    yy += y[c] ** 2;
    xy += x[c] * y[c];
  }
  const norm = Math.sqrt(xx) * Math.sqrt(yy);
  return norm > 0 && Math.abs(xy) > 1e-12 * norm ? Math.max(-1, Math.min(1, xy / norm)) : 0;
}

/** Reorders the draws so that they are as correlated as a Gaussian copula of these correlations makes them. */
function correlate(draws: Draws, correlation: ClusterDesign["correlation"], seed: number): Draws {
  if (correlation.every((r) => r === 0)) return draws;
  const [phiPsi, phiError, psiError] = correlation;
  const a = Math.sqrt(Math.max(0, 1 - phiPsi ** 2));
  const b = a === 0 ? 0 : (psiError - phiPsi * phiError) / a;
  const c = Math.sqrt(Math.max(0, 1 - phiError ** 2 - b ** 2));
  const random = createRandom(seed);
  const n = draws.phi.length;
  const first = new Float64Array(n);
  const second = new Float64Array(n);
  const third = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const x = random.normal();
    const y = random.normal();
    const z = random.normal();
    first[i] = x;
    second[i] = phiPsi * x + a * y;
    third[i] = phiError * x + b * y + c * z;
  }
  return {
    phi: reorder(draws.phi, first),
    psi: reorder(draws.psi, second),
    error: reorder(draws.error, third),
  };
}

/** The same values in the order of `like`. */
function reorder(values: Float64Array, like: Float64Array): Float64Array {
  const sorted = values.slice().sort();
  const reordered = new Float64Array(values.length);
  argsort(like).forEach((index, rank) => {
    reordered[index] = sorted[rank];
  });
  return reordered;
}
