/**
 * The eigenvalues of a symmetric matrix, in decreasing order: Householder's reduction to tridiagonal form, then QL with
 * implicit shifts (Bowdler, Martin, Reinsch & Wilkinson 1968; Martin & Wilkinson 1968). Absolute error a few
 * ‖A‖ · 2⁻⁵²; (4/3) n³ operations, so for n up to a thousand or two.
 *
 * @param a n × n, row-major; only its lower triangle is read
 */
export function symmetricEigenvalues(a: Float64Array, n: number): Float64Array {
  const { diagonal, beside } = tridiagonal(a.slice(), n);
  for (let i = 0; i < n; i++) deflate(diagonal, beside, i);
  return diagonal.sort().reverse();
}

/** Of a tridiagonal form of A: its diagonal, and the elements beside it with a zero behind them. Overwrites A. */
function tridiagonal(a: Float64Array, n: number): { diagonal: Float64Array; beside: Float64Array } {
  const diagonal = new Float64Array(n);
  const beside = new Float64Array(n);
  const image = new Float64Array(n);
  for (let i = n - 1; i > 0; i--) {
    const row = a.subarray(i * n, i * n + i);
    diagonal[i] = a[i * n + i];
    beside[i - 1] = reflector(row);
    const half = row.reduce((sum, value) => sum + value * value, 0) / 2;
    if (half === 0) continue;
    // A ← A − v wᵀ − w vᵀ with w = p − (vᵀp / 2h) v, p = A v / h.
    image.fill(0);
    for (let j = 0; j < i; j++) {
      let sum = a[j * n + j] * row[j];
      for (let k = 0; k < j; k++) {
        sum += a[j * n + k] * row[k];
        image[k] += a[j * n + k] * row[j];
      }
      image[j] += sum;
    }
    let along = 0;
    for (let j = 0; j < i; j++) {
      image[j] /= half;
      along += image[j] * row[j];
    }
    for (let j = 0; j < i; j++) image[j] -= (along / (2 * half)) * row[j];
    for (let j = 0; j < i; j++) {
      for (let k = 0; k <= j; k++) a[j * n + k] -= row[j] * image[k] + image[j] * row[k];
    }
  }
  diagonal[0] = a[0];
  return { diagonal, beside };
}

/** Turns x into the v whose reflection I − 2vvᵀ/vᵀv sends x to a multiple of its last axis; returns that multiple. */
function reflector(x: Float64Array): number {
  const last = x.length - 1;
  const size = Math.hypot(...[x.subarray(0, last), x.subarray(last)].map((part) => norm(part)));
  const image = x[last] > 0 ? -size : size;
  if (size === 0 || norm(x.subarray(0, last)) === 0) {
    const only = x[last];
    x.fill(0);
    return only;
  }
  x[last] -= image;
  return image;
}

function norm(x: Float64Array): number {
  const largest = x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0) return 0;
  return largest * Math.sqrt(x.reduce((sum, value) => sum + (value / largest) ** 2, 0));
}

/** QL steps until element i stands alone: diagonal[i] is then an eigenvalue. */
function deflate(d: Float64Array, e: Float64Array, i: number): void {
  for (let step = 0; ; step++) {
    let end = i;
    while (
      end < d.length - 1 &&
      Math.abs(e[end]) > Number.EPSILON * (Math.abs(d[end]) + Math.abs(d[end + 1]))
    ) {
      end++;
    }
    if (end === i) return;
    if (step === 60) throw new Error("QL found no eigenvalue in 60 steps: is the matrix finite?");
    const half = (d[i + 1] - d[i]) / (2 * e[i]);
    let g = d[end] - d[i] + e[i] / (half + Math.sign(half || 1) * Math.hypot(half, 1));
    let [sine, cosine, shift] = [1, 1, 0];
    let k = end - 1;
    for (; k >= i; k--) {
      const f = sine * e[k];
      const b = cosine * e[k];
      const size = Math.hypot(f, g);
      e[k + 1] = size;
      if (size === 0) {
        d[k + 1] -= shift;
        e[end] = 0;
        break;
      }
      sine = f / size;
      cosine = g / size;
      g = d[k + 1] - shift;
      const turn = (d[k] - g) * sine + 2 * cosine * b;
      shift = sine * turn;
      d[k + 1] = g + shift;
      g = cosine * turn - b;
    }
    if (k >= i) continue;
    d[i] -= shift;
    e[i] = g;
    e[end] = 0;
  }
}
