import { deriveSeed } from "../../random/seed.ts";
import { type MeanEstimate, meanEstimate } from "../runs.ts";
import { type LabelGenerator, labelGenerator } from "./generator.ts";
import { readIdxImages } from "./idx.ts";
import { type LabelledImages, labelsOf, type Split, splitImages } from "./images.ts";
import { checkNetworkOptions, checkRows, type NetworkOptions } from "./options.ts";
import { errorRate, predict, predictedClasses, squaredError } from "./predict.ts";
import { standInDigits } from "./stand-in.ts";
import { createTrainers, type Trainers } from "./trainers.ts";

export interface NetworkPoint {
  readonly width: number;
  readonly samples: number;
  readonly syntheticShare: number;
  /** p, share of test rows the generator labels wrong, mean over runs. */
  readonly generatorError: number;
  /** Share of test rows the student gets wrong. */
  readonly testError: MeanEstimate;
  /** Mean squared distance of the student's outputs from the one-hot true label: the error the theory speaks of. */
  readonly squaredError: MeanEstimate;
  /** The same on the student's own rows and labels, mean over runs: about 0 where it interpolates them. */
  readonly trainingError: number;
  /** What both errors tend to for a student that can learn all, see `collapseLimit`. */
  readonly limit: CollapseLimit;
  readonly runs: number;
}

export interface CollapseLimit {
  readonly testError: number;
  readonly squaredError: number;
}

export interface NetworkHooks {
  /** Rejects the simulation, within an update, with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called when a point's runs are done, in the order of the result. */
  readonly onPoint?: (point: NetworkPoint, done: number, total: number) => void;
}

/** What all points share in a run, so that they differ by what the grid says and not by luck. */
interface Run {
  readonly split: Split;
  readonly generator: LabelGenerator;
  /** Of the fresh weights and the order of rows. */
  readonly studentSeed: number;
}

interface StudentErrors {
  readonly testError: number;
  readonly squaredError: number;
  readonly trainingError: number;
}

type Cell = Pick<NetworkPoint, "width" | "samples" | "syntheticShare">;

/**
 * Strong model collapse in neural networks (after the image experiments of Dohmatob et al. 2024): students with one hidden
 * layer fit one-hot labels by least squares; a share of the labels comes from a worse model, a network of the same kind
 * that saw few real rows. Points by width, then samples, then share. What else is in the grid changes no point.
 *
 * Our own choices: the generator's labels are hard, GELU units, AdamW for a fixed number of updates.
 *
 * @throws PstarError (exit code 2) naming an option out of range, a file that is not what it should be, or too few images;
 * (exit code 1) when a training diverges; the signal's reason when aborted
 */
export async function simulateNetwork(
  options: NetworkOptions,
  { signal, onPoint }: NetworkHooks = {},
): Promise<{ points: NetworkPoint[] }> {
  checkNetworkOptions(options);
  const { files, standInRows, widths, samples, syntheticShares, seed } = options;
  const images =
    files === undefined ? standInDigits(standInRows, deriveSeed(seed, "stand-in")) : readIdxImages(files);
  checkRows(images, options);
  const grid = widths.flatMap((width) =>
    samples.flatMap((n) => syntheticShares.map((syntheticShare) => ({ width, samples: n, syntheticShare }))),
  );
  const trainers = createTrainers(images, options);
  try {
    const runs: Run[] = [];
    for (let run = 0; run < options.runs; run++) {
      runs.push(await prepareRun(images, options, trainers, run, signal));
    }
    const points: NetworkPoint[] = [];
    for (const cell of grid) {
      const students: StudentErrors[] = [];
      for (const run of runs) students.push(await trainStudent(images, run, cell, trainers, signal));
      const point = summary(cell, runs, students);
      points.push(point);
      onPoint?.(point, points.length, grid.length);
    }
    return { points };
  } finally {
    await trainers.release();
  }
}

/**
 * Errors of least squares with endless rows and no limit to what it can fit, where the true label y is a function of the
 * image: E[label | x] = (1 − p₂) y(x) + p₂ g(x) with g the generator's label. Its squared error is p₂² E‖g − y‖², which is
 * two for each wrong label (the p₂² c² of theory.md §4); its largest output is right wherever g is, and elsewhere as long
 * as p₂ < ½. A student falls short of it in both ways: few rows add error, and what it can't learn of g's errors spares it.
 * @param generatorError p, in [0, 1]
 */
export function collapseLimit(syntheticShare: number, generatorError: number): CollapseLimit {
  const swayed = syntheticShare === 0.5 ? 0.5 : Number(syntheticShare > 0.5);
  return {
    testError: swayed * generatorError,
    squaredError: 2 * syntheticShare ** 2 * generatorError,
  };
}

async function prepareRun(
  images: LabelledImages,
  options: NetworkOptions,
  trainers: Trainers,
  run: number,
  signal?: AbortSignal,
): Promise<Run> {
  const { generatorRows, generatorWidth, seed } = options;
  const split = splitImages(images.rows, options, run);
  const trainer = await trainers.of(generatorWidth, generatorRows);
  const generatorSeed = deriveSeed(seed, "generator", run);
  const generator = await labelGenerator(trainer, images, split, generatorSeed, signal);
  return { split, generator, studentSeed: deriveSeed(seed, "student", run) };
}

/** Rows lie in random order, so the first p₂ n of them serve as the synthetic ones. */
async function trainStudent(
  images: LabelledImages,
  { split, generator, studentSeed }: Run,
  { width, samples, syntheticShare }: Cell,
  trainers: Trainers,
  signal?: AbortSignal,
): Promise<StudentErrors> {
  const rows = split.student.subarray(0, samples);
  const labels = labelsOf(images, rows);
  labels.set(generator.labels.subarray(0, Math.round(syntheticShare * samples)));
  const trainer = await trainers.of(width, samples);
  const student = await trainer.fit({ images, rows, labels }, studentSeed, signal);
  const outputs = await predict(student, images, split.test);
  const truth = labelsOf(images, split.test);
  return {
    testError: errorRate(predictedClasses(outputs, images.classes), truth),
    squaredError: squaredError(outputs, truth),
    trainingError: squaredError(await predict(student, images, rows), labels),
  };
}

function summary(cell: Cell, runs: readonly Run[], students: readonly StudentErrors[]): NetworkPoint {
  const generatorError = mean(runs.map(({ generator }) => generator.error));
  return {
    ...cell,
    generatorError,
    testError: meanEstimate(students.map(({ testError }) => testError)),
    squaredError: meanEstimate(students.map(({ squaredError }) => squaredError)),
    trainingError: mean(students.map(({ trainingError }) => trainingError)),
    limit: collapseLimit(cell.syntheticShare, generatorError),
    runs: runs.length,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
