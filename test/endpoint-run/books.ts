import { listStages, readCandidates, type Stage, type Store } from "../../src/store/index.ts";
import { latestRun } from "../pipeline/tiny.ts";

/** What `calls` holds of one request. */
export interface CallRow {
  readonly key: string;
  readonly stageId: number;
  readonly response: string | null;
  readonly error: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly cost: number | null;
  readonly attempts: number;
}

export const callsOf = (store: Store): CallRow[] =>
  store
    .prepare<CallRow>(
      `SELECT key, stage_id AS stageId, response, error, input_tokens AS inputTokens, output_tokens AS outputTokens,
       cost, attempts FROM calls ORDER BY id`,
    )
    .all();

export const sumOf = <Item>(items: readonly Item[], value: (item: Item) => number | null): number =>
  items.reduce((sum, item) => sum + (value(item) ?? 0), 0);

/** The stages of the latest run, of some kinds. */
export const stagesOf = (store: Store, ...kinds: readonly string[]): Stage[] =>
  listStages(store, latestRun(store)).filter(({ kind }) => kinds.length === 0 || kinds.includes(kind));

/** All that was asked of the generator: candidates of the stages that generate and of those that evaluate. */
export const answersOf = (store: Store) =>
  stagesOf(store, "generate", "evaluate").flatMap(({ id }) => [...readCandidates(store, id)]);
