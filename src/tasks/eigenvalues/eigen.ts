const MAX_SWEEPS = 50;
/** Stops when the off-diagonal entries' squares sum to this share of all: eigenvalues good to 1e-14·‖A‖. */
const NEGLIGIBLE = 1e-28;

/**
 * Eigenvalues of a symmetric matrix in decreasing order, by the cyclic Jacobi method (Golub & Van Loan,
 * Matrix Computations, §8.5).
 *
 * @param matrix n×n, row-major, both triangles; overwritten
 * @param values receives the n eigenvalues
 * @param vectors if given, n×n: row k receives the unit eigenvector of the k-th eigenvalue
 */
export function symmetricEigenvalues(
  matrix: Float64Array,
  size: number,
  values: Float64Array,
  vectors?: Float64Array,
): void {
  if (vectors) {
    vectors.fill(0);
    for (let i = 0; i < size; i++) vectors[i * size + i] = 1;
  }
  let total = 0;
  for (let i = 0; i < size * size; i++) total += matrix[i]! * matrix[i]!;
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    if (offDiagonal(matrix, size) <= NEGLIGIBLE * total) break;
    for (let p = 0; p < size - 1; p++) {
      for (let q = p + 1; q < size; q++) rotate(matrix, size, p, q, vectors);
    }
  }
  for (let i = 0; i < size; i++) values[i] = matrix[i * size + i]!;
  sortDescending(values, size, vectors);
}

/** Sum of squares above the diagonal. */
function offDiagonal(matrix: Float64Array, size: number): number {
  let sum = 0;
  for (let i = 0; i < size - 1; i++) {
    for (let j = i + 1; j < size; j++) sum += matrix[i * size + j]! * matrix[i * size + j]!;
  }
  return sum;
}

/** Zeroes entry (p, q) by a rotation in that plane. */
function rotate(matrix: Float64Array, size: number, p: number, q: number, vectors?: Float64Array): void {
  const pq = matrix[p * size + q]!;
  if (pq === 0) return;
  const pp = matrix[p * size + p]!;
  const qq = matrix[q * size + q]!;
  const ratio = (qq - pp) / (2 * pq);
  const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.sqrt(ratio * ratio + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  for (let k = 0; k < size; k++) {
    if (k === p || k === q) continue;
    const kp = matrix[k * size + p]!;
    const kq = matrix[k * size + q]!;
    const newP = cosine * kp - sine * kq;
    const newQ = sine * kp + cosine * kq;
    matrix[k * size + p] = newP;
    matrix[p * size + k] = newP;
    matrix[k * size + q] = newQ;
    matrix[q * size + k] = newQ;
  }
  matrix[p * size + p] = pp - tangent * pq;
  matrix[q * size + q] = qq + tangent * pq;
  matrix[p * size + q] = 0;
  matrix[q * size + p] = 0;
  if (!vectors) return;
  for (let k = 0; k < size; k++) {
    const kp = vectors[p * size + k]!;
    const kq = vectors[q * size + k]!;
    vectors[p * size + k] = cosine * kp - sine * kq;
    vectors[q * size + k] = sine * kp + cosine * kq;
  }
}

function sortDescending(values: Float64Array, size: number, vectors?: Float64Array): void {
  for (let i = 1; i < size; i++) {
    for (let j = i; j > 0 && values[j]! > values[j - 1]!; j--) {
      swap(values, j, j - 1);
      if (!vectors) continue;
      for (let k = 0; k < size; k++) swap(vectors, j * size + k, (j - 1) * size + k);
    }
  }
}

function swap(values: Float64Array, i: number, j: number): void {
  const value = values[i]!;
  values[i] = values[j]!;
  values[j] = value;
}
