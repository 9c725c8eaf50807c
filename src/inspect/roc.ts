import type { LabelledRows } from "../estimation/labels.ts";

export interface RocPoint {
  readonly psi: number;
  readonly phi: number;
}

/**
 * φ over ψ of the labelled rows at every threshold of a score, from nothing kept to all kept: rows of equal score are kept
 * together, those without one last of all. Empty where all labels are alike, and one of the two is of nothing.
 *
 * @param scores of the labelled rows; NaN and −Infinity are none
 * @param most points, at least 2: of more, those nearest to equal steps of φ + ψ stay, with both ends, which changes the area
 *   under them by less than 4 / (most − 1)
 */
export function rocCurve(
  scores: Float64Array,
  { correct, weights }: Pick<LabelledRows, "correct" | "weights">,
  most: number,
): RocPoint[] {
  const rank = (row: number): number => (scores[row]! > -Infinity ? scores[row]! : -Infinity);
  const order = Uint32Array.from(scores.keys()).sort((a, b) => rank(b) - rank(a) || a - b);
  const points = [{ psi: 0, phi: 0 }];
  let k1 = 0;
  let k0 = 0;
  order.forEach((row, place) => {
    const weight = weights?.[row] ?? 1;
    k1 += weight * correct[row]!;
    k0 += weight * (1 - correct[row]!);
    const next = order[place + 1];
    if (next === undefined || rank(next) !== rank(row)) points.push({ psi: k0, phi: k1 });
  });
  if (!(k1 > 0 && k0 > 0)) return [];
  const shares = points.map(({ psi, phi }) => ({ psi: psi / k0, phi: phi / k1 }));
  return thinned(shares, most);
}

function thinned(points: readonly RocPoint[], most: number): RocPoint[] {
  if (points.length <= most) return [...points];
  const last = points.length - 1;
  const chosen = new Set<number>();
  let at = 0;
  for (let step = 0; step < most; step++) {
    const goal = (2 * step) / (most - 1);
    const distance = (i: number): number => Math.abs(points[i]!.psi + points[i]!.phi - goal);
    while (at < last && distance(at + 1) <= distance(at)) at++;
    chosen.add(at);
  }
  return [...chosen.add(0).add(last)].sort((a, b) => a - b).map((i) => points[i]!);
}
