import type { AdditiveScore, FittingSample } from "./combiner.ts";
import { fitRidgeLogistic, type LogisticSample, logLikelihood } from "./ridge-logistic.ts";
import { dealInputs } from "./split.ts";

/** Precisions of the coefficients' Gaussian prior, in rows; strongest first. */
const PENALTIES = [1000, 100, 10, 1, 0.1] as const;
/** Where there are too few labels of a kind to leave any out. */
const USUAL_PENALTY = 1;
const FOLDS = 5;

/**
 * Logistic regression of correctness on the verifiers' normal scores, L2-regularised; soft labels as expectations. The
 * penalty is the one whose fits to four fifths of the inputs make the other fifth likeliest; the stronger where equal.
 * Unlike the sum of log-likelihood ratios it discounts verifiers that repeat one another.
 */
export function fitLogistic(sample: FittingSample, seed: number): AdditiveScore {
  const whole: LogisticSample = {
    // A missing score is the mean one, 0.
    features: sample.features.map((feature) => feature.map((x) => (Number.isNaN(x) ? 0 : x))),
    labels: sample.labels,
    weights: sample.weights,
  };
  const [intercept, ...coefficients] = fitRidgeLogistic(whole, choosePenalty(whole, sample.cluster, seed));
  return { intercept, terms: coefficients.map((coefficient) => (x) => coefficient * x) };
}

function choosePenalty(sample: LogisticSample, cluster: Int32Array, seed: number): number {
  const rows = Int32Array.from(sample.labels.keys());
  const part = dealInputs(rows, { labels: sample.labels, cluster }, FOLDS, seed);
  const heldOut = new Float64Array(PENALTIES.length);
  let folds = 0;
  for (let fold = 0; fold < FOLDS; fold++) {
    const fitted = take(
      sample,
      rows.filter((row) => part[row] !== fold),
    );
    if (!hasBothKinds(fitted)) continue;
    const others = take(
      sample,
      rows.filter((row) => part[row] === fold),
    );
    let coefficients: Float64Array | undefined;
    PENALTIES.forEach((penalty, i) => {
      coefficients = fitRidgeLogistic(fitted, penalty, coefficients);
      heldOut[i] += logLikelihood(others, coefficients);
    });
    folds++;
  }
  return folds === 0 ? USUAL_PENALTY : PENALTIES[heldOut.indexOf(Math.max(...heldOut))];
}

function take({ features, labels, weights }: LogisticSample, rows: Int32Array): LogisticSample {
  const gather = (values: Float64Array): Float64Array => Float64Array.from(rows, (row) => values[row]);
  return { features: features.map(gather), labels: gather(labels), weights: gather(weights) };
}

const hasBothKinds = ({ labels }: LogisticSample): boolean =>
  labels.some((label) => label > 0) && labels.some((label) => label < 1);
