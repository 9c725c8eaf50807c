import { deriveSeed } from "../../random/seed.ts";
import { bandIndex } from "./band-index.ts";
import { finish, mixLow } from "./hash.ts";
import { bandingFor, fewestAgreeing, minHash } from "./minhash.ts";
import { jaccard, shingler } from "./shingles.ts";

/** Rows kept so far, to be asked which of them a row is similar to. */
export interface SimilarTexts {
  /**
   * Calls `stop` with each added row whose text is similar to that of `row`, until it says true.
   *
   * @param stop takes the row's place in the order of adding
   * @returns whether it was stopped
   */
  search(row: number, stop: (place: number) => boolean): boolean;
  /** Adds the row last searched for. */
  add(): void;
}

/**
 * An index of texts by the bands of their MinHash signatures. What shares a band, and enough of the signature for the
 * similarity to be likely, is compared shingle by shingle: nothing less similar is ever found, and of what is just as
 * similar 98 % is. Holds no text but some 300 bytes for each: `textOf` is asked again.
 *
 * @param similarity least Jaccard similarity of two texts' shingles, in (0, 1]
 * @param shingle tokens in a shingle
 */
export function similarTexts(
  { similarity, shingle }: { readonly similarity: number; readonly shingle: number },
  textOf: (row: number) => string,
  seed: number,
): SimilarTexts {
  const { bands, rows: width } = bandingFor(similarity);
  const hashes = bands * width;
  const shinglesOf = shingler(shingle);
  const sign = minHash(hashes, deriveSeed(seed, "minhash"));
  const signature = new Int32Array(hashes);
  const bytes = new Uint8Array(hashes);
  const keys = new Int32Array(bands);
  const index = bandIndex(bands);
  const mostDifferent = hashes - fewestAgreeing(hashes, similarity);
  let last = { row: -1, size: 0 };
  /** By place: the row, how many shingles it has, and the low byte of each word of its signature. */
  let rows = new Int32Array(1024);
  let sizes = new Int32Array(1024);
  let signatures = new Uint8Array(1024 * hashes);

  const shinglesAt = remembered((place) => shinglesOf(textOf(rows[place])));

  const mayBeSimilar = (place: number, size: number): boolean => {
    // Two sets share the smaller one at most.
    if (Math.min(size, sizes[place]) / Math.max(size, sizes[place]) < similarity) return false;
    let different = 0;
    for (let i = 0, j = place * hashes; i < hashes && different <= mostDifferent; i++, j++) {
      if (bytes[i] !== signatures[j]) different++;
    }
    return different <= mostDifferent;
  };

  return {
    search(row, stop) {
      const set = shinglesOf(textOf(row));
      sign(set, signature);
      bytes.set(signature);
      writeKeys(signature, width, keys);
      last = { row, size: set.length };
      return index.search(keys, (place) => {
        if (!mayBeSimilar(place, set.length)) return false;
        return jaccard(set, shinglesAt(place)) >= similarity && stop(place);
      });
    },
    add() {
      const place = index.add(keys);
      if (place === rows.length) {
        rows = new Int32Array(rows.buffer.transfer(2 * rows.byteLength));
        sizes = new Int32Array(sizes.buffer.transfer(2 * sizes.byteLength));
        signatures = new Uint8Array(signatures.buffer.transfer(2 * signatures.byteLength));
      }
      rows[place] = last.row;
      sizes[place] = last.size;
      signatures.set(bytes, place * hashes);
    },
  };
}

/** Sets asked for again and again, as where many texts share a template, are kept while they fit in 64 MB. */
function remembered(make: (place: number) => Float64Array): (place: number) => Float64Array {
  const most = 8_000_000;
  const sets = new Map<number, Float64Array>();
  let elements = 0;
  return (place) => {
    const known = sets.get(place);
    if (known !== undefined) return known;
    const set = make(place);
    elements += set.length;
    if (elements > most) {
      sets.clear();
      elements = set.length;
    }
    sets.set(place, set);
    return set;
  };
}

/** A key for each band of a signature: its words and its place. */
function writeKeys(signature: Int32Array, width: number, keys: Int32Array): void {
  for (let band = 0; band < keys.length; band++) {
    let key = band;
    for (let i = band * width; i < (band + 1) * width; i++) key = mixLow(key, signature[i]);
    keys[band] = finish(key);
  }
}
