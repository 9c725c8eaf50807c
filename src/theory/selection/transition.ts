import { keptPrecision } from "../../metrics/breakdown.ts";
import { createRandom, type Random } from "../../random/generator.ts";
import { deriveSeed } from "../../random/seed.ts";
import { checkCount } from "../collapse/setting.ts";
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
import { breakdownLine, type SelectionErrors, selectionGeometry } from "./geometry.ts";
import { keptMoments, type Vector3 } from "./kept-moments.ts";
import { isotropicAccuracy, type RowMoments, studentAccuracy } from "./student.ts";

export interface TransitionOptions extends RunControl {
  /** p, each in [0, 1]. */
  readonly generatorErrors: readonly number[];
  /** Each in [0, 1]. */
  readonly verifierErrors: readonly number[];
  /** See `SelectionErrors`. */
  readonly azimuth: number;
  /** Of x, ≥ 3. */
  readonly dimension: number;
  /** Kept rows a student is fitted on. */
  readonly rows: number;
}

/** A ten by ten grid; many rows per dimension, so that the switch is sharp and the limits are near. */
export const TRANSITION_DEFAULTS: TransitionOptions = {
  generatorErrors: Array.from({ length: 10 }, (_, i) => (i + 0.5) / 10),
  verifierErrors: Array.from({ length: 10 }, (_, i) => (i + 0.5) / 10),
  azimuth: Math.PI / 2,
  dimension: 10,
  rows: 10_000,
  runs: 10,
  seed: 0,
};

export interface TransitionPoint {
  readonly errors: "independent" | "learnable";
  readonly generatorError: number;
  readonly verifierError: number;
  readonly phi: number;
  readonly psi: number;
  readonly pstar: number;
  /** Expected accuracy of a student of this many rows (`studentAccuracy`). */
  readonly predicted: number;
  /** The same for endless rows: 1, ½ or 0 by the side of p⋆ for independent errors, the bisector's for learnable ones. */
  readonly limit: number;
  readonly accuracy: MeanEstimate;
}

/** Errors that are noise, to the letter of BMC's theorem: labels flipped at random, kept with φ or ψ. */
export interface IndependentErrors {
  /** p = P(flipped), in [0, 1]. */
  readonly error: number;
  readonly phi: number;
  readonly psi: number;
}

/**
 * The phase transition (Feng et al. 2024, "Beyond Model Collapse", Figure 2): x ~ N(0, I), true label sign(xᵀw⋆), a
 * student fitted on kept rows, its accuracy exactly 1 − angle/π. Each pair of errors gives two points with the same p,
 * φ, ψ and p⋆: once with errors independent of x, once with errors that are a function of it. Points by generator
 * error, then verifier error, then kind.
 *
 * The student is the average ŵ = Σ label · x, linear discriminant analysis with its covariance known to be I and the
 * direction of ridge regression with a strong penalty. It has a closed form at any number of rows, and the limits in
 * theory.md §2 are also those of least squares: reflections leave that no other direction than w⋆, or the bisector.
 *
 * @throws PstarError (exit code 2) naming the value out of range
 */
export async function simulateTransition(options: TransitionOptions): Promise<TransitionPoint[]> {
  const { azimuth, dimension, rows, seed } = options;
  checkRuns(options);
  checkCount("rows", rows);
  checkDimension(dimension);
  const cases = options.generatorErrors.flatMap((generatorError) =>
    options.verifierErrors.flatMap((verifierError) => {
      const geometry = selectionGeometry({ generatorError, verifierError, azimuth });
      checkKeptShare(geometry.keptShare, `errors ${generatorError} and ${verifierError}`);
      const { phi, psi, pstar } = geometry;
      const independent = { error: generatorError, phi, psi };
      const shared = { generatorError, verifierError, phi, psi, pstar };
      return [
        {
          shared,
          errors: "independent" as const,
          moments: independentMoments(independent),
          limit: sharpLimit(breakdownLine(verifierError) - generatorError),
          run: (random: Random) => independentRun(independent, dimension, rows, random),
        },
        {
          shared,
          errors: "learnable" as const,
          moments: keptMoments(...directions(geometry)),
          limit: geometry.limitingAccuracy,
          run: (random: Random) => learnableRun(geometry, dimension, rows, random),
        },
      ];
    }),
  );
  const accuracies = await runEach(cases, options, (one, place, run) =>
    one.run(createRandom(deriveSeed(seed, "transition", place, run))),
  );
  return cases.map(({ shared, errors, moments, limit }, i) => ({
    errors,
    ...shared,
    predicted: studentAccuracy(moments, dimension, rows, isotropicAccuracy),
    limit,
    accuracy: meanEstimate(accuracies[i]),
  }));
}

/**
 * Of a kept row times its label under independent errors: with kept precision c the mean is (2c − 1) √(2/π) along the
 * truth, where the variance is 1 less its square, and nothing across it, where the variance is 1.
 */
export function independentMoments({ error, phi, psi }: IndependentErrors): RowMoments {
  const signal = (2 * keptPrecision(error, phi, psi) - 1) * Math.sqrt(2 / Math.PI);
  const along = 1 - signal * signal;
  return {
    mean: [signal, 0, 0],
    covariance: [
      [along, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  };
}

/** Accuracy of one student fitted on `rows` kept rows whose errors are independent of x. */
export function independentRun(
  { error, phi, psi }: IndependentErrors,
  dimension: number,
  rows: number,
  random: Random,
): number {
  const student = new Float64Array(dimension);
  for (let kept = 0; kept < rows; ) {
    const isWrong = random.uniform() < error;
    if (random.uniform() >= (isWrong ? psi : phi)) continue;
    kept++;
    const x = normals(random, dimension);
    const label = x[0] >= 0 !== isWrong ? 1 : -1;
    for (let j = 0; j < dimension; j++) student[j] += label * x[j];
  }
  return accuracyOf(student);
}

/** Accuracy of one student fitted on `rows` rows where a linear generator and a linear verifier agree. */
export function learnableRun(
  errors: SelectionErrors,
  dimension: number,
  rows: number,
  random: Random,
): number {
  const [, generator, verifier] = directions(errors);
  const student = new Float64Array(dimension);
  for (let kept = 0; kept < rows; ) {
    const [a, b, c] = normals(random, 3);
    const label = a * generator[0] + b * generator[1] >= 0 ? 1 : -1;
    if (label * (a * verifier[0] + b * verifier[1] + c * verifier[2]) < 0) continue;
    kept++;
    student[0] += label * a;
    student[1] += label * b;
    student[2] += label * c;
    const rest = normals(random, dimension - 3);
    for (let j = 3; j < dimension; j++) student[j] += label * rest[j - 3];
  }
  return accuracyOf(student);
}

/** Of independent errors; the line itself is not exact in binary. */
function sharpLimit(belowLine: number): number {
  return Math.abs(belowLine) < 1e-12 ? 0.5 : Number(belowLine > 0);
}

/** No truth to pull (μ = 0), w_gen and w_prune, with w⋆ the first coordinate and w_gen in the plane of the first two. */
function directions({
  generatorError,
  verifierError,
  azimuth,
}: SelectionErrors): [Vector3, Vector3, Vector3] {
  const [generator, verifier] = [Math.PI * generatorError, Math.PI * verifierError];
  const across = Math.sin(verifier);
  return [
    [0, 0, 0],
    [Math.cos(generator), Math.sin(generator), 0],
    [Math.cos(verifier), across * Math.cos(azimuth), across * Math.sin(azimuth)],
  ];
}

/** 1 − angle/π of a direction to the first axis. */
function accuracyOf(student: Float64Array): number {
  let across = 0;
  for (let j = 1; j < student.length; j++) across += student[j] * student[j];
  return 1 - Math.atan2(Math.sqrt(across), student[0]) / Math.PI;
}
