import type { Random } from "../../random/generator.ts";

/**
 * A distribution of symmetric n×n matrices whose entries have root mean square bound/√3, as those uniform in
 * [−bound, bound] have.
 */
export interface Distribution {
  /** No eigenvalue, and so no entry, is larger in magnitude. */
  largest(size: number, bound: number): number;
  /** Fills `upper` with the upper triangle, row-major. */
  draw(upper: Float64Array, size: number, bound: number, random: Random): void;
}

/** Normal and Laplace entries beyond this many bounds are drawn again (for Laplace, 6 in 100,000). */
const TAIL = 4;

export const distributionNames = ["uniform", "gaussian", "laplace", "rotated-spectrum"] as const;

export const distributions: Readonly<Record<(typeof distributionNames)[number], Distribution>> = {
  uniform: independentEntries(1, (random) => 2 * random.uniform() - 1),
  gaussian: independentEntries(TAIL, (random) => random.normal() / Math.sqrt(3)),
  laplace: independentEntries(TAIL, (random) => laplace(random) / Math.sqrt(6)),
  "rotated-spectrum": {
    largest: (size, bound) => Math.sqrt(size) * bound,
    draw: drawRotated,
  },
};

function independentEntries(limit: number, entry: (random: Random) => number): Distribution {
  return {
    // ‖A‖₂ ≤ n · max |aᵢⱼ|
    largest: (size, bound) => size * limit * bound,
    draw(upper, _size, bound, random) {
      for (let i = 0; i < upper.length; i++) {
        let value = entry(random);
        while (Math.abs(value) > limit) value = entry(random);
        upper[i] = bound * value;
      }
    },
  };
}

/** Density exp(−|x|)/2. */
function laplace(random: Random): number {
  const u = 2 * random.uniform() - 1;
  return -Math.sign(u) * Math.log(1 - Math.abs(u));
}

/** A = QΛQᵀ, Q uniform over rotations and reflections, eigenvalues uniform in [−√n·bound, √n·bound]. */
function drawRotated(upper: Float64Array, size: number, bound: number, random: Random): void {
  const rows = randomOrthogonal(size, random);
  upper.fill(0);
  for (const row of rows) {
    const eigenvalue = (2 * random.uniform() - 1) * Math.sqrt(size) * bound;
    let at = 0;
    for (let i = 0; i < size; i++) {
      for (let j = i; j < size; j++) upper[at] = upper[at++]! + eigenvalue * row[i]! * row[j]!;
    }
  }
}

/** Rows of a Haar-distributed orthogonal matrix: Gram–Schmidt, done twice for its rounding, of normal rows. */
function randomOrthogonal(size: number, random: Random): Float64Array[] {
  const rows: Float64Array[] = [];
  while (rows.length < size) {
    const row = Float64Array.from({ length: size }, () => random.normal());
    for (const other of [...rows, ...rows]) {
      const along = dot(row, other);
      for (let i = 0; i < size; i++) row[i] = row[i]! - along * other[i]!;
    }
    const length = Math.sqrt(dot(row, row));
    if (length < 1e-6) continue;
    rows.push(row.map((value) => value / length));
  }
  return rows;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
