import { minimum } from "./minimum.ts";

/** Points of the table in log κ. */
const POINTS = 160;
/** Of log κ in a search: the error, flat at its minimum, is then good to some 1e-13. */
const PRECISION = 1e-7;

/** Σ, Γ and Δ as far as an error depends on them, in the basis of Σ. */
export interface Shapes {
  /** Of Σ, each > 0. */
  readonly eigenvalues: Float64Array;
  /** Of ΣΓ, each ≥ 0: the variance of the noiseless label along each direction. */
  readonly signal: Float64Array;
  /** Of ΣΔ/c², each ≥ 0, summing to 1: where the label shift lies. */
  readonly shift: Float64Array;
}

/** A mixture of real and synthetic rows. */
export interface Rows {
  /** n₁ > 0; may be fractional. */
  readonly real: number;
  /** n₂ ≥ 0; may be fractional. */
  readonly synthetic: number;
}

/** How the labels err. */
export interface Labels {
  /** σ₁². */
  readonly noise: number;
  /** σ₂². */
  readonly syntheticNoise: number;
  /** c² = tr ΣΔ. */
  readonly shift: number;
}

/** Every trace at one κ that the error is made of, with κR = κ/(ℓ+κ). */
interface Traces {
  readonly kappa: number;
  readonly df1: number;
  readonly df2: number;
  /** tr ΣΓ (κR)². */
  readonly missed: number;
  /** tr ΣΔ (1−κR) / c². */
  readonly kept: number;
  /** tr ΣΔ (1−κR)² / c². */
  readonly learnt: number;
}

/** The best that ridge can do on a mixture. */
export interface Tuned {
  /** Test error without the noise of the test labels. */
  readonly error: number;
  /** λ of (1/n) Σ ω (xᵀw − y)² + λ‖w‖². */
  readonly ridge: number;
  /** ω of a synthetic row, that of a real one being 1. */
  readonly weight: number;
}

/** The error over all ridges. */
export interface Landscape {
  /** The least error over λ ≥ 0 where all rows weigh the same. */
  tuned(rows: Rows, labels: Labels): Tuned;
  /** The least error over λ ≥ 0 and the weight ω ≥ 0 of synthetic rows. Never above that of the real rows alone. */
  weighted(rows: Rows, labels: Labels): Tuned;
}

/**
 * Searches along κ, which n rows and λ amount to, and not along λ itself: no equation is left to solve.
 *
 * Weighted rows of the same Σ are solved by the two-covariance form of `shiftedInputsError` with Σ₂ = ωΣ, where both of
 * its fixed points fall together. With P₁ + P₂ = 1 the shares of the two kinds in the fit, P₂ = n₂/n for ω = 1:
 *
 *     w = df₂/(1 − df₂ (P₁²/n₁ + P₂²/n₂)),    vⱼ = w Pⱼ²/nⱼ
 *     E = (1+v₁+v₂) tr ΓΣ(κR)² + v₁σ₁² + v₂σ₂² + v₂ tr ΔΣ(1−P₂(1−κR))² + P₂²(1+v₁) tr ΔΣ(1−κR)²
 *     nλ = κ (n₁/P₁ − df₁),    ω = (n₁/P₁ − df₁) / (n₂/P₂ − df₁)
 */
export function landscapeOf(shapes: Shapes): Landscape {
  const { eigenvalues } = shapes;
  const low = Math.log(1e-6 * eigenvalues.reduce((least, value) => Math.min(least, value)));
  const high = Math.log(1e6 * eigenvalues.reduce((most, value) => Math.max(most, value)));
  const step = (high - low) / (POINTS - 1);
  const grid = Array.from({ length: POINTS }, (_, i) => tracesAt(shapes, Math.exp(low + i * step)));

  const search = (of: (traces: Traces) => number): Traces => {
    let best = POINTS - 1;
    let least = of(grid[best]!);
    for (let i = POINTS - 2; i >= 0; i--) {
      const value = of(grid[i]!);
      if (value < least) [best, least] = [i, value];
    }
    const from = low + Math.max(0, best - 1) * step;
    const to = low + Math.min(POINTS - 1, best + 1) * step;
    const refined = minimum((logKappa) => of(tracesAt(shapes, Math.exp(logKappa))), from, to, PRECISION);
    return refined.value < least ? tracesAt(shapes, Math.exp(refined.at)) : grid[best]!;
  };

  return {
    tuned: (rows, labels) => {
      const share = rows.synthetic / (rows.real + rows.synthetic);
      return tunedAt(
        search((traces) => errorAt(traces, share, rows, labels)),
        share,
        rows,
        labels,
      );
    },
    weighted: (rows, labels) => {
      const shareAt = (traces: Traces): number => bestShare(traces, rows, labels);
      const traces = search((at) => errorAt(at, shareAt(at), rows, labels));
      return tunedAt(traces, shareAt(traces), rows, labels);
    },
  };
}

function tracesAt({ eigenvalues, signal, shift }: Shapes, kappa: number): Traces {
  let [df1, df2, missed, kept, learnt] = [0, 0, 0, 0, 0];
  for (let i = 0; i < eigenvalues.length; i++) {
    const inverse = 1 / (eigenvalues[i]! + kappa);
    const part = eigenvalues[i]! * inverse;
    const lost = kappa * inverse;
    df1 += part;
    df2 += part * part;
    missed += signal[i]! * lost * lost;
    kept += shift[i]! * part;
    learnt += shift[i]! * part * part;
  }
  return { kappa, df1, df2, missed, kept, learnt };
}

/** Infinity where no λ ≥ 0 leads to this κ and share. */
function errorAt(traces: Traces, share: number, { real, synthetic }: Rows, labels: Labels): number {
  const { df1, df2, missed, kept, learnt } = traces;
  const own = 1 - share;
  if (own * df1 > real || share * df1 > synthetic) return Infinity;
  const perReal = own ** 2 / real;
  const perSynthetic = share === 0 ? 0 : share ** 2 / synthetic;
  const inflation = df2 / (1 - df2 * (perReal + perSynthetic));
  const [v1, v2] = [inflation * perReal, inflation * perSynthetic];
  const scattered = 1 - 2 * share * kept + share ** 2 * learnt;
  return (
    (1 + v1 + v2) * missed +
    v1 * labels.noise +
    v2 * labels.syntheticNoise +
    labels.shift * (v2 * scattered + share ** 2 * (1 + v1) * learnt)
  );
}

/** The share P₂ of least error at κ, among those that some λ ≥ 0 and ω ≥ 0 lead to. */
function bestShare(traces: Traces, rows: Rows, labels: Labels): number {
  const { df1 } = traces;
  const low = Math.max(0, 1 - rows.real / df1);
  const high = Math.min(1, rows.synthetic / df1);
  if (low >= high) return low;
  const of = (share: number): number => errorAt(traces, share, rows, labels);
  const inside = minimum(of, low, high, 1e-9 * high).at;
  return [low, high].reduce((best, end) => (of(end) < of(best) ? end : best), inside);
}

function tunedAt(traces: Traces, share: number, rows: Rows, labels: Labels): Tuned {
  const { kappa, df1 } = traces;
  const n = rows.real + rows.synthetic;
  const realSlack = rows.real / (1 - share) - df1;
  const syntheticSlack = rows.synthetic / share - df1;
  return {
    error: errorAt(traces, share, rows, labels),
    ridge: (kappa * Math.max(0, share < 1 ? realSlack : syntheticSlack)) / n,
    weight: share === 0 ? 0 : share === 1 ? Infinity : realSlack / syntheticSlack,
  };
}
