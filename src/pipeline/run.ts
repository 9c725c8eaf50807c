import type { PipelineConfig } from "../config/index.ts";
import type { CostAtMost } from "../endpoint/cost.ts";
import type { Interval } from "../metrics/interval.ts";
import { findStage, readMetrics, recordCell, type Store } from "../store/index.ts";
import { countInputs } from "./amounts.ts";
import { asRun } from "./as-run.ts";
import { withAttempts } from "./attempts.ts";
import { execute } from "./execute.ts";
import { generatorError, readOutcome, type StageIds } from "./outcome.ts";
import { layOut, type Plan, type Verb } from "./plan.ts";
import type { Progress } from "./progress.ts";
import { type RequestOptions, requestsOf } from "./requests.ts";
import type { Cell, RunResult } from "./result.ts";
import { type Stage, stageTitle } from "./stage.ts";

export interface PlannedStage {
  readonly key: string;
  readonly kind: string;
  readonly name: string;
  /** Null where nobody knows before it is done. */
  readonly rows: number | null;
  /** The most that its requests to endpoints can cost, where it sends any. */
  readonly atMost?: CostAtMost;
  readonly status: "done" | "partial" | "new";
}

/** The stages of a pipeline up to a verb and what of them a database holds already. Writes nothing. */
export async function planPipeline(
  file: PipelineConfig,
  db: string,
  through: Verb = "evaluate",
  retryErrors = false,
): Promise<PlannedStage[]> {
  const { config, meanBytes } = await countInputs(file);
  return withAttempts(db, retryErrors, (attemptOf, store) =>
    layOut(config, attemptOf)
      .stages(through)
      .map((stage) => ({
        ...statusOf(stage, store),
        ...(stage.atMost && { atMost: stage.atMost(meanBytes) }),
      })),
  );
}

/** What a database, where there is one, holds of a stage. */
export function statusOf({ key, kind, name, rows }: Stage, store: Store | undefined): PlannedStage {
  const found = store && findStage(store, key);
  const status = found === undefined ? "new" : found.status === "done" ? "done" : "partial";
  return { key, kind, name: stageTitle({ kind, name }), rows, status };
}

export interface RunOptions extends RequestOptions {
  /** Whether rows that failed before are tried again; what was made of the others then follows. */
  readonly retryErrors?: boolean;
  readonly db: string;
  /** The pipeline file, kept with the run. */
  readonly configText: string;
  readonly through: Verb;
  /** Aborting finishes the batches at hand, saves them, and throws an AbortError. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** Called once all estimates are there, before any student of a selection is trained. */
  readonly onEstimates?: (cells: readonly Cell[], generatorError: Interval) => void;
}

/**
 * Runs a pipeline up to a verb; what its database holds already is not done again.
 * @throws PstarError when a stage fails; all that was committed stays
 */
export async function runPipeline(file: PipelineConfig, options: RunOptions): Promise<RunResult> {
  const { db, configText, through, signal, onProgress, onEstimates, retryErrors = false } = options;
  const { config } = await countInputs(file);
  const { name, seed, concurrency } = config;
  const plan = withAttempts(db, retryErrors, (attemptOf) => layOut(config, attemptOf));
  return asRun(db, { name, seed, configText }, async (store, runId) => {
    const requests = requestsOf(store, options);
    const estimates = plan.cells.map(({ estimate }) => estimate);
    const reached = (ids: StageIds): void => {
      const { cells } = readOutcome(store, plan, ids, runId);
      const error = generatorError(store, plan, ids);
      if (error) onEstimates?.(cells, error);
    };
    const then = plan.cells.flatMap(({ student }) => student?.training ?? []);
    const barrier = { first: estimates, then, reached };
    const stages = plan.stages(through);
    const ids = await execute(stages, { store, runId, concurrency, signal, requests, onProgress, barrier });
    recordCells(store, plan, ids, runId);
    return readOutcome(store, plan, ids, runId);
  });
}

/** Puts each prediction beside its outcome, for the ledger. */
function recordCells(store: Store, plan: Plan, ids: StageIds, runId: number): void {
  for (const { selection, estimate, student } of plan.cells) {
    const selectionId = ids.get(selection.key);
    if (selectionId === undefined) continue;
    const estimateId = ids.get(estimate.key) ?? null;
    const evaluated = student?.evaluation && ids.get(student.evaluation.key);
    // Where nothing was kept nothing was trained, and there is no outcome to put beside the prediction.
    const hasOutcome = evaluated !== undefined && Object.keys(readMetrics(store, evaluated)).length > 0;
    recordCell(store, { runId, selectionId, estimateId, evaluationId: hasOutcome ? evaluated : null });
  }
}
