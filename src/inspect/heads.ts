import type { CurationResult } from "../pipeline/index.ts";
import { listRuns, listStages, publicId, type Run, type Stage, type Store } from "../store/index.ts";
import { type CellOutlines, outlineCells } from "./cells.ts";
import type { InspectedTraining, InspectedTuning, RunHead, RunVerdict } from "./inspection.ts";
import { gainsOf, inspectTrainings, namedModel } from "./models.ts";
import { type RunSettings, settingsOf } from "./settings.ts";
import { inspectTuning } from "./tuning.ts";
import { tuningVerdict } from "./tuning-words.ts";
import { verdictOf } from "./verdict.ts";

export type RunListing = RunHead & { readonly verdict: RunVerdict };

/** Every run of a database, the newest first: cheap, whatever the number of rows. */
export function listRunHeads(store: Store): RunListing[] {
  return listRuns(store)
    .reverse()
    .map((run) => {
      const outline = outlineRun(store, run);
      return { ...outline.head, verdict: verdictIn(run, outline) };
    });
}

/** What can be said of a run without a look at its rows. */
export interface RunOutline extends CellOutlines {
  readonly head: RunHead;
  readonly stages: readonly Stage[];
  readonly settings: RunSettings;
  readonly generator: ReturnType<typeof namedModel>;
  readonly real: ReturnType<typeof namedModel>;
  /** Null of other kinds of runs; its training is null until it has ended. */
  readonly tuned: { readonly tuning: InspectedTuning; readonly training: InspectedTraining | null } | null;
}

export function outlineRun(store: Store, run: Run): RunOutline {
  const stages = listStages(store, run.id);
  const settings = settingsOf(run, stages);
  const gains = gainsOf(run);
  const model = (name: Parameters<typeof namedModel>[2], gain: typeof gains.real) =>
    namedModel(store, stages, name, settings.metrics, gain);
  return {
    head: headOf(run, stages, settings, store.path),
    stages,
    settings,
    generator: model("generator", null),
    real: model("student of true answers", gains.real),
    tuned: settings.kind === "tuning" ? tunedOf(store, run, stages, settings) : null,
    ...outlineCells(store, stages, settings, gains.students),
  };
}

function tunedOf(
  store: Store,
  run: Run,
  stages: readonly Stage[],
  settings: RunSettings,
): RunOutline["tuned"] {
  const training = inspectTrainings(store, stages, settings.metrics).at(-1) ?? null;
  return { tuning: inspectTuning(run, stages, settings, training), training };
}

export function verdictIn({ result }: Run, outline: RunOutline): RunVerdict {
  const { head, cells, error, generator, tuned } = outline;
  if (tuned !== null) return tuningVerdict(tuned.tuning, tuned.training, head);
  const { estimate = null } = (result ?? {}) as Partial<Pick<CurationResult, "estimate">>;
  return verdictOf({
    ...{ head, cells, generator },
    error: error ?? estimate?.generatorError ?? null,
    verifiers: estimate?.verifiers ?? [],
  });
}

function headOf(run: Run, stages: readonly Stage[], settings: RunSettings, db: string): RunHead {
  const { name, status, version, seed, startedAt, finishedAt, config, configHash } = run;
  const { kind, task, metrics, evaluates } = settings;
  return {
    id: publicId("run", run.id),
    ...{ name, status, kind, task },
    metric: evaluates ? metrics[0]! : null,
    ...{ version, seed, startedAt, finishedAt },
    seconds: stages.reduce((sum, stage) => sum + (stage.seconds ?? 0), 0),
    ...{ config, configHash },
    command: `npx pstar ${verbs[kind]} ${quoted(`${name}.yaml`)} --db ${quoted(db)}`,
    stagesDone: stages.filter((stage) => stage.status === "done").length,
    stagesBegun: stages.length,
  };
}

const verbs = {
  pipeline: "run",
  curation: "run",
  batch: "batch write",
  judge: "judge",
  tuning: "train",
} as const;

/** A word as a shell takes it. */
const quoted = (text: string): string =>
  /^[\w./:@%+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
