/** Limits on what may be sampled; all tokens by default. */
export interface SamplingLimits {
  /** Only the k likeliest tokens. */
  readonly topK?: number | undefined;
  /** Only the likeliest tokens that together reach this probability (Holtzman et al. 2020). */
  readonly topP?: number | undefined;
}

/**
 * Draws a token by inversion.
 * @param probabilities one row, summing to 1 up to rounding
 * @param uniform in [0, 1), the item's own random number
 */
export function sampleToken(
  probabilities: Float32Array,
  uniform: number,
  { topK, topP }: SamplingLimits = {},
): number {
  if (topK === undefined && topP === undefined) return invert(probabilities, uniform);
  const order = Array.from(probabilities.keys()).sort((a, b) => probabilities[b] - probabilities[a] || a - b);
  const nucleus = order.slice(0, topK);
  let mass = 0;
  const reached = nucleus.findIndex((token) => {
    mass += probabilities[token];
    return mass >= (topP ?? Number.POSITIVE_INFINITY);
  });
  const allowed = reached < 0 ? nucleus : nucleus.slice(0, reached + 1);
  return allowed[
    invert(
      Float32Array.from(allowed, (token) => probabilities[token]),
      uniform,
    )
  ];
}

/** The index at which the cumulative sum passes `uniform` × total. */
function invert(weights: Float32Array, uniform: number): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i];
  const target = uniform * total;
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i];
    if (target < sum) return i;
  }
  // Rounding may leave the sum a hair short: then it is the last token that has any weight.
  return weights.findLastIndex((weight) => weight > 0);
}
