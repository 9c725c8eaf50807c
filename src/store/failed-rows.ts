import { endOf, rowId } from "./ids.ts";
import type { Store } from "./store.ts";

/** Rows of a stage that failed by themselves, and what most of them failed by. */
export interface FailedRows {
  readonly rows: number;
  readonly error: string;
}

/** Undefined where none did. A candidate without an answer is no failure of a verifier that had nothing to score. */
export function failedRows(store: Store, stageId: number): FailedRows | undefined {
  return store.read(() =>
    store
      .prepare<FailedRows>(
        `SELECT error, sum(count(*)) OVER () AS rows FROM (
           SELECT error FROM candidates WHERE id >= ? AND id < ? AND error IS NOT NULL
           UNION ALL
           SELECT s.error FROM scores s JOIN candidates c ON c.id = s.candidate_id
           WHERE s.stage_id = ? AND s.error IS NOT NULL AND c.error IS NULL)
         GROUP BY error ORDER BY count(*) DESC, error LIMIT 1`,
      )
      .get(rowId(stageId, 0), endOf(stageId), stageId),
  );
}
