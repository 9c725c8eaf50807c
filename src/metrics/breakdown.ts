/**
 * The breakdown point p⋆ = φ / (φ + ψ): the generator error rate below which training on what a verifier keeps reaches
 * the optimum in the large-sample limit (Feng et al. 2024, "Beyond Model Collapse", Theorem 4.2).
 *
 * ψ = 0 < φ gives 1, φ = 0 < ψ gives 0. A verifier that keeps nothing (φ = ψ = 0) says nothing of what it would keep
 * and gets the ½ of φ = ψ, no verification.
 *
 * @param phi P(kept | correct), in [0, 1]
 * @param psi P(kept | incorrect), in [0, 1]
 */
export function breakdownPoint(phi: number, psi: number): number {
  return phi + psi === 0 ? 0.5 : phi / (phi + psi);
}

/** p⋆ from the positive likelihood ratio LR+ = φ/ψ in [0, ∞]: logit p⋆ = log LR+. */
export function breakdownPointOfRatio(likelihoodRatio: number): number {
  return likelihoodRatio === Infinity ? 1 : likelihoodRatio / (1 + likelihoodRatio);
}

/** LR+ = φ/ψ in [0, ∞]; 1 where nothing is kept, as in `breakdownPoint`. */
export function likelihoodRatio(phi: number, psi: number): number {
  return phi + psi === 0 ? 1 : phi / psi;
}

/**
 * Share of correct among kept, (1−p)φ / ((1−p)φ + pψ): above ½ exactly when p < p⋆, above 1 − p exactly when p⋆ > ½.
 * Where nothing is kept it is the generator's own 1 − p.
 *
 * @param error generator error rate p, in [0, 1]
 */
export function keptPrecision(error: number, phi: number, psi: number): number {
  const correct = (1 - error) * phi;
  const incorrect = error * psi;
  return correct + incorrect === 0 ? 1 - error : correct / (correct + incorrect);
}
