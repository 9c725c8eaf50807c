const DIGIT_BITS = 11;
const BUCKETS = 1 << DIGIT_BITS;

/**
 * Indices of `values` in ascending order: a stable radix sort, linear in the number of values. −0 equals 0 and NaN
 * comes last.
 *
 * @param order indices to start from, whose order equal values keep; the input's by default
 */
export function argsort(values: Float64Array, order?: Uint32Array): Uint32Array {
  const n = values.length;
  const low = new Uint32Array(n);
  const high = new Uint32Array(n);
  writeSortableBits(values, low, high);
  let from = order?.slice() ?? Uint32Array.from({ length: n }, (_, i) => i);
  let to = new Uint32Array(n);
  for (const [word, bits] of [
    [low, 32],
    [high, 32],
  ] as const) {
    for (let shift = 0; shift < bits; shift += DIGIT_BITS) {
      if (scatter(word, shift, from, to)) [from, to] = [to, from];
    }
  }
  return from;
}

/** Splits each double into two words whose unsigned order is the order of the doubles. */
function writeSortableBits(values: Float64Array, low: Uint32Array, high: Uint32Array): void {
  const double = new Float64Array(1);
  const words = new Uint32Array(double.buffer);
  for (let i = 0; i < values.length; i++) {
    double[0] = Number.isNaN(values[i]) ? Number.NaN : values[i] + 0;
    const negative = words[1] >>> 31 === 1 && !Number.isNaN(values[i]);
    low[i] = negative ? ~words[0] : words[0];
    high[i] = negative ? ~words[1] : words[1] | 0x8000_0000;
  }
}

/** One pass over one digit; false, and nothing moved, when all values share that digit. */
function scatter(word: Uint32Array, shift: number, from: Uint32Array, to: Uint32Array): boolean {
  const starts = new Uint32Array(BUCKETS + 1);
  for (let i = 0; i < word.length; i++) starts[((word[i] >>> shift) & (BUCKETS - 1)) + 1]++;
  if (starts.includes(word.length, 1)) return false;
  for (let b = 0; b < BUCKETS; b++) starts[b + 1] += starts[b];
  for (let i = 0; i < from.length; i++) {
    const index = from[i];
    to[starts[(word[index] >>> shift) & (BUCKETS - 1)]++] = index;
  }
  return true;
}
