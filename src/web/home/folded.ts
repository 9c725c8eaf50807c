import type { DatabaseEntry, RunHead, RunVerdict } from "../../server/api.ts";

export interface FoundRun {
  readonly database: DatabaseEntry;
  readonly run: RunHead & { readonly verdict: RunVerdict };
  /** `0.r1`, as the address of a comparison says it. */
  readonly key: string;
}

/** A run in the list, and those before it that go by its name in its database. */
export interface ListedRun {
  readonly found: FoundRun;
  /** Of the newest alone; null where there are none. */
  readonly earlier: {
    readonly count: number;
    readonly isOpen: boolean;
    /** The first one's, which stays the same whatever runs follow. */
    readonly key: string;
  } | null;
}

/**
 * Runs of one name in one database under the newest of them, where that is in the list; those that are ticked or running
 * are always seen.
 *
 * @param runs the newest first
 * @param unfolded keys of the first runs of those to show all of
 */
export function folded(
  runs: readonly FoundRun[],
  unfolded: readonly string[],
  ticked: readonly string[],
): ListedRun[] {
  const groups = Map.groupBy(runs, ({ database, run }) => JSON.stringify([database.db, run.name]));
  return [...groups.values()].flatMap(([newest, ...others]) => {
    const key = others.at(-1)?.key;
    if (key === undefined) return [{ found: newest!, earlier: null }];
    const isOpen = unfolded.includes(key);
    const shown = others.filter((one) => isOpen || ticked.includes(one.key) || one.run.status === "running");
    return [
      { found: newest!, earlier: { count: others.length, isOpen, key } },
      ...shown.map((found) => ({ found, earlier: null })),
    ];
  });
}
