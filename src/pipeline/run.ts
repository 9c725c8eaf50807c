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
  return (await laidOut(file, { db, through, retryErrors })).stages;
}

/** A pipeline's plan, and what is done of it before it runs. */
async function laidOut(
  file: PipelineConfig,
  { db, through, retryErrors = false }: Pick<RunOptions, "db" | "through" | "retryErrors">,
): Promise<{ readonly plan: Plan; readonly stages: PlannedStage[] }> {
  const { config, meanBytes } = await countInputs(file);
  return withAttempts(db, retryErrors, (attemptOf, store) => {
    const plan = layOut(config, attemptOf);
    const stages = plan.stages(through).map((stage) => ({
      ...statusOf(stage, store),
      ...(stage.atMost && { atMost: stage.atMost(meanBytes) }),
    }));
    return { plan, stages };
  });
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
  /** Called before anything is done, with what there is to do. */
  readonly onPlan?: (stages: readonly PlannedStage[]) => void;
  /** Called once all estimates are there, before any student of a selection is trained. */
  readonly onEstimates?: (cells: readonly Cell[], generatorError: Interval) => void;
}

/**
 * Runs a pipeline up to a verb; what its database holds already is not done again.
 * @throws PstarError when a stage fails; all that was committed stays
 */
export async function runPipeline(file: PipelineConfig, options: RunOptions): Promise<RunResult> {
  const { db, configText, through, signal, onProgress, onPlan, onEstimates } = options;
  const { name, seed, concurrency } = file;
  const { plan, stages: planned } = await laidOut(file, options);
  onPlan?.(planned);
  return asRun(db, { name, seed, configText }, async (store, runId) => {
    const requests = requestsOf(store, options);
    const estimates = plan.cells.map(({ estimate }) => estimate);
    // As soon as they are known, for whoever looks at a run that is under way or was stopped.
    const record = (ids: StageIds): void => recordCells(store, plan, ids, runId);
    const onDone = ({ kind }: Stage, ids: StageIds): void => {
      if (kind === "evaluate") record(ids);
    };
    const reached = (ids: StageIds): void => {
      record(ids);
      const { cells } = readOutcome(store, plan, ids, runId);
      const error = generatorError(store, plan, ids);
      if (error) onEstimates?.(cells, error);
    };
    const then = plan.cells.flatMap(({ student }) => student?.training ?? []);
    const barrier = { first: estimates, then, reached };
    const stages = plan.stages(through);
    const ids = await execute(stages, {
      ...{ store, runId, concurrency, signal, requests, onProgress, onDone, barrier },
    });
    record(ids);
    return readOutcome(store, plan, ids, runId);
  });
}

/** Puts each prediction beside its outcome, for the ledger. */
export function recordCells(store: Store, plan: Plan, ids: StageIds, runId: number): void {
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
