import { normalCdf } from "../../metrics/normal.ts";
import { normalDensity, wedgeProbability } from "./wedge.ts";

/** Coordinates: along the truth, then across it in the generator's plane, then perpendicular to both. */
export type Vector3 = readonly [number, number, number];
export type Matrix3 = readonly [Vector3, Vector3, Vector3];

/** What is kept of z = y x ~ N(μ, I), where y is the true label and a kept row's label is y sign(zᵀg). */
export interface KeptMoments {
  /** P(zᵀg > 0, zᵀv > 0): correct and kept. */
  readonly keptCorrect: number;
  /** P(zᵀg < 0, zᵀv < 0): wrong and kept. */
  readonly keptWrong: number;
  /** Mean of a kept row times its label; 0 where nothing is kept. */
  readonly mean: Vector3;
  /** Covariance of a kept row times its label; every direction outside the three has variance 1, independent of them. */
  readonly covariance: Matrix3;
}

/**
 * Exact moments of what agreement of two linear rules keeps, by integration by parts over the wedge where both are
 * positive and its opposite (Stein's identity, ∫(z − μ) f φ = ∫∇f φ, leaves the two faces of each wedge). With P₊ and P₋
 * the masses of the wedges,
 *
 *     E[label · x; kept] = (P₊ − P₋) μ + ϕ(μᵀg) g + ϕ(μᵀv) v,      P₊ − P₋ = Φ(μᵀg) + Φ(μᵀv) − 1,
 *
 * so the pull towards μ has weight 1 − generator error − verifier error. With μ = 0 it is the bisector of g and v.
 *
 * @param truth μ
 * @param generator unit vector g
 * @param verifier unit vector v; g itself to keep everything
 */
export function keptMoments(truth: Vector3, generator: Vector3, verifier: Vector3): KeptMoments {
  const byGenerator = dot(truth, generator);
  const beside = perpendicular(generator, verifier);
  const angle = Math.atan2(dot(beside, verifier), dot(generator, verifier));
  const keptCorrect = wedgeProbability(byGenerator, dot(truth, beside), angle);
  const keptWrong = wedgeProbability(-byGenerator, -dot(truth, beside), angle);
  const kept = keptCorrect + keptWrong;
  const pull = keptCorrect - keptWrong;
  const faces = [face(truth, generator, verifier), face(truth, verifier, generator)];

  const each = (of: (i: 0 | 1 | 2) => number): Vector3 => [of(0), of(1), of(2)];
  const total = each(
    (i) => pull * truth[i] + faces[0].density * generator[i] + faces[1].density * verifier[i],
  );
  const shift = each((i) => faces[0].signed * generator[i] + faces[1].signed * verifier[i]);
  const mean = kept > 0 ? each((i) => total[i] / kept) : each(() => 0);
  const covariance = each3((i, j) => {
    const central = kept * Number(i === j) + faces[0].second(i, j) + faces[1].second(i, j);
    const square = central + truth[i] * shift[j] + shift[i] * truth[j] + kept * truth[i] * truth[j];
    return kept > 0 ? square / kept - mean[i] * mean[j] : Number(i === j);
  });
  return { keptCorrect, keptWrong, mean, covariance };
}

/** What the face zᵀnormal = 0 of both wedges contributes, the other rule telling one wedge's face from the other's. */
function face(truth: Vector3, normal: Vector3, other: Vector3) {
  const inside = perpendicular(normal, other);
  const offset = dot(truth, normal);
  const along = dot(truth, inside);
  const density = normalDensity(offset);
  const difference = density * (2 * normalCdf(along) - 1);
  const edge = 2 * density * normalDensity(along);
  return {
    density,
    signed: difference,
    second: (i: 0 | 1 | 2, j: 0 | 1 | 2): number =>
      normal[i] * (edge * inside[j] - offset * difference * normal[j]),
  };
}

/** Unit vector across `from` on the side of `to`; 0 where they are parallel. */
function perpendicular(from: Vector3, to: Vector3): Vector3 {
  const along = dot(from, to);
  const across = to.map((value, i) => value - along * from[i]);
  const length = Math.hypot(...across);
  return length < 1e-15 ? [0, 0, 0] : [across[0] / length, across[1] / length, across[2] / length];
}

function dot(a: Vector3, b: Vector3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function each3(of: (i: 0 | 1 | 2, j: 0 | 1 | 2) => number): Matrix3 {
  const row = (i: 0 | 1 | 2): Vector3 => [of(i, 0), of(i, 1), of(i, 2)];
  return [row(0), row(1), row(2)];
}
