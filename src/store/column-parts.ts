import { endOf, positionOf, rowId } from "./ids.ts";
import type { Store } from "./store.ts";

/*
 * Columns of one stage's candidates, a part of them at a time: what was appended since can be read without what was
 * read before, and no call takes long.
 */

/** A number that changes whenever another connection commits. */
export const dataVersion = (store: Store): number =>
  store.read(() => store.prepare<{ data_version: number }>("PRAGMA data_version").get()!.data_version);

/** Runs `work` with all that it reads as of one moment. */
export function snapshot<T>(store: Store, work: () => T): T {
  return store.read(() => {
    store.prepare("BEGIN").run();
    try {
      return work();
    } finally {
      store.prepare("COMMIT").run();
    }
  });
}

/** The example of each candidate at positions [from, to), by its position; failed candidates as −1 − position. */
export function readExamplesOf(store: Store, stageId: number, from: number, to: number): Int32Array {
  const rows = store
    .prepare<number>(
      `SELECT CASE WHEN error IS NULL THEN example_id & 4294967295 ELSE ~(example_id & 4294967295) END
       FROM candidates WHERE id >= ? AND id < ? ORDER BY id`,
    )
    .pluck()
    .all(rowId(stageId, from), rowId(stageId, to));
  return Int32Array.from(rows);
}

/** Scores of candidates at positions [from, to) as far as they are there; NaN where scoring failed. */
export function readScoresOf(
  store: Store,
  stageId: number,
  candidates: number,
  from: number,
  to: number,
): Float64Array {
  const rows = store
    .prepare<number | null>(
      "SELECT score FROM scores WHERE stage_id = ? AND candidate_id >= ? AND candidate_id < ? ORDER BY candidate_id",
    )
    .pluck()
    .all(stageId, rowId(candidates, from), rowId(candidates, to));
  return Float64Array.from(rows, (score) => score ?? Number.NaN);
}

/** A selection's reason codes for candidates at positions [from, to). */
export function readReasonsOf(
  store: Store,
  selectionId: number,
  candidates: number,
  from: number,
  to: number,
): Uint8Array {
  const rows = store
    .prepare<number>(
      "SELECT reason FROM selected WHERE selection_id = ? AND candidate_id >= ? AND candidate_id < ? ORDER BY candidate_id",
    )
    .pluck()
    .all(selectionId, rowId(candidates, from), rowId(candidates, to));
  return Uint8Array.from(rows);
}

/** A field of the candidates at positions [from, to); null where a row has none. */
export function readFieldOf(
  store: Store,
  stageId: number,
  name: string,
  from: number,
  to: number,
): (string | number | null)[] {
  return store
    .prepare<string | number | null>(
      "SELECT (SELECT value FROM json_each(fields) WHERE key = ?) FROM candidates WHERE id >= ? AND id < ? ORDER BY id",
    )
    .pluck()
    .all(name, rowId(stageId, from), rowId(stageId, to));
}

/** How many labels a stage has given, and the position of the last labelled candidate, −1 where there is none. */
export function labelExtent(
  store: Store,
  stageId: number,
): { readonly count: number; readonly last: number } {
  const { count, last } = store
    .prepare<{ count: number; last: number | null }>(
      "SELECT count(*) AS count, max(candidate_id) AS last FROM labels WHERE stage_id = ?",
    )
    .get(stageId)!;
  return { count, last: last === null ? -1 : positionOf(last) };
}

/** How many of a stage's candidates failed. */
export const countFailedCandidates = (store: Store, stageId: number): number =>
  store
    .prepare<number>("SELECT count(error) FROM candidates WHERE id >= ? AND id < ?")
    .pluck()
    .get(rowId(stageId, 0), endOf(stageId))!;
