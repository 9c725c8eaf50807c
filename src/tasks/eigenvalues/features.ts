import type { Example } from "../task.ts";
import { parseEigenvalues, parseMatrix } from "./text.ts";

/** What of a matrix's spectrum makes it easy or hard to answer. */
interface Spectrum {
  /** ‖A‖_F = √Σλ² */
  readonly norm: number;
  readonly trace: number;
  /** Mean |λ| */
  readonly mean: number;
  readonly smallest: number;
  /** Least distance of neighbouring eigenvalues. */
  readonly gap: number;
}

function spectrumOf(example: Example): Spectrum {
  const values = parseEigenvalues(example.reference) ?? [];
  let squares = 0;
  let trace = 0;
  let sum = 0;
  let smallest = Infinity;
  let gap = Infinity;
  values.forEach((value, i) => {
    squares += value * value;
    trace += value;
    sum += Math.abs(value);
    smallest = Math.min(smallest, Math.abs(value));
    if (i > 0) gap = Math.min(gap, values[i - 1]! - value);
  });
  return { norm: Math.sqrt(squares), trace, mean: sum / values.length, smallest, gap };
}

/**
 * Five numbers that describe a matrix A: its smallest |λ|, its least gap between eigenvalues, its trace and the norm of
 * its off-diagonal part, each relative to ‖A‖_F, and log₁₀ ‖A‖_F.
 */
export function matrixFeatures(example: Example): readonly number[] {
  const { norm, trace, smallest, gap } = spectrumOf(example);
  if (norm === 0) return [0, 0, 0, 0, 0];
  const offDiagonal = offDiagonalNorm(example.input);
  return [smallest / norm, gap / norm, trace / norm, offDiagonal / norm, Math.log10(norm)];
}

function offDiagonalNorm(input: string): number {
  const { size, upper } = parseMatrix(input) ?? { size: 0, upper: [] };
  let sum = 0;
  let at = 0;
  for (let i = 0; i < size; i++) {
    at++;
    for (let j = i + 1; j < size; j++) sum += 2 * upper[at]! * upper[at++]!;
  }
  return Math.sqrt(sum);
}

/**
 * `small` or `large` (‖A‖_F under or over its root mean square, n·bound/√3) and, with it, `nearly singular` where the
 * smallest |λ| is under a tenth of the mean |λ|.
 */
export function matrixStratum(example: Example, size: number, bound: number): string {
  const { norm, mean, smallest } = spectrumOf(example);
  const magnitude = norm < (size * bound) / Math.sqrt(3) ? "small" : "large";
  return smallest < mean / 10 ? `${magnitude}, nearly singular` : magnitude;
}
