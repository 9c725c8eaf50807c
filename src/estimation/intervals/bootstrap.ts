import { createRandom } from "../../random/generator.ts";
import { type Counts, operatingPoint } from "../operating-point.ts";
import type { LabelledCandidates } from "./cluster-design.ts";
import type { DrawOptions, Draws } from "./jeffreys.ts";

/** Labelled candidates from the best to the worst. */
export interface RankedCandidates extends LabelledCandidates {
  readonly inputs: number;
  /** Sums over all of them, whatever is kept. */
  readonly counts: Pick<Counts, "n1" | "n0">;
  /** Indices of those that have a score, best first. */
  readonly ranked: Int32Array;
}

/**
 * The bootstrap over inputs (Davison & Hinkley 1997, §3.8): each resample draws as many inputs as there are, with
 * replacement, and takes all their candidates. The cuts stay where they are, on the ranking of all rows. One pass over
 * the ranked candidates gives a resample's rates at every cut, so its cost does not grow with their number.
 *
 * Blind at zero counts: where no incorrect candidate was kept none is in any resample, and ψ = 0 and p⋆ = 1 come out
 * certain. Jeffreys' posterior does not have this fault.
 *
 * @param cuts how many of `ranked` each cut keeps, ascending
 * @returns one set of draws a cut; p's are the same array in all
 */
export function bootstrapDraws(
  { correct, cluster, weights, inputs, ranked }: RankedCandidates,
  cuts: readonly number[],
  { seed, draws }: Pick<DrawOptions, "seed" | "draws">,
): Draws[] {
  const random = createRandom(seed);
  const error = new Float64Array(draws);
  const make = () => new Float64Array(draws);
  const all = cuts.map(() => ({ phi: make(), psi: make(), error }));
  const right = correct.map((s, i) => s * (weights?.[i] ?? 1));
  const wrong = correct.map((s, i) => (1 - s) * (weights?.[i] ?? 1));
  const times = new Uint16Array(inputs);
  const k1 = new Float64Array(cuts.length);
  const k0 = new Float64Array(cuts.length);
  for (let d = 0; d < draws; d++) {
    times.fill(0);
    for (let c = 0; c < inputs; c++) times[random.integer(inputs)]++;
    let n1 = 0;
    let n0 = 0;
    for (let i = 0; i < cluster.length; i++) {
      n1 += times[cluster[i]] * right[i];
      n0 += times[cluster[i]] * wrong[i];
    }
    let correctKept = 0;
    let incorrectKept = 0;
    let place = 0;
    cuts.forEach((cut, c) => {
      for (; place < cut; place++) {
        const i = ranked[place];
        correctKept += times[cluster[i]] * right[i];
        incorrectKept += times[cluster[i]] * wrong[i];
      }
      k1[c] = correctKept;
      k0[c] = incorrectKept;
    });
    for (let c = 0; c < cuts.length; c++) {
      const point = operatingPoint({ k1: k1[c], n1, k0: k0[c], n0 });
      all[c].phi[d] = Math.min(1, point.phi);
      all[c].psi[d] = Math.min(1, point.psi);
      error[d] = point.error;
    }
  }
  return all;
}
