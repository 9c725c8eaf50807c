import { PstarError } from "../../errors.ts";
import { createRandom, type Random } from "../../random/generator.ts";
import { deriveSeed } from "../../random/seed.ts";
import { type CollapseSetting, checkCount } from "../collapse/setting.ts";
import { solvePositive } from "../linear-algebra/cholesky.ts";
import { normals } from "../linear-algebra/gaussian.ts";
import { apply, matrix, transposed } from "../linear-algebra/matrix.ts";
import { gram } from "../linear-algebra/product.ts";
import { checkRuns, type MeanEstimate, meanEstimate, type RunControl, runEach } from "../runs.ts";
import { firstShift, mixingTrajectory, nextGeneration } from "./generation.ts";
import { fixedPlateau, freshPlateau } from "./plateau.ts";
import { checkMixing } from "./weighted.ts";

export interface WeightPoint {
  /** α, the share of the loss that synthetic rows have. */
  readonly syntheticWeight: number;
  /** Closed form of the test error on real data, without the noise of its labels. */
  readonly predicted: number;
  readonly error: MeanEstimate;
}

/**
 * Single-step weighting (Dohmatob et al. 2024, "Strong Model Collapse"): one ridge fit on real and synthetic rows for
 * each weight, all of a run's fits on the same rows.
 *
 * @param setting samples × syntheticShare whole, width null
 * @param weights each in [0, 1]; p₂ is no weighting, 0 is real rows alone
 * @throws PstarError (exit code 2) naming the value out of range, see `weightedEquivalent`
 */
export async function simulateWeights(
  setting: CollapseSetting,
  weights: readonly number[],
  control: RunControl,
): Promise<WeightPoint[]> {
  checkRuns(control);
  for (const weight of weights) checkMixing(setting, weight);
  const counts = countsOf(setting);
  const [runs] = await runEach([setting], control, (_, __, run) => {
    const random = createRandom(deriveSeed(control.seed, "mixing", "weights", run));
    const { truth, teacher } = drawWeights(setting, random);
    const real = labelled(drawRows(setting, counts.real, random), truth, setting.noise, random);
    const synthetic = labelled(
      drawRows(setting, counts.synthetic, random),
      teacher,
      setting.syntheticNoise,
      random,
    );
    return weights.map((weight) => errorOf(setting, mixedFit(setting, real, synthetic, weight), truth));
  });
  return weights.map((syntheticWeight, i) => ({
    syntheticWeight,
    predicted: nextGeneration(setting, firstShift(setting), syntheticWeight).error,
    error: meanEstimate(runs.map((errors) => errors[i])),
  }));
}

export interface IterativeOptions extends RunControl {
  /** samples × syntheticShare whole, width null. */
  readonly setting: CollapseSetting;
  readonly generations: number;
  /** α of every fit, or "best" for each generation's best by its closed form. */
  readonly syntheticWeight: number | "best";
  /** Whether generations draw rows anew, or relabel the same synthetic rows beside the same real ones. */
  readonly rows: "fresh" | "fixed";
}

export interface IterativePoint {
  /** From 1: the first fits labels of the generator that `setting` speaks of. */
  readonly generation: number;
  readonly syntheticWeight: number;
  /** Closed form, or null: there is none beyond the first generation for fixed rows, whose errors depend on each other. */
  readonly predicted: number | null;
  readonly error: MeanEstimate;
}

export interface IterativeSimulation {
  readonly points: readonly IterativePoint[];
  /** Where a constant weight ends, see `freshPlateau` and `fixedPlateau`; null where no closed form says. */
  readonly plateau: number | null;
}

/**
 * Iterative mixing: fit on the mix, let the fitted model label the synthetic rows of the next mix, fit again.
 *
 * @throws PstarError (exit code 2) naming the value out of range, see `weightedEquivalent`
 */
export async function simulateIterative(options: IterativeOptions): Promise<IterativeSimulation> {
  const { setting, generations, syntheticWeight, rows, seed } = options;
  checkRuns(options);
  const trajectory = mixingTrajectory(setting, generations, syntheticWeight);
  const counts = countsOf(setting);
  const [runs] = await runEach([setting], options, (_, __, run) => {
    const random = createRandom(deriveSeed(seed, "mixing", "iterative", run));
    const { truth, teacher } = drawWeights(setting, random);
    const drawReal = () => labelled(drawRows(setting, counts.real, random), truth, setting.noise, random);
    const drawSynthetic = () => drawRows(setting, counts.synthetic, random);
    let [real, synthetic] = [drawReal(), drawSynthetic()];
    let weights: Float64Array = teacher;
    return trajectory.map((generation, i) => {
      if (i > 0 && rows === "fresh") [real, synthetic] = [drawReal(), drawSynthetic()];
      const relabelled = labelled(synthetic, weights, setting.syntheticNoise, random);
      weights = mixedFit(setting, real, relabelled, generation.syntheticWeight);
      return errorOf(setting, weights, truth);
    });
  });
  const points = trajectory.map((generation, i) => ({
    generation: i + 1,
    syntheticWeight: generation.syntheticWeight,
    predicted: rows === "fresh" || i === 0 ? generation.error : null,
    error: meanEstimate(runs.map((errors) => errors[i])),
  }));
  const plateau = rows === "fresh" ? freshPlateau : fixedPlateau;
  return { points, plateau: syntheticWeight === "best" ? null : plateau(setting, syntheticWeight) };
}

/** XᵀX/n and XᵀY/n of a kind's n rows: all that a fit sees. */
interface Moments {
  readonly gram: Float64Array;
  readonly target: Float64Array;
}

interface Rows {
  readonly count: number;
  /** count × d, row-major. */
  readonly features: Float64Array;
  /** XᵀX/n. */
  readonly gram: Float64Array;
}

function drawWeights({ signal, shift }: CollapseSetting, random: Random) {
  const truth = normals(random, signal.length).map((z, i) => z * Math.sqrt(signal[i]));
  const teacher = normals(random, shift.length).map((z, i) => truth[i] + z * Math.sqrt(shift[i]));
  return { truth, teacher };
}

function drawRows({ eigenvalues }: CollapseSetting, count: number, random: Random): Rows {
  const d = eigenvalues.length;
  const features = normals(random, count * d).map((z, at) => z * Math.sqrt(eigenvalues[at % d]));
  const sums = gram(transposed(matrix(features, count, d)));
  return { count, features, gram: sums.map((sum) => sum / Math.max(1, count)) };
}

/** The rows with labels xᵀw + noise · N(0, 1). */
function labelled(
  { count, features, gram }: Rows,
  weights: Float64Array,
  noise: number,
  random: Random,
): Moments {
  const rows = matrix(features, count, weights.length);
  const labels = apply(rows, weights).map((value) => value + noise * random.normal());
  return { gram, target: apply(transposed(rows), labels).map((sum) => sum / Math.max(1, count)) };
}

function mixedFit(
  { ridge }: CollapseSetting,
  real: Moments,
  synthetic: Moments,
  weight: number,
): Float64Array {
  const d = real.target.length;
  const mix = (a: Float64Array, b: Float64Array) => a.map((value, i) => (1 - weight) * value + weight * b[i]);
  const system = mix(real.gram, synthetic.gram);
  for (let i = 0; i < d; i++) system[i * d + i] += ridge;
  return solvePositive(system, d, mix(real.target, synthetic.target));
}

/** E (xᵀŵ − xᵀw₁)², exactly. */
function errorOf({ eigenvalues }: CollapseSetting, weights: Float64Array, truth: Float64Array): number {
  return weights.reduce((sum, weight, i) => sum + eigenvalues[i] * (weight - truth[i]) ** 2, 0);
}

function countsOf({ samples, syntheticShare }: CollapseSetting): { real: number; synthetic: number } {
  checkCount("samples", samples);
  const synthetic = Math.round(samples * syntheticShare);
  if (Math.abs(synthetic - samples * syntheticShare) > 1e-9 * samples) {
    throw new PstarError(`of ${samples} rows must be a whole number, not ${samples * syntheticShare}`, {
      where: "syntheticShare",
      exitCode: 2,
    });
  }
  return { real: samples - synthetic, synthetic };
}
