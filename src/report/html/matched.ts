import type { InspectedCell } from "../../inspect/index.ts";

/** A choice of one run and the same of another; null where one of them has it not. */
export interface MatchedCells {
  readonly first: InspectedCell | null;
  readonly second: InspectedCell | null;
}

const identity = ({ verifier, selector, fraction }: InspectedCell): string =>
  JSON.stringify([verifier, selector, fraction]);

/** Choices of two runs by verifier, selector and share: those of the first in its order, then those of the second alone. */
export function matched(first: readonly InspectedCell[], second: readonly InspectedCell[]): MatchedCells[] {
  const byIdentity = new Map(second.map((cell) => [identity(cell), cell]));
  const known = new Set(first.map(identity));
  return [
    ...first.map((cell) => ({ first: cell, second: byIdentity.get(identity(cell)) ?? null })),
    ...second.filter((cell) => !known.has(identity(cell))).map((cell) => ({ first: null, second: cell })),
  ];
}
