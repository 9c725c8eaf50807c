/**
 * Where a student trained on the kept data lands, as a range of label accuracy in the large-sample limit. Errors that
 * are a function of the input are learned, and the student is as right as its data: the kept precision. Errors that
 * are independent noise average out, and the student goes to the optimum if most of what is kept is correct, to
 * nothing if most is wrong (Feng et al. 2024, Theorem 4.2). Real errors lie between.
 *
 * @param keptPrecision share of correct among kept, in [0, 1]
 */
export function studentRange(keptPrecision: number): { readonly low: number; readonly high: number } {
  const noiseLimit = keptPrecision === 0.5 ? 0.5 : keptPrecision > 0.5 ? 1 : 0;
  return { low: Math.min(keptPrecision, noiseLimit), high: Math.max(keptPrecision, noiseLimit) };
}
