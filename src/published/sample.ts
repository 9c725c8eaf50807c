/** How a token is drawn from a distribution. */
export interface Draw {
  /** Below 1 sharpens the distribution. */
  readonly temperature: number;
  /** Only the k likeliest tokens. */
  readonly topK?: number | undefined;
  /** Only the likeliest tokens that together reach this probability (Holtzman et al. 2020). */
  readonly topP?: number | undefined;
}

/** Natural log of the sum of the scores' exponentials. */
export function logSumExp(scores: Float32Array): number {
  const most = largest(scores);
  let sum = 0;
  for (let i = 0; i < scores.length; i++) sum += Math.exp(scores[i]! - most);
  return most + Math.log(sum);
}

/** The likeliest token, the first of equals. */
export function likeliest(scores: Float32Array): number {
  return scores.indexOf(largest(scores));
}

/**
 * Draws a token by inversion.
 *
 * @param scores unnormalised natural log-probabilities
 * @param uniform in [0, 1), the row's own random number
 */
export function sampleToken(
  scores: Float32Array,
  { temperature, topK, topP }: Draw,
  uniform: number,
): number {
  const most = largest(scores);
  const weights = new Float64Array(scores.length);
  let total = 0;
  for (let i = 0; i < scores.length; i++) {
    weights[i] = Math.exp((scores[i]! - most) / temperature);
    total += weights[i]!;
  }
  if (topK === undefined && (topP === undefined || topP === 1)) return invert(weights, uniform * total);
  const allowed = nucleus(weights, total, topK ?? weights.length, topP ?? 1);
  const own = Float64Array.from(allowed, (token) => weights[token]!);
  const mass = own.reduce((sum, weight) => sum + weight, 0);
  return allowed[invert(own, uniform * mass)]!;
}

/** The index at which the cumulative sum passes `target`. */
function invert(weights: Float64Array, target: number): number {
  let left = target;
  for (let i = 0; i < weights.length; i++) {
    left -= weights[i]!;
    if (left < 0) return i;
  }
  // Rounding may leave the sum a hair short: then it is the last that has any weight.
  return weights.findLastIndex((weight) => weight > 0);
}

/** The likeliest tokens, at most `topK` and no more than it takes to reach the share `topP`, the likeliest first. */
function nucleus(weights: Float64Array, total: number, topK: number, topP: number): number[] {
  // All tokens below this weight hold less than 1 − topP together, so none of them is needed; sorting them would take long.
  const least = Math.max(((1 - topP) * total) / weights.length, kthLargest(weights, topK));
  const order: number[] = [];
  for (let token = 0; token < weights.length; token++) if (weights[token]! >= least) order.push(token);
  order.sort((a, b) => weights[b]! - weights[a]! || a - b);
  let mass = 0;
  const reached = order.findIndex((token) => {
    mass += weights[token]!;
    return mass >= topP * total;
  });
  return order.slice(0, Math.min(topK, reached < 0 ? order.length : reached + 1));
}

/** 0 where there are no k. */
function kthLargest(values: Float64Array, k: number): number {
  if (k >= values.length) return 0;
  // A heap of the k largest, the smallest of them first.
  const heap = values.slice(0, k).sort();
  for (let i = k; i < values.length; i++) if (values[i]! > heap[0]!) replaceFirst(heap, values[i]!);
  return heap[0]!;
}

function replaceFirst(heap: Float64Array, value: number): void {
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child + 1 < heap.length && heap[child + 1]! < heap[child]!) child++;
    if (child >= heap.length || heap[child]! >= value) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = value;
}

function largest(scores: Float32Array): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < scores.length; i++) if (scores[i]! > most) most = scores[i]!;
  return most;
}
