import { deriveSeed } from "./seed.ts";

/** A candidate's key among equal scores: the lower goes first. Depends on the candidate's id, never on its place. */
export function tieKey(seed: number, id: number): number {
  return deriveSeed(seed, "tie", id);
}

/** `tieKey` of each. */
export function tieKeys(seed: number, ids: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: ids.length }, (_, i) => tieKey(seed, ids[i]!));
}
