import { createRandom, type Random } from "../../random/generator.ts";
import { deriveSeed } from "../../random/seed.ts";
import { checkCount, checkPositive } from "../collapse/setting.ts";
import { normals } from "../linear-algebra/gaussian.ts";
import {
  checkDimension,
  checkKeptShare,
  checkRuns,
  type MeanEstimate,
  meanEstimate,
  type RunControl,
  runEach,
} from "../runs.ts";
import { checkAngle } from "../selection/geometry.ts";
import { fitLogistic } from "./logistic.ts";
import {
  averageAccuracy,
  mixtureAccuracy,
  type Student,
  type VerifiedMixture,
  verifiedMixture,
} from "./verified.ts";

/** A linear rule: at an angle in [0, π] to μ, or logistic regression on so many real rows. */
export type Rule =
  | { readonly kind: "angle"; readonly angle: number }
  | { readonly kind: "fitted"; readonly rows: number };

export interface MixtureOptions extends RunControl {
  /** ‖μ‖ > 0; the best accuracy is Φ(‖μ‖). */
  readonly separation: number;
  /** ≥ 3. */
  readonly dimension: number;
  readonly generator: Rule;
  /** "none" keeps everything. An angle's errors are unrelated to the generator's: an azimuth of π/2. */
  readonly verifiers: readonly (Rule | { readonly kind: "none" })[];
  /** n′, kept rows a student is fitted on. */
  readonly rows: readonly number[];
  readonly student: Student;
  /** Of logistic fits, per row, > 0. */
  readonly ridge: number;
}

export const MIXTURE_DEFAULTS: MixtureOptions = {
  separation: 1.555,
  dimension: 20,
  generator: { kind: "fitted", rows: 20 },
  verifiers: [
    { kind: "none" },
    { kind: "angle", angle: 1.2 },
    { kind: "angle", angle: 0.8 },
    { kind: "angle", angle: 0.4 },
    { kind: "angle", angle: 0 },
    { kind: "fitted", rows: 200 },
  ],
  rows: [30, 100, 300, 1000, 3000, 10_000],
  student: "logistic",
  ridge: 1e-5,
  runs: 10,
  seed: 0,
};

export interface MixturePoint {
  readonly rows: number;
  readonly accuracy: MeanEstimate;
  /** Accuracy over the best there is, Φ(‖μ‖). */
  readonly relative: MeanEstimate;
  /** The averaging student's closed form at this many rows; the logistic student has none. */
  readonly predicted: number | null;
}

export interface MixtureCurve extends Omit<VerifiedMixture, "limit" | "moments"> {
  readonly verifier: Rule | { readonly kind: "none" };
  /** The student's accuracy at endless rows; of the logistic one as its ridge tends to 0. */
  readonly limit: number;
  readonly points: readonly MixturePoint[];
}

export interface MixtureSimulation {
  /** Φ(‖μ‖). */
  readonly bestAccuracy: number;
  readonly generatorAccuracy: number;
  readonly curves: readonly MixtureCurve[];
}

/**
 * Gaussian mixture with finite data (Feng et al. 2024, "Beyond Model Collapse", Figure 3): a generator labels fresh rows
 * of x | y ~ N(yμ, I), each verifier keeps those whose label it agrees with, and a student is fitted on the first n′ it
 * keeps; accuracies are exact, Φ(‖μ‖ cos θ). Generator and verifiers are drawn once, from the seed, so that φ, ψ and p⋆
 * are one exact number each; the runs draw the candidates, which the verifiers share.
 *
 * The student is a logistic regression with a small ridge, which plateaus at the generator when nothing is verified, or
 * the average Σ label · x, which has a closed form at every n′. See `verifiedMixture` for the limits of both.
 *
 * @throws PstarError (exit code 2) naming the value out of range
 */
export async function simulateMixture(options: MixtureOptions): Promise<MixtureSimulation> {
  checkOptions(options);
  const { separation, dimension, verifiers, rows, student, seed } = options;
  const generator = ruleOf(
    options.generator,
    options,
    createRandom(deriveSeed(seed, "mixture", "generator")),
  );
  const rules = verifiers.map((verifier, i) => {
    const random = createRandom(deriveSeed(seed, "mixture", "verifier", i));
    return verifier.kind === "none" ? generator : ruleOf(verifier, options, random, generator);
  });
  const closed = rules.map((rule) =>
    verifiedMixture({
      separation,
      generatorCosine: generator[0],
      verifierCosine: rule[0],
      betweenCosine: rule === generator ? 1 : dot(generator, rule),
    }),
  );
  for (const [i, { keptShare }] of closed.entries()) checkKeptShare(keptShare, `verifiers[${i}]`);

  const [runs] = await runEach([generator], options, (_, __, run) => {
    const random = createRandom(deriveSeed(seed, "mixture", "run", run));
    const kept = drawKept(generator, rules, options, random);
    return kept.map((labelled) => accuraciesOf(labelled, options));
  });
  const bestAccuracy = mixtureAccuracy(separation, 1);
  const curves = closed.map(({ limit, moments, ...rates }, i) => ({
    verifier: verifiers[i],
    ...rates,
    limit: limit[student],
    points: rows.map((count, at) => {
      const accuracy = meanEstimate(runs.map((run) => run[i][at]));
      const { mean, standardError } = accuracy;
      return {
        rows: count,
        accuracy,
        relative: { mean: mean / bestAccuracy, standardError: standardError / bestAccuracy },
        predicted: student === "average" ? averageAccuracy(moments, separation, dimension, count) : null,
      };
    }),
  }));
  return { bestAccuracy, generatorAccuracy: mixtureAccuracy(separation, generator[0]), curves };
}

/** A unit vector, μ being the first axis; an angle is turned away from `other` at an azimuth of π/2. */
function ruleOf(rule: Rule, options: MixtureOptions, random: Random, other?: Float64Array): Float64Array {
  const { separation, dimension, ridge } = options;
  if (rule.kind === "fitted") {
    const labelled = normals(random, rule.rows * dimension);
    for (let at = 0; at < labelled.length; at += dimension) labelled[at] += separation;
    return unit(fitLogistic(labelled, dimension, ridge));
  }
  const across = normals(random, dimension);
  across[0] = 0;
  if (other !== undefined) {
    const away = other.slice();
    away[0] = 0;
    const length = Math.hypot(...away);
    const along = length === 0 ? 0 : dot(across, away) / length ** 2;
    for (let j = 0; j < dimension; j++) across[j] -= along * away[j];
  }
  const result = unit(across).map((value) => value * Math.sin(rule.angle));
  result[0] = Math.cos(rule.angle);
  return result;
}

/** Of each verifier the first rows it keeps, times their labels; z = y x, of which the true label's sign is no part. */
function drawKept(
  generator: Float64Array,
  verifiers: readonly Float64Array[],
  { separation, dimension, rows }: MixtureOptions,
  random: Random,
): Float64Array[] {
  const wanted = rows.reduce((most, count) => Math.max(most, count)) * dimension;
  const kept = verifiers.map(() => new Float64Array(wanted));
  const filled = verifiers.map(() => 0);
  const z = new Float64Array(dimension);
  while (filled.some((length) => length < wanted)) {
    z.set(normals(random, dimension));
    z[0] += separation;
    const label = dot(z, generator) >= 0 ? 1 : -1;
    for (const [i, verifier] of verifiers.entries()) {
      if (filled[i] === wanted || label * dot(z, verifier) < 0) continue;
      for (let j = 0; j < dimension; j++) kept[i][filled[i] + j] = label * z[j];
      filled[i] += dimension;
    }
  }
  return kept;
}

/** Of one student for each of `rows`. */
function accuraciesOf(labelled: Float64Array, options: MixtureOptions): number[] {
  const { separation, dimension, rows, student, ridge } = options;
  return rows.map((count) => {
    const first = labelled.subarray(0, count * dimension);
    const weights = student === "logistic" ? fitLogistic(first, dimension, ridge) : average(first, dimension);
    return mixtureAccuracy(separation, unit(weights)[0]);
  });
}

function average(labelled: Float64Array, dimension: number): Float64Array {
  const sum = new Float64Array(dimension);
  for (let at = 0; at < labelled.length; at += dimension) {
    for (let j = 0; j < dimension; j++) sum[j] += labelled[at + j];
  }
  return sum;
}

function unit(vector: Float64Array): Float64Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < b.length; j++) sum += a[j] * b[j];
  return sum;
}

function checkOptions(options: MixtureOptions): void {
  checkRuns(options);
  checkPositive("separation", options.separation);
  checkDimension(options.dimension);
  checkPositive("ridge", options.ridge);
  if (options.rows.length === 0) checkCount("rows", 0);
  for (const [i, count] of options.rows.entries()) checkCount(`rows[${i}]`, count);
  checkRule("generator", options.generator);
  for (const [i, rule] of options.verifiers.entries()) {
    if (rule.kind !== "none") checkRule(`verifiers[${i}]`, rule);
  }
}

function checkRule(where: string, rule: Rule): void {
  if (rule.kind === "fitted") checkCount(`${where}.rows`, rule.rows);
  else checkAngle(`${where}.angle`, rule.angle);
}
