import type { CurationResult } from "../pipeline/index.ts";
import { listRuns, listStages, publicId, type Run, type Stage, type Store } from "../store/index.ts";
import { type CellOutlines, outlineCells } from "./cells.ts";
import type { RunHead, RunVerdict } from "./inspection.ts";
import { gainsOf, namedModel } from "./models.ts";
import { type RunSettings, settingsOf } from "./settings.ts";
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
    ...outlineCells(store, stages, settings, gains.students),
  };
}

export function verdictIn({ result }: Run, { head, cells, error, generator }: RunOutline): RunVerdict {
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

const verbs = { pipeline: "run", curation: "run", batch: "batch write", judge: "judge" } as const;

/** A word as a shell takes it. */
const quoted = (text: string): string =>
  /^[\w./:@%+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
