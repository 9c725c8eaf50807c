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
  const allowed = likeliest(probabilities, topK ?? probabilities.length, topP ?? Number.POSITIVE_INFINITY);
  const weights = Float32Array.from(allowed, (token) => probabilities[token]!);
  const total = weights.reduce((a, b) => a + b, 0);
  return allowed[invert(weights, uniform * total)]!;
}

/** The k likeliest tokens or as many of them as reach a mass of p, likeliest first, of equal ones the first. */
function likeliest(probabilities: Float32Array, k: number, p: number): number[] {
  // A few tokens carry most of the mass: those above a threshold are sorted alone, and it is lowered until they suffice.
  let threshold = probabilities.reduce((a, b) => Math.max(a, b), 0) / 32;
  while (true) {
    const above: number[] = [];
    for (let token = 0; token < probabilities.length; token++)
      if (probabilities[token]! >= threshold) above.push(token);
    const order = above.sort((a, b) => probabilities[b]! - probabilities[a]! || a - b).slice(0, k);
    let mass = 0;
    const reached = order.findIndex((token) => {
      mass += probabilities[token]!;
      return mass >= p;
    });
    if (reached >= 0) return order.slice(0, reached + 1);
    if (order.length === k || above.length === probabilities.length) return order;
    threshold = threshold < 1e-30 ? 0 : threshold / 32;
  }
}

/** The index at which the cumulative sum passes `target`, at most their sum up to rounding. */
function invert(weights: Float32Array, target: number): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i]!;
    if (target < sum) return i;
  }
  // Rounding may leave the sum a hair short: then it is the last token that has any weight.
  return weights.findLastIndex((weight) => weight > 0);
}
