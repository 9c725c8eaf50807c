import type { Correctness, OperatingPoint } from "../operating-point.ts";
import type { DesignEffects } from "./jeffreys.ts";

/** C/(C−1) · (t/z)² ≈ 1 + 3.4/C at 95 %: a variance estimated from C inputs is itself uncertain. */
const SMALL_SAMPLE = 3.4;

/** Labelled candidates whose inputs are the independent units, several an input. */
export interface LabelledCandidates {
  readonly correct: Correctness;
  /** Input index of each candidate, ≥ 0. */
  readonly cluster: Int32Array;
  /** How many candidates each stands for, with mean 1; equal where left out. */
  readonly weights?: Float64Array;
}

/** What resampling inputs rather than candidates does to the spread of φ̂, ψ̂ and p̂, and how it ties them together. */
export interface ClusterDesign {
  readonly inputs: number;
  readonly effects: DesignEffects;
  /** Correlations of φ̂ with ψ̂, φ̂ with p̂, ψ̂ with p̂. */
  readonly correlation: readonly [number, number, number];
}

/** The design as candidates are kept one after the other. */
export interface DesignWalk {
  /** Keeps one more candidate, by its index. */
  keep(candidate: number): void;
  /** Of what is kept so far. */
  design(point: OperatingPoint): ClusterDesign;
}

/** A linear combination of an input's sums (k1, k0, n1, n0). */
type Form = readonly [number, number, number, number];

const K: Form = [1, 1, 0, 0];
const DROPPED: Form = [-1, -1, 1, 1];
const N1: Form = [0, 0, 1, 0];
const N0: Form = [0, 0, 0, 1];
const N: Form = [0, 0, 1, 1];

/**
 * Design effects and correlations at every cut of a ranking, in one pass over its candidates.
 *
 * All that is needed of the inputs are the second moments Σvvᵀ of their sums v = (k1, k0, n1, n0), since residuals of
 * the ratios are linear in them; keeping a candidate changes one input's v.
 */
export function walkDesign({ correct, cluster, weights }: LabelledCandidates): DesignWalk {
  const inputs = cluster.reduce((most, input) => Math.max(most, input + 1), 0);
  const sums = new Float64Array(4 * inputs);
  const own = { kept: new Float64Array(2), n1: new Float64Array(2), n0: new Float64Array(2) };
  for (let i = 0; i < cluster.length; i++) {
    const weight = weights?.[i] ?? 1;
    sums[4 * cluster[i] + 2] += weight * correct[i];
    sums[4 * cluster[i] + 3] += weight * (1 - correct[i]);
    addWeight(own.n1, weight, correct[i]);
    addWeight(own.n0, weight, 1 - correct[i]);
  }
  const moments = momentsOf(sums);
  const change = (input: number, place: 0 | 1, by: number): void => {
    const { totals, products } = moments;
    const v = 4 * input;
    for (let j = 0; j < 4; j++) {
      products[4 * place + j] += by * sums[v + j];
      products[4 * j + place] += by * sums[v + j];
    }
    products[5 * place] += by * by;
    sums[v + place] += by;
    totals[place] += by;
  };
  const occupied = countOccupied(sums);
  return {
    keep(candidate) {
      const weight = weights?.[candidate] ?? 1;
      change(cluster[candidate], 0, weight * correct[candidate]);
      change(cluster[candidate], 1, weight * (1 - correct[candidate]));
      addWeight(own.kept, weight, 1);
    },
    design: (point) => designOf(moments, own, point, occupied),
  };
}

/** Design effects and correlations of one decision: 1 kept, 0 dropped. */
export function clusterDesign(
  sample: LabelledCandidates & { readonly kept: Uint8Array },
  point: OperatingPoint,
): ClusterDesign {
  const walk = walkDesign(sample);
  sample.kept.forEach((isKept, i) => {
    if (isKept) walk.keep(i);
  });
  return walk.design(point);
}

/** Σw and Σw² of single candidates. */
interface Weights {
  readonly kept: Float64Array;
  readonly n1: Float64Array;
  readonly n0: Float64Array;
}

function addWeight(sums: Float64Array, weight: number, share: number): void {
  sums[0] += weight * share;
  sums[1] += weight * weight * share;
}

interface Moments {
  /** Σv. */
  readonly totals: Float64Array;
  /** Σvvᵀ, 4 × 4. */
  readonly products: Float64Array;
}

function momentsOf(sums: Float64Array): Moments {
  const totals = new Float64Array(4);
  const products = new Float64Array(16);
  for (let v = 0; v < sums.length; v += 4) {
    for (let i = 0; i < 4; i++) {
      totals[i] += sums[v + i];
      for (let j = 0; j < 4; j++) products[4 * i + j] += sums[v + i] * sums[v + j];
    }
  }
  return { totals, products };
}

function countOccupied(sums: Float64Array): number {
  let count = 0;
  for (let v = 0; v < sums.length; v += 4) if (sums[v + 2] + sums[v + 3] > 0) count++;
  return count;
}

function designOf(
  moments: Moments,
  { kept, n1, n0 }: Weights,
  { phi, psi, error }: OperatingPoint,
  inputs: number,
): ClusterDesign {
  const phiResidual: Form = [1, 0, -phi, 0];
  const psiResidual: Form = [0, 1, 0, -psi];
  const errorResidual: Form = [0, 0, -error, 1 - error];
  const [total, squares] = [n1[0] + n0[0], n1[1] + n0[1]];
  const unit = weightOf(total, squares, 1);
  const correct: Group = { size: typicalSize(moments, N1), weight: weightOf(n1[0], n1[1], unit) };
  const incorrect: Group = { size: typicalSize(moments, N0), weight: weightOf(n0[0], n0[1], unit) };
  const together: Group = { size: typicalSize(moments, K), weight: weightOf(kept[0], kept[1], unit) };
  const apart: Group = {
    size: typicalSize(moments, DROPPED),
    weight: weightOf(total - kept[0], squares - kept[1], unit),
  };
  const all: Group = { size: typicalSize(moments, N), weight: unit };
  const cosine = (x: Form, y: Form) => correlationOf(moments, x, y);
  return {
    inputs,
    effects: {
      phi: designEffect(moments, phiResidual, N1, phi, correct, together, apart),
      psi: designEffect(moments, psiResidual, N0, psi, incorrect, together, apart),
      error: designEffect(
        moments,
        errorResidual,
        N,
        error,
        all,
        { size: Infinity, weight: incorrect.weight },
        { size: Infinity, weight: correct.weight },
      ),
    },
    correlation: [
      cosine(phiResidual, psiResidual),
      cosine(phiResidual, errorResidual),
      cosine(psiResidual, errorResidual),
    ],
  };
}

/** Candidates of one input that go together. */
interface Group {
  /** Sum of weights in the group that a random candidate is in; Infinity where there are none to tell. */
  readonly size: number;
  /** Of a random candidate. */
  readonly weight: number;
}

/** Weight of a random candidate, Σw²/Σw. */
function weightOf(sum: number, squares: number, otherwise: number): number {
  return sum > 1e-9 ? squares / sum : otherwise;
}

/**
 * Of the ratio R = Σa/Σb over inputs: residuals a − R b, whose sum of squares over (Σb)² is the variance of R, and the
 * design effect, that variance over the binomial R(1−R)/Σb.
 *
 * At counts near zero the data hardly know their design effect (one kept candidate always looks independent), so half
 * a group that is in a and half a one that is not are added to both variances: the effect starts at the size of such a
 * group, as if its candidates were copies, and the data move it from there. Few inputs widen it (Korn & Graubard's
 * degrees of freedom), with C the effective number of those that b has. For one candidate an input all this is 1, and
 * with weights it starts at that of the candidates in question.
 *
 * @param base a group of b; no group of a or of the rest has more candidates
 * @param inside a group that is in a together
 * @param outside a group that is not
 */
function designEffect(
  moments: Moments,
  residual: Form,
  form: Form,
  ratio: number,
  base: Group,
  inside: Group,
  outside: Group,
): number {
  const size = total(moments, form);
  if (size === 0) return 1;
  const sizeOf = (group: Group) => Math.min(group.size, group.weight * (base.size / base.weight));
  const groupIn = sizeOf(inside);
  const groupOut = sizeOf(outside);
  const whenIn = 0.5 * groupIn * (1 - ratio) ** 2;
  const whenOut = 0.5 * groupOut * ratio ** 2;
  const squares = Math.max(0, product(moments, residual, residual));
  const spread = squares + whenIn * groupIn + whenOut * groupOut;
  const binomial = size * ratio * (1 - ratio) + whenIn + whenOut;
  const fewInputs = 1 + (SMALL_SAMPLE * Math.max(0, base.size - 1)) / size;
  return fewInputs * (spread / binomial);
}

/** Size of the group that a random member is in, Σx²/Σx; Infinity where there are none to tell. */
function typicalSize(moments: Moments, form: Form): number {
  const size = total(moments, form);
  return size > 0 ? product(moments, form, form) / size : Infinity;
}

/** Correlation of residuals, which sum to zero; 0 where one is constant. */
function correlationOf(moments: Moments, x: Form, y: Form): number {
  const scale = product(moments, N, N);
  const xx = product(moments, x, x);
  const yy = product(moments, y, y);
  const xy = product(moments, x, y);
  const rounding = 1e-14 * scale;
  if (xx <= rounding || yy <= rounding || Math.abs(xy) <= rounding) return 0;
  return Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
}

/** Σ x·v over inputs. */
function total({ totals }: Moments, x: Form): number {
  return x[0] * totals[0] + x[1] * totals[1] + x[2] * totals[2] + x[3] * totals[3];
}

/** Σ (x·v)(y·v) over inputs. */
function product({ products }: Moments, x: Form, y: Form): number {
  let sum = 0;
  for (let i = 0; i < 4; i++) {
    if (x[i] === 0) continue;
    for (let j = 0; j < 4; j++) sum += x[i] * y[j] * products[4 * i + j];
  }
  return sum;
}
