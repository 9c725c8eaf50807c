import { endOf, rowId, stageOf } from "./ids.ts";
import type { Store } from "./store.ts";

const ids = (store: Store, sql: string, ...bound: number[]): number[] =>
  store
    .prepare<{ id: number }>(sql)
    .all(...bound)
    .map(({ id }) => id);

/** A stage and all it was made from. */
export const ancestors = (store: Store, stage: number): number[] =>
  ids(
    store,
    `WITH RECURSIVE up (id) AS (
       VALUES (CAST(? AS INTEGER)) UNION SELECT i.input_stage_id FROM stage_inputs i JOIN up ON i.stage_id = up.id
     ) SELECT id FROM up`,
    stage,
  );

/** A stage and all that was made from it. */
export const descendants = (store: Store, stage: number): number[] =>
  ids(
    store,
    `WITH RECURSIVE down (id) AS (
       VALUES (CAST(? AS INTEGER)) UNION SELECT i.stage_id FROM stage_inputs i JOIN down ON i.input_stage_id = down.id
     ) SELECT id FROM down`,
    stage,
  );

/** Stages that read `stage` directly and wrote to `table`. */
export const readers = (
  store: Store,
  table: "trainings" | "evaluations" | "estimates",
  stage: number,
): number[] =>
  ids(
    store,
    `SELECT DISTINCT t.stage_id AS id FROM ${table} t JOIN stage_inputs i USING (stage_id)
     WHERE i.input_stage_id = ? ORDER BY id`,
    stage,
  );

export const stagesOfRun = (store: Store, run: number): number[] =>
  ids(store, "SELECT stage_id AS id FROM run_stages WHERE run_id = ? ORDER BY id", run);

export const runsOfStage = (store: Store, stage: number): number[] =>
  ids(store, "SELECT run_id AS id FROM run_stages WHERE stage_id = ? ORDER BY id", stage);

export const candidatesOf = (store: Store, example: number): number[] =>
  ids(store, "SELECT id FROM candidates WHERE example_id = ? ORDER BY id", example);

/** Candidates that the same stage made of the same example, by sample, this one among them. */
export interface Siblings {
  readonly ids: readonly number[];
  /** How many there are, whether or not in `ids`. */
  readonly total: number;
}

/** @param most of them: the first, and the candidate itself wherever it stands */
export function siblingsOf(store: Store, candidate: number, most: number): Siblings {
  const stage = stageOf(candidate);
  const among = `FROM candidates WHERE example_id = (SELECT example_id FROM candidates WHERE id = ?)
    AND id >= ? AND id < ?`;
  const bounds = [candidate, rowId(stage, 0), endOf(stage)];
  const { total } = store.prepare<{ total: number }>(`SELECT count(*) AS total ${among}`).get(...bounds)!;
  const first = ids(store, `SELECT id ${among} ORDER BY id LIMIT ?`, ...bounds, most);
  const isThere = first.includes(candidate);
  return { ids: isThere ? first : [...first.slice(0, most - 1), candidate], total };
}

/** What one verifier said of a candidate. */
export interface CandidateScore {
  readonly stageId: number;
  readonly score: number | null;
  readonly keep: 0 | 1 | null;
  readonly error: string | null;
}

export const scoresOf = (store: Store, candidate: number, stage: number): CandidateScore[] =>
  store
    .prepare<CandidateScore>(
      `SELECT DISTINCT s.stage_id AS stageId, s.score, s.keep, s.error
       FROM stage_inputs i JOIN scores s ON s.stage_id = i.stage_id AND s.candidate_id = ?
       WHERE i.input_stage_id = ? ORDER BY s.stage_id`,
    )
    .all(candidate, stage);

export interface CandidateLabel {
  readonly stageId: number;
  readonly value: number;
  readonly source: string;
}

/** Labels that other stages gave a candidate of `stage`, and the one it came with. */
export const labelsOf = (store: Store, candidate: number, stage: number): CandidateLabel[] =>
  store
    .prepare<CandidateLabel>(
      `SELECT stage_id AS stageId, value, source FROM labels
       WHERE candidate_id = ? AND stage_id IN
         (SELECT CAST(? AS INTEGER) UNION SELECT stage_id FROM stage_inputs WHERE input_stage_id = ?)
       ORDER BY stage_id`,
    )
    .all(candidate, stage, stage);

export interface CandidateFate {
  readonly stageId: number;
  readonly kept: 0 | 1;
  readonly reason: string;
}

export const fatesOf = (store: Store, candidate: number, stage: number): CandidateFate[] =>
  store
    .prepare<CandidateFate>(
      `SELECT n.stage_id AS stageId, s.reason = 0 AS kept, r.text AS reason
       FROM selections n JOIN selected s ON s.selection_id = n.stage_id AND s.candidate_id = ?
       JOIN reasons r ON r.selection_id = s.selection_id AND r.code = s.reason
       WHERE n.candidate_stage_id = ? ORDER BY n.stage_id`,
    )
    .all(candidate, stage);

export interface ArtifactEntry {
  readonly stageId: number;
  readonly kind: string;
  /** Within the artifacts folder. */
  readonly path: string;
  readonly hash: string;
  readonly bytes: number;
}

const entry = "SELECT stage_id AS stageId, kind, path, hash, bytes FROM artifacts";

export const artifactsOf = (store: Store, stage: number): ArtifactEntry[] =>
  store.prepare<ArtifactEntry>(`${entry} WHERE stage_id = ? ORDER BY id`).all(stage);

/** Artifacts whose hash starts with `digits`. */
export const artifactsByHash = (store: Store, digits: string): ArtifactEntry[] =>
  store
    .prepare<ArtifactEntry>(`${entry} WHERE hash >= ? AND hash < ? ORDER BY hash, stage_id`)
    .all(digits, `${digits}g`);
