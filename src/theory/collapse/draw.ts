import type { Random } from "../../random/generator.ts";
import { solvePositive } from "../linear-algebra/cholesky.ts";
import { gaussianFactor, normals } from "../linear-algebra/gaussian.ts";
import type { Products } from "../linear-algebra/large.ts";
import { apply, type Matrix, matrix, transposed } from "../linear-algebra/matrix.ts";
import type { CollapseSetting } from "./setting.ts";

/**
 * Draws one data set and one fit, and gives the fit's error on real data without their noise,
 * E (xᵀŵ − xᵀw₁)² = Σ ℓᵢ (ŵᵢ − w₁ᵢ)², exactly.
 *
 * @param setting checked, `samples` and `width` whole
 * @throws NotPositiveDefinite where the system of a fit without ridge is singular to working precision
 */
export async function drawError(
  setting: CollapseSetting,
  random: Random,
  products: Products,
): Promise<number> {
  const { eigenvalues, signal, shift, samples, syntheticShare, noise, syntheticNoise } = setting;
  const d = eigenvalues.length;
  const truth = normals(random, d).map((z, i) => z * Math.sqrt(signal[i]));
  const shifted = normals(random, d).map((z, i) => truth[i] + z * Math.sqrt(shift[i]));
  const synthetic = Math.round(syntheticShare * samples);
  const real = drawRows(random, samples - synthetic, eigenvalues, truth, noise);
  const other = drawRows(random, synthetic, eigenvalues, shifted, syntheticNoise);
  const labels = joined(real.labels, other.labels);
  const rows = matrix(joined(real.features, other.features), labels.length, d);
  const fitted = await fitWeights(setting, rows, labels, random, products);
  return fitted.reduce((sum, weight, i) => sum + eigenvalues[i] * (weight - truth[i]) ** 2, 0);
}

/**
 * Rows x ~ N(0, Σ) with labels xᵀw + noise · N(0, 1). Of more rows than dimensions only the triangular factor R of
 * G = Q·R is drawn: least squares sees G and its labels through R and Qᵀ labels alone, and Qᵀ of their noise is again
 * independent and standard normal.
 */
function drawRows(
  random: Random,
  count: number,
  eigenvalues: Float64Array,
  weights: Float64Array,
  noise: number,
): { features: Float64Array; labels: Float64Array } {
  const d = eigenvalues.length;
  const { values: features, rows } = gaussianFactor(random, count, d);
  const scales = eigenvalues.map(Math.sqrt);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < d; j++, at++) features[at] *= scales[j];
  }
  const labels = apply(matrix(features, rows, d), weights);
  for (let i = 0; i < rows; i++) labels[i] += noise * random.normal();
  return { features, labels };
}

/**
 * The weights ŵ on x. Through a projection of more rows than columns only its triangular factor is drawn: S = Q·R, and
 * neither SᵀS nor the least norm of the weights on Sx sees Q.
 */
async function fitWeights(
  setting: CollapseSetting,
  rows: Matrix,
  labels: Float64Array,
  random: Random,
  products: Products,
): Promise<Float64Array> {
  const { samples, ridge, width } = setting;
  const penalty = samples * ridge;
  const d = rows.columns;
  if (width === null) return ridgeWeights(transposed(rows), labels, penalty, products);
  const { values, rows: kept } = gaussianFactor(random, width, d);
  const scale = 1 / Math.sqrt(d);
  for (let i = 0; i < values.length; i++) values[i] *= scale;
  const projection = matrix(values, kept, d);
  const projected = await products.multiply(projection, transposed(rows), width < d ? undefined : "upper");
  const features = matrix(projected, kept, rows.rows);
  return apply(transposed(projection), await ridgeWeights(features, labels, penalty, products));
}

/**
 * Minimises ‖Fᵀv − y‖² + penalty ‖v‖², at 0 by the v of least norm: primal, (FFᵀ + penalty) v = F y, or dual,
 * v = F (FᵀF + penalty)⁻¹ y, whichever system is smaller.
 * @param features F, a column a row of data
 */
async function ridgeWeights(
  features: Matrix,
  labels: Float64Array,
  penalty: number,
  products: Products,
): Promise<Float64Array> {
  const isPrimal = features.rows <= features.columns;
  const system = await products.gram(isPrimal ? features : transposed(features));
  const size = isPrimal ? features.rows : features.columns;
  for (let i = 0; i < size; i++) system[i * size + i] += penalty;
  if (isPrimal) return solvePositive(system, size, apply(features, labels));
  return apply(features, solvePositive(system, size, labels));
}

function joined(a: Float64Array, b: Float64Array): Float64Array {
  const result = new Float64Array(a.length + b.length);
  result.set(a);
  result.set(b, a.length);
  return result;
}
