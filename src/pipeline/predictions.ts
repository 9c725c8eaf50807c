import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { PipelineConfig } from "../config/index.ts";
import { PstarError } from "../errors.ts";
import { generatorOptions, type ReadyOptions } from "../generators/index.ts";
import { readOutside } from "../outside.ts";
import { deriveSeed } from "../random/seed.ts";
import {
  createRun,
  findStage,
  finishRun,
  listStages,
  openStore,
  publicId,
  readExamples,
  readRun,
  readSelection,
  readStage,
  runsOfStage,
  type Store,
  type Stage as StoredStage,
} from "../store/index.ts";
import { version } from "../version.ts";
import { countInputs } from "./amounts.ts";
import { readyAnswerer } from "./answerer.ts";
import { withAttempts } from "./attempts.ts";
import { execute } from "./execute.ts";
import { readOutcome, type StageIds } from "./outcome.ts";
import { type CellStages, layOut, type Plan, type PlannedModel, withInputs } from "./plan.ts";
import type { Progress } from "./progress.ts";
import type { PredictionCounts } from "./read-predictions.ts";
import { type RequestOptions, requestsOf } from "./requests.ts";
import type { RunResult } from "./result.ts";
import { recordCells } from "./run.ts";
import type { Stage } from "./stage.ts";
import { elsewhereStage, isElsewhere, predictionsStage } from "./stages/elsewhere.ts";
import { evaluateStage } from "./stages/evaluate.ts";
import { cellName } from "./stages/select.ts";

/** What a model trained elsewhere answered, or where it is asked. */
export type PredictionSource =
  | { readonly kind: "file"; readonly file: string }
  | { readonly kind: "endpoint"; readonly baseUrl?: string; readonly model: string }
  /** As `pstar train` writes one, with ONNX graphs. */
  | { readonly kind: "folder"; readonly folder: string };

export interface PredictionOptions extends RequestOptions {
  readonly db: string;
  /** The pipeline file, kept with a run. */
  readonly configText: string;
  readonly source: PredictionSource;
  /** The student's name; its selection's when left out. */
  readonly name?: string;
  /** Id of the selection that it was trained on; may be left out where there is only one. */
  readonly selection?: number;
  readonly retryErrors?: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** What `pstar evaluate --predictions` and `--endpoint` print. */
export interface PredictionResult extends RunResult {
  readonly predictions: {
    readonly student: string;
    /** The selection that it was trained on. */
    readonly selection: string;
    /** Whether a run of its own was begun, since the last one has another outcome of the selection. */
    readonly isNewRun: boolean;
    /** Null of models that are asked here, whose failures are told as those of every stage. */
    readonly counts: PredictionCounts | null;
  };
}

/**
 * Evaluates a model that another trainer trained on one of a pipeline's selections, and enters it beside what was predicted
 * of that selection: in the run that made it, or in one of its own where that run has an outcome of it already.
 *
 * @throws PstarError (exit code 2) where the pipeline was not run up to its selections, has no test inputs, or there is no such
 *   selection
 */
export async function evaluatePredictions(
  file: PipelineConfig,
  options: PredictionOptions,
): Promise<PredictionResult> {
  const { db, signal, onProgress } = options;
  const { config } = await countInputs(file);
  const { plan, cell, selectionId, evaluation, training } = withAttempts(
    db,
    options.retryErrors ?? false,
    (attemptOf, store) => {
      if (store === undefined) throw notRun(db);
      const plan = layOut(config, attemptOf);
      const { cell, selectionId } = cellOf(store, plan, options.selection);
      if (readSelection(store, selectionId).kept === 0) {
        throw new PstarError("keeps nothing, so nothing was trained on it", {
          exitCode: 2,
          where: publicId("stage", selectionId),
        });
      }
      const training = elsewhereStage(nameOf(options.name, cell), cell.selection);
      const evaluation = evaluationOf(config, plan, training, options.source, attemptOf);
      return { plan, cell, selectionId, evaluation, training };
    },
  );

  const store = openStore(db);
  try {
    const stages = withInputs([
      ...plan.stages("estimate"),
      ...[plan.generator.evaluation!],
      ...doneStages(store, plan, cell),
      evaluation,
    ]);
    const unanswered = options.source.kind === "file" ? { unanswered: 0 } : {};
    const student = { training, evaluation, ...unanswered };
    const { runId, isNew } = runFor(store, selectionId, evaluation, config, options.configText);
    const requests = requestsOf(store, options);
    const { concurrency } = config;
    const own = await execute(stages, { store, runId, concurrency, signal, requests, onProgress }).catch(
      (error) => {
        if (isNew) finishRun(store, runId, signal.aborted ? "interrupted" : "failed");
        throw error;
      },
    );
    const ids = new Map([...listStages(store, runId).map(({ key, id }) => [key, id] as const), ...own]);
    const withStudent: Plan = {
      ...plan,
      cells: plan.cells.map((one) => ({
        ...one,
        student: one === cell ? student : (earlierStudent(store, runId, ids, one, evaluation) ?? one.student),
      })),
      stages: () => stages,
    };
    recordCells(store, withStudent, ids, runId);
    const result = readOutcome(store, withStudent, ids, runId);
    finishRun(store, runId, "done", result);
    const { summary } = readStage(store, ids.get(evaluation.key)!);
    const counts = options.source.kind === "file" ? (summary as PredictionCounts) : null;
    const selection = publicId("stage", selectionId);
    return { ...result, predictions: { student: training.name, selection, isNewRun: isNew, counts } };
  } finally {
    store.close();
  }
}

/**
 * The inputs that a pipeline's models are evaluated on, without their true answers. Where none of its models was evaluated yet they
 * are made, in the run that has its selections.
 * @throws PstarError (exit code 2) where the pipeline has none, or was not run up to its selections
 */
export async function testInputs(
  file: PipelineConfig,
  db: string,
): Promise<{ readonly id: string; readonly input: unknown }[]> {
  const { config } = await countInputs(file);
  const { examples, runId } = withAttempts(db, false, (attemptOf, store) => {
    if (store === undefined) throw notRun(db);
    const plan = layOut(config, attemptOf);
    const examples = examplesOf(plan);
    const made = plan.cells.map(({ selection }) => findStage(store, selection.key));
    const selection = made.find((stage) => stage?.status === "done");
    if (selection === undefined) throw notRun(db);
    return { examples, runId: runsOfStage(store, selection.id).at(-1)! };
  });
  const store = openStore(db);
  try {
    const requests = requestsOf(store, {});
    const { signal } = new AbortController();
    const quiet = { concurrency: 1, signal, onProgress: () => {} };
    const ids = await execute(withInputs([examples]), { store, runId, requests, ...quiet });
    return Array.from(readExamples(store, ids.get(examples.key)!), ({ id, input, format }) => ({
      id: publicId("example", id),
      input: format === "chat" ? JSON.parse(input) : input,
    }));
  } finally {
    store.close();
  }
}

function examplesOf(plan: Plan): Stage {
  const examples = plan.generator.evaluation?.inputs.find(({ role }) => role === "examples")?.stage;
  if (examples !== undefined) return examples;
  throw new PstarError("there are no inputs to evaluate a model on", {
    exitCode: 2,
    where: "data.test",
    remedy: "set apart some with data.test, and run the pipeline",
  });
}

/** The cell of the selection named, else of the only one. */
function cellOf(store: Store, plan: Plan, selection: number | undefined) {
  const made = plan.cells.flatMap((cell) => {
    const found = findStage(store, cell.selection.key);
    return found?.status === "done" ? [{ cell, selectionId: found.id }] : [];
  });
  const [only] = made;
  if (only === undefined) throw notRun(store.path);
  const told = made.map(({ cell, selectionId }) => `${publicId("stage", selectionId)} (${cellName(cell)})`);
  const chosen = selection === undefined ? made : made.filter(({ selectionId }) => selectionId === selection);
  if (chosen.length === 1) return chosen[0]!;
  const message =
    selection === undefined
      ? `there are ${made.length} selections: on which was the model trained?`
      : `${publicId("stage", selection)} is no selection of this pipeline`;
  throw new PstarError(message, { exitCode: 2, remedy: `give --selection: ${told.join(", ")}` });
}

const longestName = 120;

/** Names by which the pipeline's own models are found. */
const taken = ["generator", "student of true answers"];

function nameOf(given: string | undefined, cell: CellStages): string {
  const name = given?.trim() ?? `student of ${cellName(cell)}, trained elsewhere`;
  const problem =
    name === "" || name.length > longestName
      ? `a name has 1 to ${longestName} characters`
      : /\p{C}/u.test(name)
        ? "a name has no control characters"
        : taken.includes(name)
          ? `"${name}" is the name of another model`
          : undefined;
  if (problem === undefined) return name;
  throw new PstarError(problem, { exitCode: 2, where: "--name", remedy: "choose another" });
}

function evaluationOf(
  config: PipelineConfig,
  plan: Plan,
  training: Stage,
  source: PredictionSource,
  attemptOf: Parameters<typeof layOut>[1],
): Stage {
  const { task } = plan;
  const { estimate, folder } = config;
  const examples = examplesOf(plan);
  const seed = deriveSeed(config.seed, "evaluate");
  if (source.kind === "file") {
    const { path, hash } = readOutside(source.file);
    return predictionsStage(training, task, estimate, { path, hash }, examples, seed);
  }
  const options = source.kind === "folder" ? folderOf(config, plan, source) : endpointOf(config, source);
  const answerer = readyAnswerer(options, task.codec, folder);
  const link = { role: "model", stage: training };
  return evaluateStage(
    training.name,
    task,
    estimate,
    { ...answerer, identity: { ...answerer.identity, trainedElsewhere: true }, inputs: [link] },
    examples,
    seed,
    attemptOf,
  );
}

/** Asked what exports say it was asked when it was tuned: the input alone. */
function folderOf(
  { generator }: PipelineConfig,
  { task }: Plan,
  { folder }: Extract<PredictionSource, { kind: "folder" }>,
): ReadyOptions {
  const model = resolve(folder);
  if (!existsSync(join(model, "onnx")))
    throw new PstarError("holds no model's ONNX graphs", {
      exitCode: 2,
      where: model,
      remedy: "give a folder that `pstar train` wrote, with onnx among what it is to `write`",
    });
  const maxTokens = task.codec?.targetLength ?? ("maxTokens" in generator ? generator.maxTokens : undefined);
  const options = { kind: "published", model, ...(maxTokens !== undefined && { maxTokens }) };
  return generatorOptions.parse(options) as ReadyOptions;
}

/** As the pipeline's own endpoint is asked, where its generator is one. */
function endpointOf(
  { generator }: PipelineConfig,
  { baseUrl, model }: Extract<PredictionSource, { kind: "endpoint" }>,
): ReadyOptions {
  const { price: _, ...known } = generator.kind === "endpoint" ? generator : { price: undefined };
  const parsed = generatorOptions.safeParse({
    ...known,
    kind: "endpoint",
    model,
    ...(baseUrl !== undefined && { baseUrl }),
  });
  if (parsed.success) return parsed.data as ReadyOptions;
  const { path, message } = parsed.error.issues[0]!;
  throw new PstarError(message, { exitCode: 2, where: path[0] === "model" ? "--model" : "--endpoint" });
}

/** What is there of the pipeline's other models, so that all stand beside each other. */
function doneStages(store: Store, plan: Plan, { student }: CellStages): Stage[] {
  return plan
    .stages("evaluate")
    .filter(({ key }) => key !== student?.training?.key && key !== student?.evaluation?.key)
    .filter(({ key }) => findStage(store, key)?.status === "done");
}

/** A model trained elsewhere on another of the run's selections, whose outcome was entered before. */
function earlierStudent(
  store: Store,
  runId: number,
  ids: StageIds,
  { selection }: CellStages,
  evaluation: Stage,
): PlannedModel | undefined {
  const stages = listStages(store, runId);
  const reads = ({ inputs }: StoredStage, role: string, id: number | undefined): boolean =>
    inputs.some((input) => input.role === role && input.stageId === id);
  const training = stages.find(
    (stage) => isElsewhere(stage) && reads(stage, "selection", ids.get(selection.key)),
  );
  const done = training && stages.find((stage) => reads(stage, "model", training.id));
  if (done === undefined) return undefined;
  const ofFile = "predictions" in (done.options as object);
  // It is done: of what evaluates, its key alone is looked at.
  const known = { training: undefined, evaluation: { ...evaluation, key: done.key } };
  return { ...known, ...(ofFile && { unanswered: 0 }) };
}

/** The run to enter an outcome in: one that has it, else the selection's last run if it has none of it yet, else a new one. */
function runFor(
  store: Store,
  selection: number,
  evaluation: Stage,
  { name, seed }: PipelineConfig,
  configText: string,
): { readonly runId: number; readonly isNew: boolean } {
  const runs = runsOfStage(store, selection).map((id) => {
    const stages = listStages(store, id);
    const isTrained = stages.some(
      ({ kind, inputs }) => kind === "train" && inputs.some(({ stageId }) => stageId === selection),
    );
    const { status, config } = readRun(store, id);
    return {
      id,
      has: stages.some(({ key }) => key === evaluation.key),
      isFree: !isTrained && status === "done" && config === configText,
    };
  });
  const known = runs.findLast(({ has }) => has) ?? runs.slice(-1).find(({ isFree }) => isFree);
  if (known !== undefined) return { runId: known.id, isNew: false };
  return { runId: createRun(store, { name, version, seed, config: configText }), isNew: true };
}

const notRun = (db: string): PstarError =>
  new PstarError("holds no selections of this pipeline yet", {
    exitCode: 2,
    where: db,
    remedy: "run it with `pstar run`, or name its database with --db",
  });
