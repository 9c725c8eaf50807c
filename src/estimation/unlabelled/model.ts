/** Two kinds of candidate and verifiers that vote independently given the kind. */
export interface VoteModel {
  /** p, the share of incorrect candidates. */
  readonly error: number;
  /** P(kept | correct) and P(kept | incorrect) of each verifier. */
  readonly phi: Float64Array;
  readonly psi: Float64Array;
}

/**
 * The same model of the votes with the two kinds named the other way where verifiers would be worse than chance on
 * average: votes alone cannot tell which kind is the correct one.
 */
export function nameKinds({ error, phi, psi }: VoteModel): VoteModel {
  const skill = phi.reduce((sum, rate, j) => sum + rate - psi[j], 0);
  return skill < 0 ? { error: 1 - error, phi: psi, psi: phi } : { error, phi, psi };
}

/** The model with every rate in [margin, 1 − margin]. */
export function clampModel({ error, phi, psi }: VoteModel, margin = 0): VoteModel {
  const clamp = (rate: number): number => Math.min(1 - margin, Math.max(margin, rate));
  return { error: clamp(error), phi: phi.map(clamp), psi: psi.map(clamp) };
}
