import { type Matrix, matrix, part, transposed } from "./matrix.ts";
import { addProduct, multiply } from "./product.ts";

/** A matrix that should be positive definite is not, to working precision. */
export class NotPositiveDefinite extends Error {
  constructor(row: number) {
    super(`the matrix is singular to working precision at row ${row}`);
    this.name = "NotPositiveDefinite";
  }
}

const baseSize = 32;
const leastPivot = 2 ** -40;

/**
 * The lower triangular L with L·Lᵀ = A; row-major, zero above the diagonal. Recursive halves, so that nearly all work
 * is matrix products (Gustavson 1997, "Recursion leads to automatic variable blocking").
 *
 * @param a n × n, symmetric; only its lower triangle is read
 * @throws NotPositiveDefinite where a pivot is below 2⁻⁴⁰ of its diagonal element, so that at most a dozen bits would be right
 */
export function cholesky(a: Float64Array, n: number): Float64Array {
  const result = a.slice();
  const smallest = Float64Array.from({ length: n }, (_, i) => leastPivot * a[i * n + i]);
  factor(matrix(result, n, n), smallest);
  for (let i = 0; i < n; i++) result.fill(0, i * n + i + 1, (i + 1) * n);
  return result;
}

/**
 * X with A·X = B.
 * @param a n × n, symmetric positive definite; only its lower triangle is read
 * @param b n × columns
 * @throws NotPositiveDefinite see `cholesky`
 */
export function solvePositive(a: Float64Array, n: number, b: Float64Array, columns = 1): Float64Array {
  const l = cholesky(a, n);
  const x = b.slice();
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) addRow(x, i, -l[i * n + j], j, columns);
    scaleRow(x, i, 1 / l[i * n + i], columns);
  }
  for (let i = n - 1; i >= 0; i--) {
    scaleRow(x, i, 1 / l[i * n + i], columns);
    for (let j = 0; j < i; j++) addRow(x, j, -l[i * n + j], i, columns);
  }
  return x;
}

function factor(a: Matrix, smallest: Float64Array): void {
  const n = a.rows;
  if (n <= baseSize) {
    factorBase(a, smallest);
    return;
  }
  const half = split(n);
  const below = part(a, half, 0, n - half, half);
  const rest = part(a, half, half, n - half, n - half);
  const first = part(a, 0, 0, half, half);
  factor(first, smallest.subarray(0, half));
  divide(below, first);
  addProduct(rest, -1, below, transposed(below), "lower");
  factor(rest, smallest.subarray(half));
}

/** B ← B · L⁻ᵀ. */
function divide(b: Matrix, l: Matrix): void {
  const n = l.rows;
  if (n <= baseSize) {
    copy(multiply(b, transposed(inverse(l))), b);
    return;
  }
  const half = split(n);
  const left = part(b, 0, 0, b.rows, half);
  const right = part(b, 0, half, b.rows, n - half);
  divide(left, part(l, 0, 0, half, half));
  addProduct(right, -1, left, transposed(part(l, half, 0, n - half, half)));
  divide(right, part(l, half, half, n - half, n - half));
}

/** Half of n, as whole base blocks. */
const split = (n: number): number => baseSize * Math.ceil(n / 2 / baseSize);

function factorBase({ values, offset, rows: n, rowStride }: Matrix, smallest: Float64Array): void {
  for (let i = 0; i < n; i++) {
    const row = offset + i * rowStride;
    for (let j = 0; j <= i; j++) {
      const other = offset + j * rowStride;
      let sum = values[row + j];
      for (let k = 0; k < j; k++) sum -= values[row + k] * values[other + k];
      if (j < i) values[row + j] = sum / values[other + j];
      else if (sum > smallest[i]) values[row + i] = Math.sqrt(sum);
      else throw new NotPositiveDefinite(i);
    }
  }
}

/** L⁻¹ of a lower triangular L of at most `baseSize` rows. */
function inverse({ values, offset, rows: n, rowStride }: Matrix): Matrix {
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const row = offset + i * rowStride;
    const scale = 1 / values[row + i];
    result[i * n + i] = scale;
    for (let k = 0; k < i; k++) addRow(result, i, -scale * values[row + k], k, n);
  }
  return matrix(result, n, n);
}

function copy(from: Float64Array, { values, offset, rows, columns, rowStride }: Matrix): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) values[offset + i * rowStride + j] = from[i * columns + j];
  }
}

/** Adds `factor` times row `from` to row `to`. */
function addRow(x: Float64Array, to: number, factor: number, from: number, columns: number): void {
  for (let j = 0; j < columns; j++) x[to * columns + j] += factor * x[from * columns + j];
}

function scaleRow(x: Float64Array, row: number, factor: number, columns: number): void {
  for (let j = 0; j < columns; j++) x[row * columns + j] *= factor;
}
