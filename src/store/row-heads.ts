import { positionOf } from "./ids.ts";
import type { Store } from "./store.ts";

/** What a list shows of one candidate. */
export interface RowHead {
  readonly id: number;
  /** Place in its stage, from 0. */
  readonly position: number;
  readonly sample: number;
  /** Its first characters; all of a chat, which is JSON. */
  readonly input: string;
  /** Its first characters; null where it failed. */
  readonly output: string | null;
  readonly error: string | null;
  readonly format: "text" | "chat";
  readonly exampleId: number;
}

/** @param ids of candidates; those there are none of are left out @param characters of each text at most */
export function readRowHeads(store: Store, ids: readonly number[], characters: number): RowHead[] {
  return store.read(() => {
    const head = store.prepare<Omit<RowHead, "position">>(
      `SELECT c.id, c.sample, CASE e.format WHEN 'text' THEN substr(e.input, 1, ?) ELSE e.input END AS input,
         substr(c.output, 1, ?) AS output, c.error, e.format, c.example_id AS exampleId
       FROM candidates c JOIN examples e ON e.id = c.example_id WHERE c.id = ?`,
    );
    return ids.flatMap((id) => {
      const row = head.get(characters, characters, id);
      return row === undefined ? [] : [{ ...row, position: positionOf(id) }];
    });
  });
}

/** A verifier's word on one candidate; undefined where it has not come to it. */
export interface ScoreHead {
  readonly score: number | null;
  readonly keep: 0 | 1 | null;
  readonly error: string | null;
}

/** @param stageId a verifier's */
export function readScoreHeads(
  store: Store,
  stageId: number,
  ids: readonly number[],
): (ScoreHead | undefined)[] {
  return store.read(() => {
    const one = store.prepare<ScoreHead>(
      "SELECT score, keep, error FROM scores WHERE stage_id = ? AND candidate_id = ?",
    );
    return ids.map((id) => one.get(stageId, id));
  });
}

/** Whether a selection kept each of some candidates, and its reason; undefined for those it did not see. */
export function readFates(
  store: Store,
  selectionId: number,
  ids: readonly number[],
): ({ readonly code: number; readonly reason: string } | undefined)[] {
  return store.read(() => {
    const one = store.prepare<{ code: number; reason: string }>(
      `SELECT s.reason AS code, r.text AS reason FROM selected s
       JOIN reasons r ON r.selection_id = s.selection_id AND r.code = s.reason
       WHERE s.selection_id = ? AND s.candidate_id = ?`,
    );
    return ids.map((id) => one.get(selectionId, id));
  });
}

/** Labels that a stage gave some candidates; undefined for the others. */
export function readLabelHeads(
  store: Store,
  stageId: number,
  ids: readonly number[],
): ({ readonly value: number; readonly source: string } | undefined)[] {
  return store.read(() => {
    const one = store.prepare<{ value: number; source: string }>(
      "SELECT value, source FROM labels WHERE stage_id = ? AND candidate_id = ?",
    );
    return ids.map((id) => one.get(stageId, id));
  });
}
