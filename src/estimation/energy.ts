/**
 * Root of the energy coefficient of two weightings x and y of the same points,
 * √[(2 E|X−Y| − E|X−X′| − E|Y−Y′|) / 2 E|X−Y|], in [0, 1]: 0 exactly when they are the same distribution (Székely &
 * Rizzo 2013, "Energy statistics"). Since X and Y share their points the numerator is −Σ dᵢ dⱼ |pᵢ−pⱼ|, d = x − y.
 *
 * @param points n × width, row-major
 * @param x n weights that sum to 1
 * @param y n weights that sum to 1
 */
export function weightedEnergyDistance(
  points: Float64Array,
  width: number,
  x: Float64Array,
  y: Float64Array,
): number {
  let apart = 0;
  let between = 0;
  for (let i = 0; i < x.length; i++) {
    const d = x[i] - y[i];
    for (let j = 0; j < i; j++) {
      const distance = euclidean(points, i * width, j * width, width);
      apart -= 2 * d * (x[j] - y[j]) * distance;
      between += (x[i] * y[j] + x[j] * y[i]) * distance;
    }
  }
  // Rounding may leave a tiny distance, either side of zero, between equal weightings.
  return apart <= 1e-14 * between ? 0 : Math.sqrt(apart / (2 * between));
}

function euclidean(points: Float64Array, from: number, to: number, width: number): number {
  let sum = 0;
  for (let f = 0; f < width; f++) sum += (points[from + f] - points[to + f]) ** 2;
  return Math.sqrt(sum);
}
