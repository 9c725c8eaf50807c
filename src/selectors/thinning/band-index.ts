/** Places by the keys of their bands: a chained hash table over typed arrays, with an entry for each place and band. */
export interface BandIndex {
  /**
   * Calls `stop` once with each place that has one of these keys for the same band, until it says true.
   * @returns whether it was stopped
   */
  search(keys: Int32Array, stop: (place: number) => boolean): boolean;
  /** The place given to what has these keys: 0, 1, … */
  add(keys: Int32Array): number;
}

/** @param bands keys of a place, each well mixed */
export function bandIndex(bands: number): BandIndex {
  let heads = new Int32Array(1 << 14);
  let keyOf = new Int32Array(1 << 14);
  let next = new Int32Array(1 << 14);
  /** The search that last met a place, so that each meets it once. */
  let met = new Int32Array(1024);
  let searches = 0;
  let places = 0;

  const link = (entry: number): void => {
    const slot = keyOf[entry] & (heads.length - 1);
    next[entry] = heads[slot];
    heads[slot] = entry + 1;
  };
  const grow = (): void => {
    keyOf = new Int32Array(keyOf.buffer.transfer(2 * keyOf.byteLength));
    next = new Int32Array(next.buffer.transfer(2 * next.byteLength));
    heads = new Int32Array(next.length);
    for (let entry = 0; entry < places * bands; entry++) link(entry);
  };

  return {
    search(keys, stop) {
      searches++;
      for (let band = 0; band < bands; band++) {
        const key = keys[band];
        for (let entry = heads[key & (heads.length - 1)] - 1; entry >= 0; entry = next[entry] - 1) {
          if (keyOf[entry] !== key) continue;
          const place = Math.floor(entry / bands);
          if (met[place] === searches) continue;
          met[place] = searches;
          if (stop(place)) return true;
        }
      }
      return false;
    },
    add(keys) {
      while ((places + 1) * bands > next.length) grow();
      if (places === met.length) met = new Int32Array(met.buffer.transfer(2 * met.byteLength));
      for (let band = 0; band < bands; band++) {
        const entry = places * bands + band;
        keyOf[entry] = keys[band];
        link(entry);
      }
      return places++;
    },
  };
}
