import { PstarError } from "../../errors.ts";
import { degreesOfFreedom, sumOver, trace } from "../spectrum.ts";
import { deterministicEquivalent, ridgelessNu } from "./equivalent.ts";
import { type CollapseError, inflate, labelNoise, totalled } from "./error.ts";
import { labelShift } from "./limits.ts";
import { type CollapseSetting, checkSetting } from "./setting.ts";

/**
 * B + V + ζ without label noise (σ₁ = σ₂ = 0, whatever the setting says):
 * (1+u) tr ΣΓ(κR)² + p₂² tr ΣΔ(1−κR)² + p₂u tr ΣΔ(p₁ + p₂(κR)²), in which what a projection cannot see does not appear
 * by itself. Throws as `checkSetting` does.
 */
export function noiseFreeTotal(setting: CollapseSetting): number {
  checkSetting(setting);
  const { eigenvalues, signal, shift, syntheticShare: p2 } = setting;
  const { kappa, nu, nuSlope, u } = deterministicEquivalent(setting);
  const lost = (value: number): number => nu / (value + nu);
  const lostSquare = (value: number): number => lost(value) - (kappa * nuSlope * value) / (value + nu) ** 2;
  const own = sumOver(eigenvalues, (value, i) => value * signal[i] * lostSquare(value));
  const learnt = sumOver(
    eigenvalues,
    (value, i) => value * shift[i] * (1 - 2 * lost(value) + lostSquare(value)),
  );
  const scattered = sumOver(eigenvalues, (value, i) => value * shift[i] * (1 - p2 + p2 * lostSquare(value)));
  return inflate(1 + u, own) + p2 ** 2 * learnt + inflate(u, p2 * scattered);
}

/** The least-norm fit, λ → 0 (whatever the setting says). Throws as `checkSetting` does. */
export function ridgelessError(setting: CollapseSetting): CollapseError {
  checkSetting(setting);
  const { eigenvalues, samples: n, width } = setting;
  const m = width ?? Infinity;
  if (Math.min(n, m) >= eigenvalues.length) return fullRankError(setting);
  return m <= n ? narrowError(setting, m) : interpolatingError(setting, m);
}

/** d ≤ n, m: ordinary least squares, u = d/(n − d); E = σ²u + (p₂² + p₁p₂u)c². */
function fullRankError(setting: CollapseSetting): CollapseError {
  const { eigenvalues, samples: n, syntheticShare: p2 } = setting;
  const u = eigenvalues.length / (n - eigenvalues.length);
  const c2 = labelShift(setting);
  const variance = inflate(u, labelNoise(setting));
  return totalled({ bias: 0, variance, collapse: p2 ** 2 * c2 + inflate(u, p2 * (1 - p2) * c2), kappa: 0 });
}

/** m ≤ n, m < d: least squares on m features, u = m/(n − m); df₁(ν) = m. */
function narrowError(setting: CollapseSetting, m: number): CollapseError {
  const { eigenvalues, signal, shift, samples: n, syntheticShare: p2 } = setting;
  const nu = ridgelessNu(eigenvalues, m);
  const u = m / (n - m);
  const bias = sumOver(eigenvalues, (value, i) => (signal[i] * value * nu) / (value + nu));
  const unseen = sumOver(eigenvalues, (value, i) => (shift[i] * value * nu) / (value + nu));
  const seen = sumOver(eigenvalues, (value, i) => (shift[i] * value ** 2) / (value + nu));
  const collapse = p2 ** 2 * seen + inflate(u, p2 * ((1 - p2) * seen + unseen));
  return totalled({ bias, variance: inflate(u, labelNoise(setting) + bias), collapse, kappa: 0 });
}

/** n < m, d: every row is fitted exactly; df₁(ν) = n and 1 + u = n (m − df₂)/((m − n)(n − df₂)). */
function interpolatingError(setting: CollapseSetting, m: number): CollapseError {
  const { eigenvalues, signal, shift, samples: n, width, syntheticShare: p2 } = setting;
  const nu = ridgelessNu(eigenvalues, n);
  const { spread } = degreesOfFreedom(eigenvalues, nu);
  const epsilon = width === null ? 0 : spread / (m - n + spread);
  const inflation = n / ((1 - epsilon) * spread);
  const u = inflation - 1;
  const lostSquare = (value: number): number => (nu * (nu + epsilon * value)) / (value + nu) ** 2;
  const nu0 = width === null ? 0 : ridgelessNu(eigenvalues, width);
  const unseen = sumOver(eigenvalues, (value, i) => (signal[i] * value * nu0) / (value + nu0));
  const own = sumOver(eigenvalues, (value, i) => signal[i] * value * lostSquare(value));
  const learnt = sumOver(
    eigenvalues,
    (value, i) => (shift[i] * value ** 2 * (value + epsilon * nu)) / (value + nu) ** 2,
  );
  const scattered = sumOver(eigenvalues, (value, i) => shift[i] * value * (1 - p2 + p2 * lostSquare(value)));
  return totalled({
    bias: inflation * own - u * unseen,
    variance: u * (labelNoise(setting) + unseen),
    collapse: p2 ** 2 * learnt + p2 * u * scattered,
    kappa: width === null ? nu : (nu * (m - n)) / eigenvalues.length,
  });
}

/**
 * Plain ridge on Σ = sI: with φ = d/n, κ is the positive root of κ² + κ (s(1−φ) − λ) − λs = 0, a = κ/(s+κ) and
 * u = φ(1−a)² / (1 − φ(1−a)²).
 *
 * @throws PstarError as `checkSetting` does, and where the eigenvalues differ or a width is given
 */
export function isotropicError(setting: CollapseSetting): CollapseError {
  checkSetting(setting);
  const { eigenvalues, signal, ridge, width, syntheticShare: p2 } = setting;
  const s = eigenvalues[0];
  if (width !== null) refuse("width", "null: the quadratic is plain ridge's");
  if (eigenvalues.some((value) => value !== s)) refuse("eigenvalues", "all equal");
  const phi = eigenvalues.length / setting.samples;
  const half = (ridge - s * (1 - phi)) / 2;
  const root = Math.sqrt(half * half + ridge * s);
  const kappa = half < 0 ? (ridge * s) / (root - half) : half + root;
  const [a, kept] = [kappa / (s + kappa), s / (s + kappa)];
  const share = phi * kept ** 2;
  const u = share / (1 - share);
  const c2 = labelShift(setting);
  return totalled({
    bias: inflate(1 + u, a ** 2 * s * trace(signal)),
    variance: inflate(u, labelNoise(setting)),
    collapse: p2 ** 2 * kept ** 2 * c2 + inflate(u, p2 * (1 - p2 + p2 * a ** 2) * c2),
    kappa,
  });
}

function refuse(name: string, range: string): never {
  throw new PstarError(`must be ${range}`, { where: name, exitCode: 2 });
}
