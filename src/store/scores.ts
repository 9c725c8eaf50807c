import { positionOf, rowId } from "./ids.ts";
import { nextPosition, requireInput, writeRows } from "./rows.ts";
import type { Store } from "./store.ts";

/** A verifier's word on one candidate, or why it has none. */
export type ScoreRow = { readonly score: number; readonly keep?: boolean } | { readonly error: string };

/**
 * Writes one verifier's scores of candidates `start`, `start + 1`, … of `candidateStage`, in one transaction. Those
 * already there stay as they are, save failed ones, which a later attempt replaces.
 *
 * @param rows scores may be infinite, never NaN
 * @param candidateStage an input of the stage; every batch names the same
 */
export function writeScores(
  store: Store,
  stageId: number,
  candidateStage: number,
  start: number,
  rows: readonly ScoreRow[],
): void {
  writeRows(store, "scores", stageId, start, () => {
    requireInput(store, stageId, candidateStage);
    const insert = store.prepare(
      `INSERT INTO scores (stage_id, candidate_id, score, keep, error) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (stage_id, candidate_id) DO UPDATE
       SET score = excluded.score, keep = excluded.keep, error = excluded.error WHERE error IS NOT NULL`,
    );
    rows.forEach((row, i) => {
      const id = rowId(candidateStage, start + i);
      if ("error" in row) insert.run(stageId, id, null, null, row.error);
      else insert.run(stageId, id, row.score, row.keep === undefined ? null : Number(row.keep), null);
    });
  });
}

export const countScores = (store: Store, stageId: number): number =>
  store.read(() => nextPosition(store, "scores", stageId));

/** Positions of the candidates a verifier failed on, which `writeScores` may write again until the stage is done. */
export function failedScores(store: Store, stageId: number): number[] {
  return store.read(() =>
    store
      .prepare<{ id: number }>(
        "SELECT candidate_id AS id FROM scores WHERE stage_id = ? AND error IS NOT NULL ORDER BY candidate_id",
      )
      .all(stageId)
      .map(({ id }) => positionOf(id)),
  );
}

/** One verifier's scores, by the candidates' position. */
export interface ScoreColumns {
  /** NaN where scoring failed. */
  readonly score: Float64Array;
  /** 1 keep, 0 drop, −1 where the verifier leaves it to a selector. */
  readonly keep: Int8Array;
}

export function readScores(store: Store, stageId: number): ScoreColumns {
  return store.read(() => {
    const rows = nextPosition(store, "scores", stageId);
    const score = new Float64Array(rows);
    const keep = new Int8Array(rows);
    let position = 0;
    const stored = store
      .prepare<[number | null, number | null]>(
        "SELECT score, keep FROM scores WHERE stage_id = ? ORDER BY candidate_id",
      )
      .raw()
      .iterate(stageId);
    for (const [value, kept] of stored) {
      score[position] = value ?? Number.NaN;
      keep[position++] = kept ?? -1;
    }
    return { score, keep };
  });
}
