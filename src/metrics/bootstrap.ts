import { PstarError } from "../errors.ts";
import { createRandom } from "../random/generator.ts";
import { sampleGamma } from "./beta.ts";
import { type Interval, intervalOfDraws } from "./interval.ts";

/** Distinct values above which neighbours are merged: the spread lost within 1/500 of the sample is nothing. */
const MOST_ATOMS = 500;

export interface BootstrapOptions {
  /** Integer in [0, 2⁵³), see `deriveSeed`. */
  readonly seed: number;
  readonly draws?: number;
  /** In (0, 1). */
  readonly confidence?: number;
}

/**
 * Mean of values in [0, 1] with its bootstrap interval: the Bayesian bootstrap (Rubin 1981), whose rows carry
 * Dirichlet weights instead of counts of a resample, with half a pseudo-row at 0 and half a one at 1. So zero hits in
 * n do not claim certainty as a resample of zeros would: for 0/1 values the draws are those of Jeffreys'
 * Beta(k + ½, n − k + ½). Equal rows are drawn as one (a sum of weights is a Gamma), so a million rates cost no more
 * than two draws.
 *
 * @throws PstarError when there are no values, or one is outside [0, 1]
 */
export function meanInterval(
  values: Float64Array,
  { seed, draws = 4000, confidence = 0.95 }: BootstrapOptions,
): Interval {
  const atoms = collectAtoms(values);
  const random = createRandom(seed);
  const means = new Float64Array(draws);
  for (let d = 0; d < draws; d++) {
    let top = 0;
    let bottom = 0;
    for (const { value, count } of atoms) {
      const weight = sampleGamma(count, random);
      top += weight * value;
      bottom += weight;
    }
    means[d] = top / bottom;
  }
  let sum = 0;
  for (const value of values) sum += value;
  return intervalOfDraws(means, sum / values.length, confidence);
}

interface Atom {
  value: number;
  count: number;
}

/** The distinct values with their counts, half a row more at 0 and at 1. */
function collectAtoms(values: Float64Array): Atom[] {
  const sorted = values.slice().sort();
  if (!(sorted[0] >= 0 && sorted[sorted.length - 1] <= 1)) {
    throw new PstarError(values.length === 0 ? "a mean of no values" : "a value outside [0, 1]", {
      where: "meanInterval",
    });
  }
  const widest = distinct(sorted) > MOST_ATOMS ? Math.ceil(sorted.length / MOST_ATOMS) : 0;
  const atoms: Atom[] = [];
  let current: Atom = { value: 0, count: 0.5 };
  for (const value of sorted) {
    if (value === current.value || (value < 1 && current.value > 0 && current.count < widest)) {
      current.value += (value - current.value) / (current.count + 1);
      current.count++;
    } else {
      atoms.push(current);
      current = { value, count: 1 };
    }
  }
  if (current.value === 1) current.count += 0.5;
  else atoms.push({ value: 1, count: 0.5 });
  return [...atoms, current];
}

function distinct(sorted: Float64Array): number {
  let count = 1;
  for (let i = 1; i < sorted.length; i++) if (sorted[i] !== sorted[i - 1]) count++;
  return count;
}
