/** Eigenvalues (1 + i)^−decay, i = 0 … dimension − 1: a power law; decay 0 is the isotropic Σ = I. */
export function powerLaw(dimension: number, decay: number): Float64Array {
  return Float64Array.from({ length: dimension }, (_, i) => (1 + i) ** -decay);
}
