import { PstarError } from "../errors.ts";
import { publicId } from "./ids.ts";
import { committedRows, requireRows } from "./rows.ts";
import type { Store } from "./store.ts";

/** What came in and what became of it: input = kept + rejected + failed. */
export interface Books {
  readonly input: number;
  readonly kept: number;
  readonly rejected: number;
  readonly failed: number;
}

export interface StageInput {
  readonly stageId: number;
  /** What the input is to the stage: `candidates`, `scores`, `model`, … */
  readonly role: string;
}

/** What a stage is, before anything of it has run. */
export interface StagePlan {
  /** Hash of everything that can change the stage's rows. */
  readonly key: string;
  /** `generate`, `verify`, `select`, … */
  readonly kind: string;
  /** Which of its kind: a verifier's name, a split, … */
  readonly name: string;
  /** Version of the code that makes its rows. */
  readonly version: number;
  /** Resolved options, as JSON can hold them; no secret. */
  readonly options: unknown;
  readonly inputs: readonly StageInput[];
}

export interface Stage extends StagePlan {
  readonly id: number;
  readonly status: "running" | "done";
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly seconds: number | null;
  /** Null until the stage is done. */
  readonly books: Books | null;
  /** What `completeStage` was given. */
  readonly summary: unknown;
}

/**
 * Starts a stage, or finds it again: equal keys are one stage, in every run that asks for it.
 *
 * @returns its id; whether it is done; and how many of its rows are committed, which is the position to resume from
 */
export function beginStage(
  store: Store,
  plan: StagePlan & { readonly runId: number },
): { readonly id: number; readonly status: Stage["status"]; readonly rows: number } {
  return store.write(() => {
    const made = store
      .prepare(
        `INSERT INTO stages (key, kind, name, version, options, started_at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (key) DO NOTHING`,
      )
      .run(
        plan.key,
        plan.kind,
        plan.name,
        plan.version,
        JSON.stringify(plan.options),
        new Date().toISOString(),
      );
    const { id, status } = findStage(store, plan.key)!;
    if (made.changes > 0) {
      const link = store.prepare(
        "INSERT INTO stage_inputs (stage_id, role, input_stage_id) VALUES (?, ?, ?)",
      );
      for (const input of plan.inputs) link.run(id, input.role, input.stageId);
    }
    store
      .prepare("INSERT INTO run_stages (run_id, stage_id) VALUES (?, ?) ON CONFLICT DO NOTHING")
      .run(plan.runId, id);
    return { id, status, rows: committedRows(store, id) };
  });
}

/**
 * Closes a stage: its rows can change no more. Closing it again changes nothing.
 *
 * @throws PstarError when the books do not balance or do not agree with the rows written
 */
export function completeStage(
  store: Store,
  id: number,
  outcome: Books & { readonly seconds: number; readonly summary?: unknown },
): void {
  const { input, kept, rejected, failed, seconds, summary = null } = outcome;
  if (input !== kept + rejected + failed) {
    throw new PstarError(
      `books do not balance: ${input} in, but ${kept} kept + ${rejected} rejected + ${failed} failed`,
      { where: `stage ${publicId("stage", id)}`, remedy: "this is a defect of pstar: please report it" },
    );
  }
  store.write(() => {
    requireRows(store, id, outcome);
    store
      .prepare(
        `UPDATE stages SET status = 'done', finished_at = ?, seconds = ?, input = ?, kept = ?, rejected = ?,
         failed = ?, summary = ? WHERE id = ? AND status = 'running'`,
      )
      .run(new Date().toISOString(), seconds, input, kept, rejected, failed, JSON.stringify(summary), id);
  });
}

interface StoredStage {
  id: number;
  key: string;
  kind: string;
  name: string;
  version: number;
  options: string;
  status: Stage["status"];
  startedAt: string;
  finishedAt: string | null;
  seconds: number | null;
  input: number | null;
  kept: number;
  rejected: number;
  failed: number;
  summary: string | null;
}

/** The stage of a key and whether it is done; undefined when it was never begun. */
export function findStage(
  store: Store,
  key: string,
): { readonly id: number; readonly status: Stage["status"] } | undefined {
  return store.read(() =>
    store
      .prepare<{ id: number; status: Stage["status"] }>("SELECT id, status FROM stages WHERE key = ?")
      .get(key),
  );
}

const columns = `id, key, kind, name, version, options, status, started_at AS startedAt, finished_at AS finishedAt,
  seconds, input, kept, rejected, failed, summary`;

const parsed = (
  { input, kept, rejected, failed, ...stage }: StoredStage,
  inputs: readonly StageInput[],
): Stage => ({
  ...stage,
  options: JSON.parse(stage.options),
  inputs,
  books: input === null ? null : { input, kept, rejected, failed },
  summary: stage.summary === null ? null : JSON.parse(stage.summary),
});

/** @throws PstarError (exit code 2) when there is no such stage */
export function readStage(store: Store, id: number): Stage {
  return store.read(() => {
    const stored = store.prepare<StoredStage>(`SELECT ${columns} FROM stages WHERE id = ?`).get(id);
    if (stored === undefined) {
      throw new PstarError(`there is no stage ${publicId("stage", id)}`, { exitCode: 2, where: store.path });
    }
    const inputs = store
      .prepare<StageInput>(
        "SELECT input_stage_id AS stageId, role FROM stage_inputs WHERE stage_id = ? ORDER BY role, stageId",
      )
      .all(id);
    return parsed(stored, inputs);
  });
}

/** The stages of a run in the order they were first begun: each after its inputs. */
export function listStages(store: Store, run: number): Stage[] {
  return store.read(() => {
    const ofRun = "(SELECT stage_id FROM run_stages WHERE run_id = ?)";
    const links = store
      .prepare<StageInput & { readonly id: number }>(
        `SELECT stage_id AS id, input_stage_id AS stageId, role FROM stage_inputs WHERE stage_id IN ${ofRun}
         ORDER BY stage_id, role, input_stage_id`,
      )
      .all(run);
    const inputs = Map.groupBy(links, ({ id }) => id);
    return store
      .prepare<StoredStage>(`SELECT ${columns} FROM stages WHERE id IN ${ofRun} ORDER BY id`)
      .all(run)
      .map((stage) =>
        parsed(
          stage,
          (inputs.get(stage.id) ?? []).map(({ stageId, role }) => ({ stageId, role })),
        ),
      );
  });
}
