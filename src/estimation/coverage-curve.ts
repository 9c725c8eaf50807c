import type { InputSample } from "./columns.ts";
import type { Coverage } from "./coverage.ts";
import { type Between, energyDistance } from "./energy.ts";
import type { InputKinds } from "./kinds.ts";
import { type LostKinds, lostKinds } from "./lost-kinds.ts";
import type { Ranking } from "./ranking.ts";

/** All inputs, and what some of them look like. */
export interface InputSpace {
  /** The input of each row. */
  readonly cluster: Int32Array;
  readonly kinds: InputKinds;
  /** Sampled inputs and their distances; null where nothing is known of them. */
  readonly sample: { readonly inputs: InputSample["inputs"]; readonly between: Between } | null;
}

/**
 * Coverage of the inputs at every cut of a ranking, in one pass over it; see `Coverage`. The distance is the energy
 * coefficient's root between all sampled inputs and those kept, weighted by their kept candidates.
 *
 * @param cuts numbers of rows kept, ascending
 */
export function coverageAtCuts(space: InputSpace, ranking: Ranking, cuts: readonly number[]): Coverage[] {
  return alongCuts(space, ranking, cuts, (counts, kept) => ({
    ...counts,
    ...distanceOfKept(space.sample, kept),
  }));
}

/** The kinds of input that each cut of a ranking all but drops. @param cuts numbers of rows kept, ascending */
export function lostAtCuts(space: InputSpace, ranking: Ranking, cuts: readonly number[]): LostKinds[] {
  return alongCuts(space, ranking, cuts, lostKinds);
}

type Counts = Omit<Coverage, "distance" | "distanceByChance">;

/** @param seen is told at each cut what the inputs are covered by, and the kept rows of each input */
function alongCuts<Seen>(
  { cluster, kinds }: InputSpace,
  { order }: Ranking,
  cuts: readonly number[],
  seen: (counts: Counts, kept: Int32Array) => Seen,
): Seen[] {
  const inputs = kinds.sizes.reduce((sum, size) => sum + size, 0);
  const kept = new Int32Array(kinds.ofInput.length);
  const keptOfKind = new Int32Array(kinds.names.length);
  let keptInputs = 0;
  let squares = 0;
  let place = 0;
  return cuts.map((cut) => {
    for (; place < cut; place++) {
      const input = cluster[order[place]];
      const before = kept[input]++;
      squares += 2 * before + 1;
      if (before > 0) continue;
      keptInputs++;
      keptOfKind[kinds.ofInput[input]]++;
    }
    const strata = kinds.sorted.map((kind) => {
      const [size, of] = [kinds.sizes[kind], keptOfKind[kind]];
      return { stratum: kinds.names[kind], inputs: size, kept: of, share: of / size };
    });
    const smallest = strata.reduce((least, next) => (next.share < least.share ? next : least));
    const counts = {
      inputShare: keptInputs / inputs,
      smallestStratum: { stratum: smallest.stratum, share: smallest.share },
      effectiveShare: keptInputs === 0 ? 0 : cut ** 2 / squares / keptInputs,
      strata,
    };
    return seen(counts, kept);
  });
}

/** 1 where nothing of the sample is kept, 0 where nothing is known of the inputs. */
function distanceOfKept(
  sample: InputSpace["sample"],
  kept: Int32Array,
): Pick<Coverage, "distance" | "distanceByChance"> {
  if (sample === null || sample.inputs.length === 0) return { distance: 0 };
  const weights = Float64Array.from(sample.inputs, (input) => kept[input]);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return { distance: 1, distanceByChance: 1 };
  const all = new Float64Array(weights.length).fill(1 / weights.length);
  const { distance, byChance } = energyDistance(
    sample.between,
    all,
    weights.map((weight) => weight / total),
  );
  return { distance, distanceByChance: byChance };
}
