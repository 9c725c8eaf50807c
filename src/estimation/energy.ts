/** Distance between two points, by their places. */
export type Between = (i: number, j: number) => number;

/** How far apart two weightings of the same points are: both in [0, 1], 0 = same distribution. */
export interface EnergyDistance {
  readonly distance: number;
  /** What the second weighting gives on average when its weights are dealt out to the points at random. */
  readonly byChance: number;
}

/**
 * Root of the energy coefficient of two weightings x and y of the same points,
 * √[(2 E|X−Y| − E|X−X′| − E|Y−Y′|) / 2 E|X−Y|], in [0, 1]: 0 exactly when they are the same distribution (Székely &
 * Rizzo 2013, "Energy statistics"). Since X and Y share their points the numerator is −Σ dᵢ dⱼ |pᵢ−pⱼ|, d = x − y.
 *
 * By chance: over all permutations of y, with x uniform, E[dᵢ dⱼ] = −Σd²/(m(m−1)) for i ≠ j of m points, and the
 * denominator's mean is 2 Σ|pᵢ−pⱼ|/m²; the root of the ratio of the two means.
 *
 * @param x weights that sum to 1
 * @param y as many weights that sum to 1
 */
export function energyDistance(between: Between, x: Float64Array, y: Float64Array): EnergyDistance {
  const m = x.length;
  let apart = 0;
  let across = 0;
  let squares = 0;
  for (let i = 0; i < m; i++) {
    const d = x[i] - y[i];
    squares += d * d;
    for (let j = 0; j < i; j++) {
      const distance = between(i, j);
      apart -= 2 * d * (x[j] - y[j]) * distance;
      across += (x[i] * y[j] + x[j] * y[i]) * distance;
    }
  }
  return {
    // Rounding may leave a tiny distance, either side of zero, between equal weightings.
    distance: apart <= 1e-14 * across ? 0 : Math.sqrt(apart / (2 * across)),
    byChance: across === 0 ? 0 : Math.min(1, Math.sqrt((squares * m) / (2 * (m - 1)))),
  };
}

/**
 * `energyDistance` of points in space.
 *
 * @param points n × width, row-major
 */
export function weightedEnergyDistance(
  points: Float64Array,
  width: number,
  x: Float64Array,
  y: Float64Array,
): number {
  return energyDistance((i, j) => euclidean(points, i * width, j * width, width), x, y).distance;
}

/** Euclidean distance of two rows of `points`, by where they start. */
export function euclidean(points: Float64Array, from: number, to: number, width: number): number {
  let sum = 0;
  for (let f = 0; f < width; f++) sum += (points[from + f] - points[to + f]) ** 2;
  return Math.sqrt(sum);
}
