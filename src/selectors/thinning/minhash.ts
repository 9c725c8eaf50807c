import { createRandom } from "../../random/generator.ts";

/** How a signature is cut: two sets share a band with probability J^rows, at least one with 1 − (1 − J^rows)^bands. */
export interface Banding {
  readonly bands: number;
  readonly rows: number;
}

const MOST_HASHES = 128;
const RECALL = 0.98;

/**
 * The steepest of the S-curves of up to 128 hashes that find two sets of Jaccard similarity J = `similarity` with
 * probability 0.98: it compares the fewest sets that are less similar. (Leskovec, Rajaraman & Ullman, Mining of Massive
 * Datasets, §3.4.)
 *
 * @param similarity in (0, 1]
 */
export function bandingFor(similarity: number): Banding {
  for (let rows = MOST_HASHES; rows > 1; rows--) {
    const bands = bandsFor(similarity, rows);
    if (bands * rows <= MOST_HASHES) return { bands, rows };
  }
  return { bands: bandsFor(similarity, 1), rows: 1 };
}

function bandsFor(similarity: number, rows: number): number {
  return similarity === 1 ? 1 : Math.ceil(Math.log(1 - RECALL) / Math.log1p(-(similarity ** rows)));
}

/**
 * The words in which the signatures of two sets of Jaccard similarity J ≥ `similarity` agree but for one pair in a
 * thousand: three standard deviations below the mean of a binomial count.
 */
export function fewestAgreeing(hashes: number, similarity: number): number {
  const mean = hashes * similarity;
  return Math.floor(mean - 3 * Math.sqrt(mean * (1 - similarity)));
}

/**
 * MinHash: signatures of sets whose i-th words agree with the probability of the sets' Jaccard similarity (Broder,
 * 1997). Ours because the packages there are (`minhash`, `minhashjs`) are long unmaintained, hash strings one at a time
 * and answer with unverified pairs.
 *
 * @returns writes the signature of a set of hashes into `signature`, whose length is `hashes`
 */
export function minHash(hashes: number, seed: number): (set: Float64Array, signature: Int32Array) => void {
  const random = createRandom(seed);
  const draw = () => random.integer(0x1_0000_0000) | 0;
  const masks = Int32Array.from({ length: hashes }, draw);
  const factors = Int32Array.from({ length: hashes }, () => draw() | 1);
  return (set, signature) => {
    signature.fill(0x7fff_ffff);
    for (let j = 0; j < set.length; j++) {
      const word = set[j] | 0;
      for (let i = 0; i < hashes; i++) {
        const value = Math.imul(word ^ masks[i], factors[i]);
        if (value < signature[i]) signature[i] = value;
      }
    }
  };
}
