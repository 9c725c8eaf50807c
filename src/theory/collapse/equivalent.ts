import { positiveRoot } from "../root.ts";
import { degreesOfFreedom, trace } from "../spectrum.ts";
import type { CollapseSetting } from "./setting.ts";

/**
 * What stands for the random matrices in the limit of many rows and dimensions. With A = Σ^½SᵀSΣ^½ (for plain ridge Σ
 * itself) and κR = κ(A + κ)⁻¹, per eigenvalue ℓ of Σ and with a = ν/(ℓ+ν):
 *
 *     κR ≃ a,    (κR)² ≃ εa + (1−ε) a²,    (1 − κR)² ≃ ε(1−a) + (1−ε)(1−a)²
 */
export interface Equivalent {
  /** κ ≥ 0, the ridge that n rows amount to: κ − λ = κ D₁/n. */
  readonly kappa: number;
  /** ν ≥ 0, which is κ seen through the projection: ν − κd/m = ν df₁(ν)/m; κ itself for plain ridge. */
  readonly nu: number;
  /** dν/dκ = d/(m − df₂(ν)); 1 for plain ridge. */
  readonly nuSlope: number;
  /** ε in [0, 1], 1 − ε = (m − df₁(ν)) / (m − df₂(ν)): the projection's own spread; 0 for plain ridge. */
  readonly epsilon: number;
  /** D₁ = tr A(A + κ)⁻¹ ≃ df₁(ν). */
  readonly df1: number;
  /** D₂ = tr A²(A + κ)⁻² = D₁ + κ dD₁/dκ ≃ ε df₁(ν) + (1−ε) df₂(ν). */
  readonly df2: number;
  /** u = D₂/(n − D₂); Infinity at the double-descent peak, which is λ = 0 and n = min(m, d). */
  readonly u: number;
}

/** @param setting as `checkSetting` wants it */
export function deterministicEquivalent(setting: CollapseSetting): Equivalent {
  const { eigenvalues, width } = setting;
  const d = eigenvalues.length;
  const { nu, rowSlack, widthSlack } = solveNu(setting);
  const { df1, df2, spread } = degreesOfFreedom(eigenvalues, nu);
  if (width === null) {
    return { kappa: nu, nu, nuSlope: 1, epsilon: 0, df1, df2, u: df2 / (rowSlack + spread) };
  }
  const epsilon = widthSlack === 0 ? 1 : spread / (widthSlack + spread);
  const projectedDf2 = epsilon * df1 + (1 - epsilon) * df2;
  return {
    kappa: (nu * widthSlack) / d,
    nu,
    nuSlope: d / (widthSlack + spread),
    epsilon,
    df1,
    df2: projectedDf2,
    u: projectedDf2 / (rowSlack + epsilon * widthSlack),
  };
}

interface Solution {
  readonly nu: number;
  /** n − df₁(ν). */
  readonly rowSlack: number;
  /** m − df₁(ν); Infinity for plain ridge. */
  readonly widthSlack: number;
}

/**
 * The two fixed points as one equation. Put κ = ν (m − df₁)/d, from that of ν, into that of κ:
 *
 *     (n − df₁(ν)) (m − df₁(ν)) = λnd/ν
 *
 * Given ν this is a quadratic in the slack min(n, m) − df₁, whose positive root meets the falling df₁(ν) once. The
 * slack then never comes from a difference that cancels, however small λ is.
 */
function solveNu({ eigenvalues, samples: n, width, ridge }: CollapseSetting): Solution {
  const d = eigenvalues.length;
  const m = width ?? Infinity;
  const rank = Math.min(n, m);
  const apart = Math.abs(m - n);
  const slackAt = (nu: number): number => {
    if (width === null) return (n * ridge) / nu;
    const product = (ridge * n * d) / nu;
    return (2 * product) / (apart + Math.sqrt(apart * apart + 4 * product));
  };
  const solution = (nu: number, slack: number): Solution => {
    return { nu, rowSlack: slack + (n - rank), widthSlack: slack + (m - rank) };
  };
  if (ridge === 0) {
    const nu = ridgelessNu(eigenvalues, rank);
    return solution(nu, nu === 0 ? rank - d : 0);
  }
  const least = width === null ? ridge : (ridge * d) / width;
  const most = least + trace(eigenvalues) * (1 / n + 1 / m);
  const nu = positiveRoot((x) => surplus(eigenvalues, x, rank) + slackAt(x), least / 2, 2 * most);
  return solution(nu, slackAt(nu));
}

/** The ν of df₁(ν) = rank, what is left of κ and ν as λ → 0; 0 where the rank is full, rank ≥ d. */
export function ridgelessNu(eigenvalues: Float64Array, rank: number): number {
  const d = eigenvalues.length;
  if (rank >= d) return 0;
  const least = (eigenvalues.reduce((low, value) => Math.min(low, value)) * (d - rank)) / rank;
  const most = trace(eigenvalues) / rank;
  return positiveRoot((x) => surplus(eigenvalues, x, rank), least / 2, 2 * most);
}

/** df₁(ν) − rank, from whichever of df₁ and d − df₁ is the smaller near the root. */
function surplus(eigenvalues: Float64Array, nu: number, rank: number): number {
  const d = eigenvalues.length;
  const lost = 2 * rank > d;
  let sum = 0;
  for (let i = 0; i < d; i++) sum += (lost ? nu : eigenvalues[i]) / (eigenvalues[i] + nu);
  return lost ? d - rank - sum : sum - rank;
}
