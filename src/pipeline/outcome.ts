import { type LedgerCell, ledger } from "../estimation/ledger.ts";
import { studentRange } from "../estimation/student.ts";
import {
  failedRows,
  publicId,
  readEstimate,
  readMetrics,
  readSelection,
  readSpending,
  readStage,
  type Store,
} from "../store/index.ts";
import type { Task } from "../tasks/task.ts";
import { gainOver } from "./gain.ts";
import type { CellStages, Plan, PlannedModel } from "./plan.ts";
import type { Cell, Failure, Metrics, RunResult, TrainedModel } from "./result.ts";
import { stageTitle } from "./stage.ts";
import type { StoredEstimate } from "./stages/estimate.ts";
import { unverified } from "./stages/select.ts";

export type StageIds = ReadonlyMap<string, number>;

/** What a run's finished stages say so far. */
export function readOutcome(store: Store, plan: Plan, ids: StageIds, run: number): RunResult {
  const cells = plan.cells.flatMap((cell) => readCell(store, plan, cell, ids) ?? []);
  const metrics = metricsOf(store, plan.task, plan.generator, ids);
  const error = generatorError(store, plan, ids);
  const spending = readSpending(store);
  return {
    run: publicId("run", run),
    db: store.path,
    task: plan.task.name,
    generator: metrics && error ? { metrics, error } : null,
    real: plan.real ? trainedOf(store, plan, plan.real, ids) : null,
    cells,
    failures: failuresOf(store, plan, ids),
    spending: spending.answered + spending.failed > 0 ? spending : null,
    correlation: correlate(cells, plan.task.metrics[0]),
  };
}

function failuresOf(store: Store, plan: Plan, ids: StageIds): Failure[] {
  return plan.stages("evaluate").flatMap((stage) => {
    const id = ids.get(stage.key);
    const books = id === undefined ? null : readStage(store, id).books;
    const failed = books !== null && books.failed > 0 ? failedRows(store, id!) : undefined;
    if (failed === undefined) return [];
    return [{ stage: stageTitle(stage), ...failed, of: books!.input, mayPass: stage.atMost !== undefined }];
  });
}

/** The generator's error rate on the calibration inputs, which every cell's estimate carries. */
export function generatorError(store: Store, plan: Plan, ids: StageIds) {
  for (const { estimate } of plan.cells) {
    const stored = estimateOf(store, ids.get(estimate.key));
    if (stored) return stored.estimate.error;
  }
  return undefined;
}

/** Undefined until the cell is both selected and estimated. */
function readCell(store: Store, plan: Plan, cell: CellStages, ids: StageIds): Cell | undefined {
  const selectionId = ids.get(cell.selection.key);
  const stored = estimateOf(store, ids.get(cell.estimate.key));
  if (selectionId === undefined || stored === undefined) return undefined;
  const selection = readSelection(store, selectionId);
  const { estimate, coverage } = stored;
  return {
    selection: publicId("stage", selectionId),
    verifier: cell.verifier ?? unverified,
    selector: selection.selector,
    fraction: selection.fraction,
    threshold: "threshold" in cell.selector ? cell.selector.threshold : null,
    kept: selection.kept,
    phi: estimate.phi.estimate,
    psi: estimate.psi.estimate,
    pstar: estimate.pstar,
    probabilityMajorityCorrect: estimate.probabilityMajorityCorrect,
    probabilityCleaner: estimate.probabilityCleaner,
    keptPrecision: estimate.keptPrecision.estimate,
    coverage,
    verdict: estimate.verdict.text,
    labels: estimate.labels,
    inputs: estimate.inputs,
    studentRange: studentRange(estimate.keptPrecision.estimate),
    student: cell.student ? trainedOf(store, plan, cell.student, ids) : null,
  };
}

function estimateOf(store: Store, id: number | undefined): StoredEstimate | undefined {
  return id === undefined ? undefined : (readEstimate(store, id) as StoredEstimate | undefined);
}

function trainedOf(store: Store, plan: Plan, model: PlannedModel, ids: StageIds): TrainedModel | null {
  const { task, generator, bootstrap } = plan;
  const metrics = metricsOf(store, task, model, ids);
  if (metrics === null) return null;
  const [own, other] = [model, generator].map(({ evaluation }) => evaluation && ids.get(evaluation.key));
  const gain =
    own === undefined || other === undefined
      ? undefined
      : gainOver(store, task, { model: own, other }, bootstrap, model.unanswered);
  return { metrics, gain: gain ?? null };
}

/** Null until the model is evaluated, and where there was nothing to train it on. */
function metricsOf(store: Store, task: Task, { evaluation }: PlannedModel, ids: StageIds): Metrics | null {
  const id = evaluation && ids.get(evaluation.key);
  if (id === undefined) return null;
  const metrics = readMetrics(store, id);
  if (Object.keys(metrics).length === 0) return null;
  return Object.fromEntries(task.metrics.map((name) => [name, metrics[name]]));
}

function correlate(cells: readonly Cell[], metric: string): RunResult["correlation"] {
  const trained = cells.flatMap(({ student, selector, fraction, pstar, coverage }): LedgerCell[] =>
    student === null
      ? []
      : [
          {
            selector,
            fraction,
            pstar: pstar.estimate,
            inputShare: coverage.inputShare,
            distance: coverage.distance,
            outcome: student.metrics[metric].estimate,
          },
        ],
  );
  const { pstar, withCoverage, groups } = ledger(trained);
  return { ...pstar, withCoverage, groups };
}
