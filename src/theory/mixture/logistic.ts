import { solvePositive } from "../linear-algebra/cholesky.ts";
import { apply, matrix, transposed } from "../linear-algebra/matrix.ts";
import { gram } from "../linear-algebra/product.ts";

const MOST_STEPS = 100;

/**
 * The weights that minimise (1/n) Σ log(1 + exp(−zᵢᵀw)) + (ridge/2) ‖w‖², by Newton's method with halved steps until the
 * gradient is below 1e-9.
 *
 * @param labelled n × dimension: rows times their labels
 * @param ridge > 0
 * @param start weights to begin at, such as those of fewer rows
 */
export function fitLogistic(
  labelled: Float64Array,
  dimension: number,
  ridge: number,
  start: Float64Array = new Float64Array(dimension),
): Float64Array {
  const n = labelled.length / dimension;
  const rows = matrix(labelled, n, dimension);
  let weights = start;
  let margins = apply(rows, weights);
  let loss = lossOf(margins, weights, ridge);
  for (let step = 0; step < MOST_STEPS; step++) {
    const misses = margins.map((margin) => 1 / (1 + Math.exp(margin)));
    const gradient = apply(transposed(rows), misses).map((sum, j) => ridge * weights[j] - sum / n);
    if (Math.hypot(...gradient) < 1e-9) break;
    const scaled = new Float64Array(labelled.length);
    for (let i = 0, at = 0; i < n; i++) {
      const scale = Math.sqrt((misses[i] * (1 - misses[i])) / n);
      for (let j = 0; j < dimension; j++, at++) scaled[at] = scale * labelled[at];
    }
    const hessian = gram(transposed(matrix(scaled, n, dimension)));
    for (let j = 0; j < dimension; j++) hessian[j * dimension + j] += ridge;
    const direction = solvePositive(hessian, dimension, gradient);
    const along = apply(rows, direction);
    let next = loss;
    for (let size = 1; size > 1e-6; size /= 2) {
      const tried = weights.map((weight, j) => weight - size * direction[j]);
      const triedMargins = margins.map((margin, i) => margin - size * along[i]);
      next = lossOf(triedMargins, tried, ridge);
      if (next >= loss) continue;
      [weights, margins] = [tried, triedMargins];
      break;
    }
    if (!(next < loss)) break;
    loss = next;
  }
  return weights;
}

function lossOf(margins: Float64Array, weights: Float64Array, ridge: number): number {
  let sum = 0;
  for (const margin of margins) sum += Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin)));
  return (
    sum / margins.length + (ridge / 2) * weights.reduce((squares, weight) => squares + weight * weight, 0)
  );
}
