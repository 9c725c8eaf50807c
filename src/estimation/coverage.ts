import { averageRanks } from "../metrics/correlation.ts";
import { createRandom, shuffle } from "../random/generator.ts";
import { weightedEnergyDistance } from "./energy.ts";

/** How the kept inputs differ from all inputs. */
export interface Coverage {
  /** Share of inputs with at least one kept candidate. */
  readonly inputShare: number;
  /** The stratum of which the smallest share of inputs is kept. */
  readonly smallestStratum: { readonly stratum: string; readonly share: number };
  /** Effective number of kept inputs, (Σw)²/Σw² with w their kept candidates (Kish 1965), as a share of their number. */
  readonly effectiveShare: number;
  /** Distance between the kept and all inputs' features, in [0, 1], 0 = same distribution. */
  readonly distance: number;
  /** The distance that keeping as many candidates of inputs drawn at random would give, where it is known. */
  readonly distanceByChance?: number;
  /** Every stratum, by name. */
  readonly strata: readonly StratumCoverage[];
}

export interface StratumCoverage {
  readonly stratum: string;
  readonly inputs: number;
  /** Inputs with at least one kept candidate. */
  readonly kept: number;
  /** kept / inputs. */
  readonly share: number;
}

export interface CoverageInputs {
  /** Kept candidates of each input. */
  readonly keptPerInput: ArrayLike<number>;
  /** Kind of each input. */
  readonly strata: readonly string[];
  /** Features of each input, inputs × k, row-major; may be empty. */
  readonly features: Float64Array;
}

/** Inputs of each kind, with and without a kept candidate, that the distance looks at: two million pairs at most. */
const MOST_OF_A_KIND = 1000;

/**
 * Coverage of the inputs by what was kept.
 *
 * The distance replaces each feature by its rank among all inputs, so that neither units nor outliers nor any monotone
 * change of scale matter, and takes the energy coefficient (Székely & Rizzo 2013) between all inputs, equally weighted,
 * and the kept ones, weighted by their kept candidates; its square root, so that it grows in proportion to a small
 * shift. Keeping the lower half of the inputs by a single feature gives ½. 1 where nothing is kept, 0 without
 * features. Where there are many inputs it looks at a seeded sample of the kept and of the others.
 *
 * @param options.seed integer in [0, 2⁵³)
 */
export function coverage(
  { keptPerInput, strata, features }: CoverageInputs,
  options: { seed: number },
): Coverage {
  const weights = Float64Array.from(keptPerInput);
  const keptInputs = weights.reduce((count, w) => count + (w > 0 ? 1 : 0), 0);
  const total = weights.reduce((sum, w) => sum + w, 0);
  const squares = weights.reduce((sum, w) => sum + w * w, 0);
  const byStratum = countStrata(weights, strata);
  const smallest = byStratum.reduce((least, next) => (next.share < least.share ? next : least));
  return {
    inputShare: keptInputs / weights.length,
    smallestStratum: { stratum: smallest.stratum, share: smallest.share },
    effectiveShare: keptInputs === 0 ? 0 : total ** 2 / squares / keptInputs,
    distance: keptInputs === 0 ? 1 : distanceOfKept(weights, features, options.seed),
    strata: byStratum,
  };
}

function countStrata(weights: Float64Array, strata: readonly string[]): StratumCoverage[] {
  const counts = new Map<string, { inputs: number; kept: number }>();
  strata.forEach((stratum, i) => {
    const count = counts.get(stratum) ?? { inputs: 0, kept: 0 };
    count.inputs++;
    if (weights[i] > 0) count.kept++;
    counts.set(stratum, count);
  });
  return [...counts]
    .map(([stratum, { inputs, kept }]) => ({ stratum, inputs, kept, share: kept / inputs }))
    .sort((a, b) => a.stratum.localeCompare(b.stratum, "en", { numeric: true }));
}

function distanceOfKept(weights: Float64Array, features: Float64Array, seed: number): number {
  const width = features.length / weights.length;
  if (width === 0) return 0;
  const { rows, share } = sampleRows(weights, seed);
  const keptTotal = rows.reduce((sum, row, i) => sum + weights[row] * share[i], 0);
  const all = share;
  const kept = share.map((s, i) => (s * weights[rows[i]]) / keptTotal);
  return weightedEnergyDistance(rankRows(features, width, rows), width, all, kept);
}

/** Sampled inputs, kept ones and others, and the share of all inputs that each stands for. */
function sampleRows(weights: Float64Array, seed: number): { rows: Uint32Array; share: Float64Array } {
  const kinds: number[][] = [[], []];
  weights.forEach((w, i) => {
    kinds[w > 0 ? 1 : 0].push(i);
  });
  const random = createRandom(seed);
  const chosen = kinds.map((kind) =>
    kind.length <= MOST_OF_A_KIND ? kind : shuffle(kind.slice(), random).slice(0, MOST_OF_A_KIND),
  );
  const share = chosen.flatMap((sample, kind) =>
    sample.map(() => kinds[kind].length / sample.length / weights.length),
  );
  return { rows: Uint32Array.from(chosen.flat()), share: Float64Array.from(share) };
}

/** Each feature's rank among all inputs, scaled to (0, 1), for the sampled rows. */
function rankRows(features: Float64Array, width: number, rows: Uint32Array): Float64Array {
  const inputs = features.length / width;
  const ranked = new Float64Array(rows.length * width);
  const column = new Float64Array(inputs);
  for (let f = 0; f < width; f++) {
    for (let i = 0; i < inputs; i++) column[i] = features[i * width + f];
    const ranks = averageRanks(column);
    rows.forEach((row, i) => {
      ranked[i * width + f] = (ranks[row] - 0.5) / inputs;
    });
  }
  return ranked;
}
