import type { Hash } from "./hash.ts";

export interface HashSet {
  has(hash: Hash): boolean;
  add(hash: Hash): void;
}

/** A set of 64-bit hashes at 16 to 32 bytes each: open addressing, at most half full. */
export function hashSet(): HashSet {
  let words = new Uint32Array(2 * 1024);
  let size = 0;

  /** Where a hash is, or would be. */
  const find = ([low, high]: Hash): number => {
    const mask = words.length / 2 - 1;
    let slot = low & mask;
    while (!isFree(slot) && !(words[2 * slot] === low && words[2 * slot + 1] === high)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  };
  const isFree = (slot: number): boolean => words[2 * slot] === 0 && words[2 * slot + 1] === 0;

  const add = (hash: Hash): void => {
    const slot = find(hash);
    if (!isFree(slot)) return;
    words.set(hash, 2 * slot);
    if (4 * ++size > words.length) grow();
  };

  const grow = (): void => {
    const old = words;
    words = new Uint32Array(2 * old.length);
    size = 0;
    for (let i = 0; i < old.length; i += 2) {
      if (old[i] !== 0 || old[i + 1] !== 0) add([old[i], old[i + 1]]);
    }
  };

  return { has: (hash) => !isFree(find(hash)), add };
}
