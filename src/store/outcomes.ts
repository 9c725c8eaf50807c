import { writeOpen } from "./rows.ts";
import type { Store } from "./store.ts";

/** A metric's value with its interval. */
export interface MetricValue {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

export interface Training {
  /** Id of the model's artifact. */
  readonly modelId: number;
  readonly steps: number;
  /** Rows it was trained on. */
  readonly rows: number;
  readonly seconds: number;
  readonly finalLoss: number;
}

/** Writes what a stage estimated, once. @param result anything JSON can hold */
export function writeEstimate(store: Store, stageId: number, result: unknown): void {
  writeOpen(store, stageId, () => {
    store
      .prepare("INSERT INTO estimates (stage_id, result) VALUES (?, ?) ON CONFLICT DO NOTHING")
      .run(stageId, JSON.stringify(result));
  });
}

/** What a stage estimated; undefined when it has not. */
export function readEstimate(store: Store, stageId: number): unknown {
  const row = store.read(() =>
    store.prepare<{ result: string }>("SELECT result FROM estimates WHERE stage_id = ?").get(stageId),
  );
  return row && JSON.parse(row.result);
}

/** Writes what came of a training stage, once. */
export function writeTraining(store: Store, stageId: number, training: Training): void {
  writeOpen(store, stageId, () => {
    store
      .prepare(
        `INSERT INTO trainings (stage_id, model_id, steps, rows, seconds, final_loss) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT DO NOTHING`,
      )
      .run(stageId, training.modelId, training.steps, training.rows, training.seconds, training.finalLoss);
  });
}

export function readTraining(store: Store, stageId: number): Training | undefined {
  return store.read(() =>
    store
      .prepare<Training>(
        `SELECT model_id AS modelId, steps, rows, seconds, final_loss AS finalLoss
         FROM trainings WHERE stage_id = ?`,
      )
      .get(stageId),
  );
}

/**
 * Writes an evaluation's metrics, once. Its predictions are candidates, of this stage or of one of its inputs.
 *
 * @param modelStage the training stage whose model was judged; null for one made elsewhere
 */
export function writeEvaluation(
  store: Store,
  stageId: number,
  modelStage: number | null,
  metrics: Readonly<Record<string, MetricValue>>,
): void {
  writeOpen(store, stageId, () => {
    store
      .prepare("INSERT INTO evaluations (stage_id, model_stage_id) VALUES (?, ?) ON CONFLICT DO NOTHING")
      .run(stageId, modelStage);
    const insert = store.prepare(
      `INSERT INTO metrics (evaluation_id, name, estimate, low, high) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO NOTHING`,
    );
    for (const [name, { estimate, low, high }] of Object.entries(metrics)) {
      insert.run(stageId, name, estimate, low, high);
    }
  });
}

/** Metrics of an evaluation stage by name; empty when it has none. */
export function readMetrics(store: Store, stageId: number): Record<string, MetricValue> {
  const rows = store.read(() =>
    store
      .prepare<MetricValue & { name: string }>(
        "SELECT name, estimate, low, high FROM metrics WHERE evaluation_id = ? ORDER BY name",
      )
      .all(stageId),
  );
  return Object.fromEntries(rows.map(({ name, ...value }) => [name, value]));
}
