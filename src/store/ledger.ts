import { type MetricValue, readMetrics } from "./outcomes.ts";
import type { Store } from "./store.ts";

/** In one run: a selection, what was predicted of it and, once a model was trained on it, what came of that. */
export interface LedgerRow {
  readonly runId: number;
  /** Stage ids. */
  readonly selectionId: number;
  readonly estimateId: number | null;
  readonly evaluationId: number | null;
}

/** A cell with its contents. */
export interface LedgerEntry extends LedgerRow {
  readonly runName: string;
  readonly verifier: string;
  readonly selector: string;
  readonly fraction: number;
  readonly kept: number;
  /** What `writeEstimate` was given; null where nothing was predicted. */
  readonly estimate: unknown;
  /** Null where no model was trained and judged. */
  readonly metrics: Readonly<Record<string, MetricValue>> | null;
}

/** Enters a cell, or adds to it what has become known since. */
export function recordCell(store: Store, cell: LedgerRow): void {
  store.write(() => {
    store
      .prepare(
        `INSERT INTO cells (run_id, selection_id, estimate_id, evaluation_id) VALUES (?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET estimate_id = coalesce(excluded.estimate_id, estimate_id),
           evaluation_id = coalesce(excluded.evaluation_id, evaluation_id)`,
      )
      .run(cell.runId, cell.selectionId, cell.estimateId, cell.evaluationId);
  });
}

type Stored = Omit<LedgerEntry, "estimate" | "metrics"> & { readonly result: string | null };

/** Every cell of every run, or of one, in the order of runs and selections: prediction beside outcome. */
export function readLedger(store: Store, runId?: number): LedgerEntry[] {
  const rows = store.read(() =>
    store
      .prepare<Stored>(
        `SELECT c.run_id AS runId, c.selection_id AS selectionId, c.estimate_id AS estimateId,
           c.evaluation_id AS evaluationId, r.name AS runName, s.verifier, s.selector, s.fraction, s.kept, e.result
         FROM cells c JOIN runs r ON r.id = c.run_id JOIN selections s ON s.stage_id = c.selection_id
         LEFT JOIN estimates e ON e.stage_id = c.estimate_id
         WHERE c.run_id = coalesce(?, c.run_id) ORDER BY c.run_id, c.selection_id`,
      )
      .all(runId ?? null),
  );
  return rows.map(({ result, ...cell }) => ({
    ...cell,
    estimate: result === null ? null : JSON.parse(result),
    metrics: cell.evaluationId === null ? null : readMetrics(store, cell.evaluationId),
  }));
}
