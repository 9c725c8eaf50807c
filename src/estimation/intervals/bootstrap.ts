import { createRandom } from "../../random/generator.ts";
import { type Counts, operatingPoint } from "../operating-point.ts";
import type { LabelledCandidates } from "./cluster-design.ts";
import type { DrawOptions, Draws } from "./jeffreys.ts";

/** Labelled candidates from the best to the worst. */
export interface RankedCandidates extends LabelledCandidates {
  readonly inputs: number;
  /** Sums over all of them, whatever is kept. */
  readonly counts: Pick<Counts, "n1" | "n0">;
  /** Indices of all, best first, those without a score at the end. */
  readonly order: Int32Array;
}

/**
 * The bootstrap over inputs (Davison & Hinkley 1997, §3.8): each resample draws as many inputs as there are, with
 * replacement, and takes all their candidates. The cuts stay where they are, on the ranking of all rows. One pass over
 * the candidates gives a resample's rates at every cut, so its cost does not grow with their number.
 *
 * Blind at zero counts: where no incorrect candidate was kept none is in any resample, and ψ = 0 and p⋆ = 1 come out
 * certain. Jeffreys' posterior does not have this fault.
 *
 * @param cuts how many of the best each cut keeps, ascending
 * @returns one set of draws a cut; p's are the same array in all
 */
export function bootstrapDraws(
  { correct, cluster, weights, inputs, order }: RankedCandidates,
  cuts: readonly number[],
  { seed, draws }: Pick<DrawOptions, "seed" | "draws">,
): Draws[] {
  const random = createRandom(seed);
  const input = Int32Array.from(order, (i) => cluster[i]);
  const right = Float64Array.from(order, (i) => (weights?.[i] ?? 1) * correct[i]);
  const wrong = Float64Array.from(order, (i) => (weights?.[i] ?? 1) * (1 - correct[i]));
  const make = () => new Float64Array(draws);
  const error = make();
  const all = cuts.map(() => ({ phi: make(), psi: make(), error }));
  const ends = [...cuts, input.length];
  const k1 = new Float64Array(ends.length);
  const k0 = new Float64Array(ends.length);
  const times = new Uint16Array(inputs);
  for (let d = 0; d < draws; d++) {
    times.fill(0);
    for (let c = 0; c < inputs; c++) times[random.integer(inputs)]++;
    let rightSum = 0;
    let wrongSum = 0;
    let place = 0;
    for (let c = 0; c < ends.length; c++) {
      for (; place < ends[c]; place++) {
        rightSum += times[input[place]] * right[place];
        wrongSum += times[input[place]] * wrong[place];
      }
      k1[c] = rightSum;
      k0[c] = wrongSum;
    }
    for (let c = 0; c < cuts.length; c++) {
      const point = operatingPoint({ k1: k1[c], n1: rightSum, k0: k0[c], n0: wrongSum });
      all[c].phi[d] = point.phi;
      all[c].psi[d] = point.psi;
      error[d] = point.error;
    }
  }
  return all;
}
