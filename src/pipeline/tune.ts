import { resolve } from "node:path";
import type { TuningConfig } from "../config/index.ts";
import { deriveSeed } from "../random/seed.ts";
import { openIfMade, publicId, readStage, type Store } from "../store/index.ts";
import { type Base, openBase } from "../tuning/base.ts";
import type { EncodedLessons, LessonCounts } from "../tuning/data.ts";
import { fillModelFolder, requireOwn } from "../tuning/folder.ts";
import { type PreparedJob, prepareJob, readEncoded } from "../tuning/prepare.ts";
import { resolveSources, type Sources } from "../tuning/sources.ts";
import { writeTuned } from "../tuning/write.ts";
import { asRun } from "./as-run.ts";
import { execute } from "./execute.ts";
import type { Progress } from "./progress.ts";
import { requestsOf } from "./requests.ts";
import { type PlannedStage, statusOf } from "./run.ts";
import type { Stage } from "./stage.ts";
import { lessonsStage, readTrained, tuneStage } from "./stages/tune.ts";

/** A tuning of which all is known before it begins: everything but its weights is read. */
export interface PreparedTuning {
  readonly config: TuningConfig;
  readonly base: Base;
  readonly sources: Sources;
  readonly train: EncodedLessons;
  readonly job: PreparedJob;
  readonly lessons: Stage;
  readonly training: Stage;
}

/**
 * Reads what a tuning file names, and refuses what cannot be done, before any weight is read.
 *
 * @throws PstarError (exit code 2) naming what is missing, wrong or not supported
 */
export async function prepareTuning(config: TuningConfig): Promise<PreparedTuning> {
  const { folder, method, seed, name, length } = config;
  requireOwn(resolve(folder, config.out));
  const base = await openBase(resolve(folder, config.model));
  const sources = await resolveSources(folder, config.data);
  const train = await readEncoded(base, sources.train, config);
  const { provider: _, epochs, steps, ...training } = config.training;
  const { kind: __, ...lora } = { ...method };
  const job = prepareJob(name, base, train.lessons, { steps, epochs }, training, {
    length,
    seed: deriveSeed(seed, "tune"),
    ...(method.kind === "lora" && { lora: lora as Omit<typeof method, "kind"> }),
  });
  const lengths = { length, targetLength: config.targetLength, truncate: config.truncate };
  const lessons = lessonsStage("train", sources.train, base, lengths, config.objective.kind, train);
  const { objective, evaluate } = config;
  return {
    config,
    base,
    sources,
    train,
    job,
    lessons,
    training: tuneStage(job, base, lessons, { objective, evaluate }),
  };
}

/** What of a tuning a database holds already. Writes nothing. */
export function plannedStages({ lessons, training }: PreparedTuning, db: string): PlannedStage[] {
  const store = openIfMade(db);
  try {
    return [lessons, training].map((stage) => statusOf(stage, store));
  } finally {
    store?.close();
  }
}

export interface TuneOptions {
  readonly db: string;
  /** The tuning file, kept with the run. */
  readonly configText: string;
  /** Aborting saves a checkpoint after the update at hand, and throws an AbortError. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** What `pstar train TUNING.yaml --json` prints. */
export interface TuneResult {
  readonly run: string;
  readonly db: string;
  /** Where the model is. */
  readonly out: string;
  /** `s2`: the training. */
  readonly training: string;
  readonly lessons: LessonCounts;
  readonly steps: number;
  readonly losses: readonly number[];
  readonly seconds: number;
}

/**
 * Tunes a model and writes its folder; what the database holds already is not done again, and a training that was interrupted
 * goes on.
 *
 * @throws PstarError when it fails; what was committed stays
 */
export function runTuning(tuning: PreparedTuning, options: TuneOptions): Promise<TuneResult> {
  const { config, lessons, training, train, job } = tuning;
  const { db, configText, signal, onProgress } = options;
  const { name, seed } = config;
  return asRun(db, { name, seed, configText }, async (store, runId): Promise<TuneResult> => {
    const requests = requestsOf(store, {});
    const stages = [lessons, training];
    const ids = await execute(stages, { store, runId, concurrency: 1, signal, requests, onProgress });
    const id = ids.get(training.key)!;
    const out = await writeModel(store, id, tuning);
    const { summary, seconds } = readStage(store, id);
    const { losses } = summary as { readonly losses: readonly number[] };
    return {
      run: publicId("run", runId),
      db: store.path,
      out,
      training: publicId("stage", id),
      lessons: train.counts,
      steps: job.options.steps,
      losses,
      seconds: seconds ?? 0,
    };
  });
}

async function writeModel(store: Store, trainingId: number, tuning: PreparedTuning): Promise<string> {
  const { config, base, job, training } = tuning;
  const out = resolve(config.folder, config.out);
  const key = `${training.key} ${config.write.toSorted().join("+")}`;
  await fillModelFolder(out, key, (temporary) => {
    writeTuned(temporary, base, job, readTrained(store, trainingId), config.write);
  });
  return out;
}
