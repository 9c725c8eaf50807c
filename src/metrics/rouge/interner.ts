/** Numbers pairs of integers 0, 1, 2, … in the order in which they are first seen. */
export interface Interner {
  /** How many pairs there are. */
  readonly size: number;
  /** @param first @param second 32-bit integers */
  intern(first: number, second: number): number;
  /** The pair's number, -1 where it was never seen. */
  find(first: number, second: number): number;
  /** Forgets all pairs, in time proportional to their number. */
  clear(): void;
}

/** A hash table with linear probing, at most half full. */
export function createInterner(): Interner {
  let size = 0;
  /** Slots of four: the pair, its number plus one (0: the slot is empty), nothing. */
  let slots = new Int32Array(4 * 128);
  let mask = slots.length - 4;
  /** Of each pair, where its slot is. */
  let places = new Int32Array(64);

  const placeOf = (first: number, second: number): number => {
    const hash = Math.imul(Math.imul(first, 0x9e3779b1) ^ second, 0x85ebca6b);
    return (hash ^ (hash >>> 15)) & mask;
  };

  const put = (place: number, first: number, second: number, id: number): void => {
    slots[place] = first;
    slots[place + 1] = second;
    slots[place + 2] = id + 1;
    places[id] = place;
  };

  const grow = (): void => {
    const old = slots;
    const oldPlaces = places;
    slots = new Int32Array(2 * old.length);
    mask = slots.length - 4;
    places = new Int32Array(2 * oldPlaces.length);
    for (let id = 0; id < size; id++) {
      const first = old[oldPlaces[id]!]!;
      const second = old[oldPlaces[id]! + 1]!;
      let place = placeOf(first, second);
      while (slots[place + 2] !== 0) place = (place + 4) & mask;
      put(place, first, second, id);
    }
  };

  const add = (place: number, first: number, second: number): number => {
    put(place, first, second, size++);
    if (size === places.length) grow();
    return size - 1;
  };

  const intern = (first: number, second: number): number => {
    for (let place = placeOf(first, second); ; place = (place + 4) & mask) {
      const number = slots[place + 2]!;
      if (number === 0) return add(place, first, second);
      if (slots[place] === first && slots[place + 1] === second) return number - 1;
    }
  };

  const find = (first: number, second: number): number => {
    for (let place = placeOf(first, second); ; place = (place + 4) & mask) {
      const number = slots[place + 2]!;
      if (number === 0 || (slots[place] === first && slots[place + 1] === second)) return number - 1;
    }
  };

  return {
    get size() {
      return size;
    },
    intern,
    find,
    clear() {
      for (let id = 0; id < size; id++) slots[places[id]! + 2] = 0;
      size = 0;
    },
  };
}

/** A copy with room for more. */
export function grown(values: Int32Array<ArrayBuffer>, capacity: number): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(capacity);
  copy.set(values);
  return copy;
}
