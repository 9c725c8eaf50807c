import { PstarError } from "../errors.ts";
import { endOf, positionOf, publicId, rowId } from "./ids.ts";
import type { LabelColumns } from "./labels.ts";
import type { Store } from "./store.ts";

/** What labels that people gave are called wherever a label's source is said. */
export const byHand = "by hand";

/** One word of a person on a candidate. */
export interface HandLabel {
  /** Its row id. */
  readonly candidate: number;
  /** How correct it is, in [0, 1]; null takes back what was said before. */
  readonly value: number | null;
  /** Whether chance chose the candidate, and not the eye. */
  readonly drawn: boolean;
}

/** The labels that people gave candidates of one stage, as they stand now. */
export interface HandLabelColumns {
  /** Ascending. */
  readonly positions: Int32Array;
  readonly values: Float64Array;
  /** 1 where chance chose the candidate, now or at an earlier word on it: only those may go into estimates. */
  readonly drawn: Uint8Array;
}

/**
 * Puts a person's word on disk before it returns; not to be called within a transaction.
 *
 * @throws PstarError (exit code 2) where there is no such candidate, or it has no output to be right or wrong
 */
export function appendHandLabel(store: Store, { candidate, value, drawn }: HandLabel): void {
  // A commit is otherwise written at once but may reach the disk only with later ones.
  store.prepare("PRAGMA synchronous = FULL").run();
  store.write(() => {
    const found = store
      .prepare<{ error: string | null }>("SELECT error FROM candidates WHERE id = ?")
      .get(candidate);
    if (found === undefined || found.error !== null) {
      const name = publicId("candidate", candidate);
      const message =
        found === undefined ? `there is no candidate ${name}` : `candidate ${name} has no output`;
      throw new PstarError(message, { exitCode: 2, where: store.path });
    }
    store
      .prepare("INSERT INTO hand_labels (candidate_id, value, drawn, at) VALUES (?, ?, ?, ?)")
      .run(candidate, value, Number(drawn), new Date().toISOString());
  });
}

export function readHandLabels(store: Store, stageId: number): HandLabelColumns {
  const rows = standing(store, rowId(stageId, 0), endOf(stageId));
  return {
    positions: Int32Array.from(rows, ({ id }) => positionOf(id)),
    values: Float64Array.from(rows, ({ value }) => value),
    drawn: Uint8Array.from(rows, ({ drawn }) => drawn),
  };
}

interface Standing {
  readonly id: number;
  readonly value: number;
  readonly drawn: 0 | 1;
  /** When it was said last; ISO 8601, UTC. */
  readonly at: string;
}

/** What people's words on one candidate come to; undefined where nothing stands. */
export const readHandLabel = (store: Store, candidate: number): Standing | undefined =>
  standing(store, candidate, candidate + 1)[0];

/** What stands of the words on candidates with ids in [from, before); nothing in a database from before there were any. */
function standing(store: Store, from: number, before: number): Standing[] {
  return store.read(() => {
    const isThere = store.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'hand_labels'").get();
    if (isThere === undefined) return [];
    return store
      .prepare<Standing>(
        `SELECT h.candidate_id AS id, h.value, latest.drawn, h.at FROM
           (SELECT max(id) AS id, max(drawn) AS drawn FROM hand_labels
            WHERE candidate_id >= ? AND candidate_id < ? GROUP BY candidate_id) latest
           JOIN hand_labels h USING (id) WHERE h.value IS NOT NULL ORDER BY h.candidate_id`,
      )
      .all(from, before);
  });
}

/** A stage's labels but for those that it took from people: what people say is to be asked of them, not of a copy. */
export function readLabelsOfOthers(store: Store, stageId: number): LabelColumns {
  return store.read(() => {
    const rows = store
      .prepare<[number, number, number]>(
        `SELECT candidate_id, value, weight FROM labels WHERE stage_id = ? AND source <> ?
         ORDER BY candidate_id`,
      )
      .raw()
      .all(stageId, byHand);
    return {
      positions: Int32Array.from(rows, ([id]) => positionOf(id)),
      values: Float64Array.from(rows, ([, value]) => value),
      weights: Float64Array.from(rows, ([, , weight]) => weight),
    };
  });
}
