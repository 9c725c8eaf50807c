import { PstarError } from "../../errors.ts";
import { normalQuantile } from "../../metrics/normal.ts";
import { checkCount, checkNotNegative } from "../collapse/setting.ts";
import { NotPositiveDefinite, solvePositive } from "../linear-algebra/cholesky.ts";
import { symmetricEigenvalues } from "../linear-algebra/eigenvalues.ts";
import { apply, matrix, transposed } from "../linear-algebra/matrix.ts";
import { gram } from "../linear-algebra/product.ts";
import { populationSpectrum } from "../sample-spectrum.ts";
import { type Measured, refuse } from "./uncertain.ts";

/** Rows that both people and the generator have labelled. */
export interface Pilot {
  readonly rows: number;
  /** d. */
  readonly dimension: number;
  /** rows × dimension, row-major. */
  readonly features: Float64Array;
  readonly realLabels: Float64Array;
  readonly generatorLabels: Float64Array;
}

export interface PilotOptions {
  /** Of the interval of c², in (0, 1). */
  readonly confidence: number;
  /** σ₁ and σ₂ where they are known; else both are estimated, which takes more rows than features. */
  readonly noise: { readonly real: number; readonly synthetic: number } | null;
}

/** What a pilot says of its labels, in their unit. */
export interface PilotEstimate {
  /** E[(generator's − real label)²]. */
  readonly meanSquare: number;
  /** What of it is noise. */
  readonly noisePart: number;
  /** c², the rest, with its interval and standard error. */
  readonly shift: Measured;
  readonly standardError: number;
  readonly signal: number;
  readonly noise: number;
  readonly syntheticNoise: number;
}

/**
 * c², signal and noise from labels of both kinds.
 *
 * Noise not known is told apart by least squares, of each label and of their difference, on n rows with k = d + 1
 * parameters: s² = RSS/(n − k), and Σ difference²/n − s² is unbiased for c²; with Gaussian features and noise its
 * variance is (2c⁴ + 4c²s² + 2s⁴k/(n − k))/n. With known noise c² = Σ difference²/n − σ₁² − σ₂², its variance that of a
 * mean. An offset between the labels counts as shift; that of the real labels is no signal.
 *
 * @throws PstarError (exit code 2) where noise is not known and there are fewer than d + 3 rows or features linearly
 *   dependent; where the features explain nothing of the real labels; where sizes do not match or a value is not finite
 */
export function estimatePilot(pilot: Pilot, { confidence, noise }: PilotOptions): PilotEstimate {
  checkPilot(pilot, noise);
  const { rows: n, dimension: d, realLabels, generatorLabels } = pilot;
  const centred = centre(pilot);
  const covariance = covarianceOf(centred, n, d);
  const difference = generatorLabels.map((value, i) => value - realLabels[i]!);
  const squares = difference.map((value) => value ** 2);
  const meanSquare = mean(squares);

  const residual = (labels: Float64Array): number => residualVariance(centred, covariance, labels);
  const own = noise === null ? residual(realLabels) : noise.real ** 2;
  const synthetic = noise === null ? residual(generatorLabels) : noise.synthetic ** 2;
  const noisePart = noise === null ? residual(difference) : own + synthetic;
  const shift = Math.max(0, meanSquare - noisePart);
  const standardError =
    noise === null ? errorOfShift(shift, noisePart, n, d + 1) : Math.sqrt(variance(squares) / n);
  const signal = variance(realLabels) - own;
  if (!(signal > 0)) {
    throw new PstarError("say nothing of the real labels", {
      where: "features",
      exitCode: 2,
      remedy: noise === null ? "give other features, or more rows" : "give other features, or less noise",
    });
  }
  const margin = normalQuantile((1 + confidence) / 2) * standardError;
  return {
    meanSquare,
    noisePart,
    shift: { estimate: shift, low: Math.max(0, shift - margin), high: shift + margin },
    standardError,
    signal,
    noise: Math.sqrt(own),
    syntheticNoise: Math.sqrt(synthetic),
  };
}

/**
 * The eigenvalues of the features' covariance in the population, falling: what a sample's spread beyond them is taken
 * off by `populationSpectrum`. O(n d² + d³).
 *
 * @throws PstarError (exit code 2) where there is one row only, no feature varies, or a value is not finite
 */
export function pilotSpectrum({
  rows,
  dimension,
  features,
}: Omit<Pilot, "realLabels" | "generatorLabels">): Float64Array {
  checkNumbers("features", features, rows * dimension);
  const covariance = covarianceOf(centre({ rows, dimension, features }), rows, dimension);
  return populationSpectrum(symmetricEigenvalues(covariance, dimension), rows - 1);
}

const covarianceOf = (centred: Float64Array, n: number, d: number): Float64Array =>
  gram(transposed(matrix(centred, n, d))).map((value) => value / n);

/** RSS/(n − d − 1) of least squares with an intercept. */
function residualVariance(centred: Float64Array, covariance: Float64Array, labels: Float64Array): number {
  const n = labels.length;
  const d = centred.length / n;
  const level = mean(labels);
  const y = labels.map((value) => value - level);
  const along = apply(transposed(matrix(centred, n, d)), y).map((value) => value / n);
  const weights = solve(covariance, along);
  const fitted = apply(matrix(centred, n, d), weights);
  return y.reduce((sum, value, i) => sum + (value - fitted[i]!) ** 2, 0) / (n - d - 1);
}

function solve(covariance: Float64Array, along: Float64Array): Float64Array {
  try {
    return solvePositive(covariance, along.length, along);
  } catch (error) {
    if (!(error instanceof NotPositiveDefinite)) throw error;
    throw new PstarError("are linearly dependent", {
      where: "features",
      exitCode: 2,
      remedy: "leave out those that are constant or follow from others",
      cause: error,
    });
  }
}

const errorOfShift = (c2: number, s2: number, n: number, k: number): number =>
  Math.sqrt((2 * c2 ** 2 + 4 * c2 * s2 + (2 * s2 ** 2 * k) / (n - k)) / n);

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function variance(values: Float64Array): number {
  const level = mean(values);
  return values.reduce((sum, value) => sum + (value - level) ** 2, 0) / (values.length - 1);
}

/** A deviation that is only the rounding of a constant feature's mean is none. */
function centre({
  rows,
  dimension: d,
  features,
}: Pick<Pilot, "rows" | "dimension" | "features">): Float64Array {
  const means = new Float64Array(d);
  for (let i = 0; i < features.length; i++) means[i % d]! += features[i]! / rows;
  return features.map((value, i) => {
    const level = means[i % d]!;
    return Math.abs(value - level) <= 1e-13 * Math.abs(level) ? 0 : value - level;
  });
}

function checkPilot(pilot: Pilot, noise: PilotOptions["noise"]): void {
  const { rows, dimension, features, realLabels, generatorLabels } = pilot;
  checkCount("dimension", dimension);
  checkCount("rows", rows);
  if (noise !== null) {
    checkNotNegative("noise.real", noise.real);
    checkNotNegative("noise.synthetic", noise.synthetic);
  }
  const least = noise === null ? dimension + 3 : 3;
  if (rows < least) {
    throw new PstarError(`${rows} labelled rows do not tell signal from noise in ${dimension} features`, {
      where: "rows",
      exitCode: 2,
      remedy: `give ${least} rows or more, fewer features, or the standard deviation of either label's noise`,
    });
  }
  checkNumbers("features", features, rows * dimension);
  checkNumbers("realLabels", realLabels, rows);
  checkNumbers("generatorLabels", generatorLabels, rows);
}

function checkNumbers(name: string, values: Float64Array, length: number): void {
  if (values.length !== length) refuse(name, `${length} numbers`, values.length);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) refuse(`${name}[${bad}]`, "finite", values[bad]);
}
