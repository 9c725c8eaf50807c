import { sumOver } from "../spectrum.ts";
import { deterministicEquivalent, ridgelessNu } from "./equivalent.ts";
import { type CollapseError, totalled } from "./error.ts";
import { type CollapseSetting, checkSetting } from "./setting.ts";

/** c² = tr ΣΔ: the mean squared label shift of the synthetic rows. */
export function labelShift({ eigenvalues, shift }: CollapseSetting): number {
  return sumOver(eigenvalues, (value, i) => value * shift[i]);
}

/**
 * Where the error stops as n → ∞, then λ → 0: at p₂²c² for plain ridge and for m ≥ d, however many rows there are. A
 * narrower projection adds the signal it cannot see, and learns that much less of the shift.
 *
 * @throws PstarError as `checkSetting` does
 */
export function plateau(setting: CollapseSetting): number {
  checkSetting(setting);
  const { eigenvalues, signal, shift, width, syntheticShare: p2 } = setting;
  const nu = ridgelessNu(eigenvalues, width ?? Infinity);
  return sumOver(eigenvalues, (value, i) => {
    return (value * (signal[i] * nu + p2 ** 2 * shift[i] * value)) / (value + nu);
  });
}

/**
 * The classical limit n → ∞ at fixed λ, p₂ and m: κ = λ, u = 0, nothing random left but the projection, and ν that of
 * plain ridge λd/m on m rows. Throws as `checkSetting` does.
 */
export function classicalError(setting: CollapseSetting): CollapseError {
  checkSetting(setting);
  const { eigenvalues, signal, shift, width, ridge: kappa, syntheticShare: p2 } = setting;
  const d = eigenvalues.length;
  // m rows shrink by ν and inflate by 1 + u as m columns do: the roles of rows and columns are the same.
  const rows = width ?? Infinity;
  const { nu, u } =
    width === null
      ? { nu: kappa, u: 0 }
      : deterministicEquivalent({ ...setting, samples: width, width: null, ridge: (kappa * d) / width });
  const spread =
    nu === 0 ? 0 : ((1 + u) / rows) * sumOver(eigenvalues, (value) => (value * nu) / (value + nu) ** 2);
  const bias = sumOver(eigenvalues, (value, i) => {
    return (signal[i] * value * nu * (nu + spread * value)) / (value + nu) ** 2;
  });
  const collapse = sumOver(eigenvalues, (value, i) => {
    return (shift[i] * (p2 * value) ** 2 * (value + spread * nu)) / (value + nu) ** 2;
  });
  return totalled({ bias, variance: 0, collapse, kappa });
}

/**
 * The plain ridge a projection tends to as m → ∞ with λd/m held: entries of variance 1/d make SᵀS ≃ (m/d) I, so the
 * same λ weighs d/m as much. At the setting's own width, its over-parametrised approximation. Width null: itself.
 */
export function wideLimit(setting: CollapseSetting): CollapseSetting {
  const { width, ridge, eigenvalues } = setting;
  return width === null ? setting : { ...setting, width: null, ridge: (ridge * eigenvalues.length) / width };
}
