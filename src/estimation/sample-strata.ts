import { argsort } from "../metrics/argsort.ts";
import { createRandom, shuffle } from "../random/generator.ts";
import { deriveSeed } from "../random/seed.ts";

export interface StrataToSample {
  /** Input of each row, 0 … inputs − 1. */
  readonly cluster: Int32Array;
  readonly inputs: number;
  /** NaN where a row has none: only these are drawn. */
  readonly labels: Float64Array;
  /** Stratum of each row. */
  readonly strata: Int32Array;
  /** Rows to draw of each stratum, at most its unlabelled ones. */
  readonly take: readonly number[];
  /** Integer in [0, 2⁵³). */
  readonly seed: number;
}

/**
 * Unlabelled rows drawn at random within strata, each of a stratum as likely as any other, yet spread over inputs: a
 * systematic sample (Cochran 1977, ch. 8) of the stratum's rows in a random order of inputs, so that no two of one input
 * are drawn unless it has more than its share of the stratum. Choosing inputs first would favour rows of inputs with few
 * in the stratum, and so bias what the labels say.
 *
 * @returns rows in an order in which every beginning holds about the same share of each stratum's draw, and is a
 * random part of it
 */
export function sampleStrata(sample: StrataToSample): Int32Array {
  const { strata, labels, take, seed } = sample;
  const random = createRandom(deriveSeed(seed, "place"));
  const size = new Float64Array(take.length);
  for (let row = 0; row < strata.length; row++) if (Number.isNaN(labels[row])) size[strata[row]]++;
  const start = take.map(() => random.uniform());
  const drawn = take.map((count) => new Int32Array(count));
  const filled = take.map(() => 0);
  const passed = take.map(() => 0);
  for (const row of byRandomInput(sample)) {
    const h = strata[row];
    const due = Math.floor(start[h] + (++passed[h] * take[h]) / size[h]);
    if (due > filled[h] && filled[h] < take[h]) drawn[h][filled[h]++] = row;
  }
  return interleave(drawn, deriveSeed(seed, "order"));
}

/** The unlabelled rows, those of one input together, inputs in random order. */
function byRandomInput({ cluster, inputs, labels, seed }: StrataToSample): Int32Array {
  const order = shuffle(
    Int32Array.from({ length: inputs }, (_, input) => input),
    createRandom(deriveSeed(seed, "inputs")),
  );
  const end = new Int32Array(inputs + 1);
  for (let row = 0; row < cluster.length; row++) if (Number.isNaN(labels[row])) end[cluster[row]]++;
  let total = 0;
  for (const input of order) {
    total += end[input];
    end[input] = total;
  }
  const rows = new Int32Array(total);
  for (let row = cluster.length - 1; row >= 0; row--) {
    if (Number.isNaN(labels[row])) rows[--end[cluster[row]]] = row;
  }
  return rows;
}

/** The j-th of n rows of each stratum, shuffled, at a random place in the j-th n-th of the whole. */
function interleave(drawn: readonly Int32Array[], seed: number): Int32Array {
  const random = createRandom(seed);
  const rows: number[] = [];
  const places: number[] = [];
  for (const stratum of drawn) {
    shuffle(stratum, random).forEach((row, j) => {
      rows.push(row);
      places.push((j + random.uniform()) / stratum.length);
    });
  }
  const order = argsort(Float64Array.from(places));
  return Int32Array.from(order, (place) => rows[place]);
}
