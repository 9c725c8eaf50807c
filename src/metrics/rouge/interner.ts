/** Pairs of 32-bit integers, numbered 0, 1, 2, … as they come: a hash table with linear probing, at most half full. */
export interface Interner {
  size: number;
  /** Slots of four: the pair, its number plus one (0: the slot is empty), nothing. */
  slots: Int32Array;
  /** Of each pair, where its slot is. */
  places: Int32Array;
}

export const createInterner = (): Interner => ({
  size: 0,
  slots: new Int32Array(4 * 128),
  places: new Int32Array(64),
});

/** The pair's number; a new one if it was never seen. */
export function intern(pairs: Interner, first: number, second: number): number {
  const { slots } = pairs;
  const place = placeOf(slots, first, second);
  const found = slots[place + 2]!;
  return found === 0 ? add(pairs, place, first, second) : found - 1;
}

/** The pair's number, -1 if it was never seen. */
export const find = ({ slots }: Interner, first: number, second: number): number =>
  slots[placeOf(slots, first, second) + 2]! - 1;

/** Forgets all pairs, in time proportional to their number. */
export function clear(pairs: Interner): void {
  const { slots, places, size } = pairs;
  for (let id = 0; id < size; id++) slots[places[id]! + 2] = 0;
  pairs.size = 0;
}

/** Where the pair's slot is, or the empty one it would get. */
function placeOf(slots: Int32Array, first: number, second: number): number {
  const mask = slots.length - 4;
  const hash = Math.imul(Math.imul(first, 0x9e3779b1) ^ second, 0x85ebca6b);
  let place = (hash ^ (hash >>> 15)) & mask;
  while (slots[place + 2] !== 0 && (slots[place] !== first || slots[place + 1] !== second)) {
    place = (place + 4) & mask;
  }
  return place;
}

function add(pairs: Interner, place: number, first: number, second: number): number {
  const id = pairs.size++;
  put(pairs, place, first, second, id);
  if (pairs.size === pairs.places.length) grow(pairs);
  return id;
}

function put({ slots, places }: Interner, place: number, first: number, second: number, id: number): void {
  slots[place] = first;
  slots[place + 1] = second;
  slots[place + 2] = id + 1;
  places[id] = place;
}

function grow(pairs: Interner): void {
  const { slots, places, size } = pairs;
  pairs.slots = new Int32Array(2 * slots.length);
  pairs.places = new Int32Array(2 * places.length);
  for (let id = 0; id < size; id++) {
    const [first, second] = [slots[places[id]!]!, slots[places[id]! + 1]!];
    put(pairs, placeOf(pairs.slots, first, second), first, second, id);
  }
}
