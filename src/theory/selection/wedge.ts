import { normalCdf } from "../../metrics/normal.ts";

/** Nodes and weights of Gauss–Legendre quadrature of 16 points on [−1, 1], positive half. */
const GAUSS: readonly (readonly [number, number])[] = legendre(16);

/** The standard normal density. */
export function normalDensity(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

/**
 * P(X > 0, Y > 0) of unit-variance normals that are the coordinates of N(m, I₂) along two unit vectors, absolute error
 * below 1e-13: the mass of a planar Gaussian in a wedge, by the density of its angle, which is smooth (the projected
 * normal of Mardia & Jupp 2000, §3.5.6).
 *
 * @param first m along the first vector
 * @param second m along the perpendicular to it on the second vector's side
 * @param angle between the vectors, in [0, π]; their correlation is its cosine
 */
export function wedgeProbability(first: number, second: number, angle: number): number {
  // The density varies over angles of 1/‖m‖.
  const panels = 1 + Math.floor((Math.PI - angle) * (1 + Math.hypot(first, second)));
  const step = (Math.PI - angle) / panels;
  let sum = 0;
  for (let panel = 0; panel < panels; panel++) {
    const centre = angle - Math.PI / 2 + (panel + 0.5) * step;
    for (const [node, weight] of GAUSS) {
      const offset = (node * step) / 2;
      sum +=
        weight *
        (angularDensity(first, second, centre - offset) + angularDensity(first, second, centre + offset));
    }
  }
  return Math.min(1, Math.max(0, (sum * step) / 2));
}

/** Of the angle of N(m, I₂): with a and b the parts of m along and across the direction, φ(b) [φ(a) + a Φ(a)]. */
function angularDensity(first: number, second: number, angle: number): number {
  const along = first * Math.cos(angle) + second * Math.sin(angle);
  const across = second * Math.cos(angle) - first * Math.sin(angle);
  return normalDensity(across) * (normalDensity(along) + along * normalCdf(along));
}

/** Positive nodes of the Legendre polynomial of even `degree`, by Newton's method, with their weights. */
function legendre(degree: number): [number, number][] {
  return Array.from({ length: degree / 2 }, (_, i) => {
    let x = Math.cos((Math.PI * (i + 0.75)) / (degree + 0.5));
    let slope = 0;
    for (let step = 0; step < 8; step++) {
      let [previous, value] = [1, x];
      for (let k = 2; k <= degree; k++) {
        [previous, value] = [value, ((2 * k - 1) * x * value - (k - 1) * previous) / k];
      }
      slope = (degree * (x * value - previous)) / (x * x - 1);
      x -= value / slope;
    }
    return [x, 2 / ((1 - x * x) * slope * slope)];
  });
}
