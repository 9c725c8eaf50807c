/** Rows to regress on, as columns. */
export interface LogisticSample {
  readonly features: readonly Float64Array[];
  /** In [0, 1], of both kinds. */
  readonly labels: Float64Array;
  readonly weights: Float64Array;
}

const MOST_STEPS = 100;
/** The step below which the next would change nothing: convergence is quadratic. */
const CLOSE = 1e-8;
/** Of a sum of many terms, relative: near the minimum a step may seem to lead up by as much. */
const ROUNDING = 1e-12;

/**
 * The minimum of −Σ w (s log σ(η) + (1−s) log(1−σ(η))) + λ/2 ‖β‖², η = β₀ + xᵀβ, by Newton's method (iteratively
 * reweighted least squares) with halved steps: strictly convex, so there is one, and every start leads to it. The
 * intercept is not penalised.
 *
 * @param penalty λ > 0
 * @returns intercept, then one coefficient a feature
 */
export function fitRidgeLogistic(
  sample: LogisticSample,
  penalty: number,
  start: Float64Array = new Float64Array(sample.features.length + 1),
): Float64Array {
  const objective = (beta: Float64Array): number => ridge(beta, penalty) - logLikelihood(sample, beta);
  let current = start;
  let value = objective(current);
  for (let step = 0; step < MOST_STEPS; step++) {
    const direction = newtonStep(sample, current, penalty);
    const move = (size: number) => current.map((b, j) => b - size * direction[j]);
    const limit = value + ROUNDING * Math.abs(value);
    let size = 1;
    while (objective(move(size)) > limit) size /= 2;
    current = move(size);
    value = objective(current);
    if (direction.every((d) => Math.abs(d) < CLOSE)) break;
  }
  return current;
}

/** Σ w (s log σ(η) + (1−s) log(1−σ(η))). */
export function logLikelihood({ features, labels, weights }: LogisticSample, beta: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < labels.length; i++) {
    const eta = linear(features, beta, i);
    sum += weights[i] * (labels[i] * eta - Math.max(eta, 0) - Math.log1p(Math.exp(-Math.abs(eta))));
  }
  return sum;
}

function ridge(beta: Float64Array, penalty: number): number {
  let sum = 0;
  for (let j = 1; j < beta.length; j++) sum += beta[j] ** 2;
  return (penalty / 2) * sum;
}

function linear(features: readonly Float64Array[], beta: Float64Array, row: number): number {
  let eta = beta[0];
  for (let j = 1; j < beta.length; j++) eta += beta[j] * features[j - 1][row];
  return eta;
}

/** Hessian⁻¹ · gradient of the objective. */
function newtonStep(
  { features, labels, weights }: LogisticSample,
  beta: Float64Array,
  penalty: number,
): number[] {
  const n = beta.length;
  const gradient = Array.from(beta, (b, j) => (j === 0 ? 0 : penalty * b));
  const hessian = gradient.map((_, j) => gradient.map((_, l) => (j === l && j > 0 ? penalty : 0)));
  const x = new Float64Array(n).fill(1);
  for (let i = 0; i < labels.length; i++) {
    for (let j = 1; j < n; j++) x[j] = features[j - 1][i];
    const probability = 1 / (1 + Math.exp(-linear(features, beta, i)));
    const residual = weights[i] * (probability - labels[i]);
    const curvature = weights[i] * probability * (1 - probability);
    for (let j = 0; j < n; j++) {
      gradient[j] += residual * x[j];
      for (let l = 0; l <= j; l++) hessian[j][l] += curvature * x[j] * x[l];
    }
  }
  return solve(hessian, gradient);
}

/** Solves a positive definite system, given its lower triangle, by Cholesky's decomposition. */
function solve(lower: number[][], right: readonly number[]): number[] {
  const n = right.length;
  const y: number[] = [];
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = lower[i][j];
      for (let l = 0; l < j; l++) sum -= lower[i][l] * lower[j][l];
      lower[i][j] = i === j ? Math.sqrt(sum) : sum / lower[j][j];
    }
    y.push((right[j] - lower[j].slice(0, j).reduce((sum, a, l) => sum + a * y[l], 0)) / lower[j][j]);
  }
  for (let j = n - 1; j >= 0; j--) {
    for (let i = j + 1; i < n; i++) y[j] -= lower[i][j] * y[i];
    y[j] /= lower[j][j];
  }
  return y;
}
