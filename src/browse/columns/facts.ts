import type { LoadedSet } from "./load.ts";

/** What all of a set's rows have to be looked at for. */
export interface SetFacts {
  readonly rows: number;
  readonly failed: number;
  /** Labelled candidates, by stages or by hand. */
  readonly labelled: number;
  /** Lowest and highest finite score, by verifier. */
  readonly ranges: ReadonlyMap<string, readonly [number, number]>;
  /** By name. */
  readonly kinds: readonly string[];
}

/** Kinds by which nobody would choose rows: there is one, or there are too many to list. */
const manyKinds = 1000;

export function setFacts({ group, failed, labels, scores, kinds }: LoadedSet): SetFacts {
  const ranges = [...scores].flatMap(([name, { values }]) => {
    const range = finiteRange(values.values());
    return range === null ? [] : [[name, range] as const];
  });
  return {
    rows: group.length,
    failed: count(failed.values(), (one) => one === 1),
    labelled: count(labels, (label) => !Number.isNaN(label)),
    ranges: new Map(ranges),
    kinds: namedKinds(kinds.codes.keys()),
  };
}

function count(column: Iterable<number>, isCounted: (value: number) => boolean): number {
  let counted = 0;
  for (const value of column) if (isCounted(value)) counted++;
  return counted;
}

/** @returns by name; none where they are not told apart */
export function namedKinds(names: Iterable<string>): string[] {
  const distinct = [...new Set(names)].sort();
  return distinct.length < 2 || distinct.length > manyKinds ? [] : distinct;
}

/** Null where no score is finite. */
export function finiteRange(scores: Float64Array): readonly [number, number] | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const score of scores) {
    if (!Number.isFinite(score)) continue;
    if (score < low) low = score;
    if (score > high) high = score;
  }
  return low > high ? null : [low, high];
}
