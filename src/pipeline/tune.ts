import { totalmem } from "node:os";
import { basename, join, resolve } from "node:path";
import type { TuningConfig } from "../config/index.ts";
import { writeWhole } from "../files.ts";
import { deriveSeed } from "../random/seed.ts";
import { beginStage, completeStage, openIfMade, publicId, readStage, type Store } from "../store/index.ts";
import type { Evaluation } from "../training/validation.ts";
import { type Base, openBase } from "../tuning/base.ts";
import { type ModelCardFacts, modelCardText } from "../tuning/card.ts";
import type { EncodedLessons, LessonCounts } from "../tuning/data.ts";
import { requireMemory } from "../tuning/fit.ts";
import { fillModelFolder, requireOwn } from "../tuning/folder.ts";
import { estimateMemory, type MemoryEstimate } from "../tuning/memory.ts";
import { measurePace, type Pace } from "../tuning/pace.ts";
import { type JobOptions, type PreparedJob, prepareJob, readEncoded } from "../tuning/prepare.ts";
import { type Origin, resolveSources } from "../tuning/sources.ts";
import { writeTuned } from "../tuning/write.ts";
import { version } from "../version.ts";
import { asRun } from "./as-run.ts";
import { execute } from "./execute.ts";
import type { Progress } from "./progress.ts";
import { requireProvider } from "./providers.ts";
import { requestsOf } from "./requests.ts";
import { type PlannedStage, statusOf } from "./run.ts";
import { defineStage, type Stage } from "./stage.ts";
import {
  baseHashes,
  lessonsStage,
  readTrained,
  sourcesStage,
  type TrainingSummary,
  tuneStage,
} from "./stages/tune.ts";

/** A tuning of which all is known before it begins: everything but its weights is read. */
export interface PreparedTuning {
  readonly config: TuningConfig;
  readonly base: Base;
  readonly origin: Origin | undefined;
  /** What is learnt first, then what is held against it, where there is anything. */
  readonly data: readonly Data[];
  readonly job: PreparedJob;
  readonly memory: MemoryEstimate;
  readonly sources: Stage;
  readonly training: Stage;
}

/** Bytes that may be taken, a container's limit counted in. macOS calls memory taken that it would give up at once. */
const availableMemory = (): number =>
  process.platform === "darwin" ? 0.75 * totalmem() : process.availableMemory();

type Split = "train" | "validation";

interface Data {
  readonly split: Split;
  readonly path: string;
  readonly encoded: EncodedLessons;
  readonly stage: Stage;
}

/** The stages of a tuning, each after its inputs. */
const stagesOf = ({ sources, data, training }: PreparedTuning): Stage[] => [
  sources,
  ...data.map(({ stage }) => stage),
  training,
];

/**
 * Reads what a tuning file names, and refuses what cannot be done, before any weight is read.
 *
 * @throws PstarError (exit code 2) naming what is missing, wrong or not supported
 */
export async function prepareTuning(config: TuningConfig): Promise<PreparedTuning> {
  const { folder, method, seed, name, length, targetLength, truncate, objective, evaluate } = config;
  await requireProvider(config.training.provider);
  requireOwn(resolve(folder, config.out));
  const base = await openBase(resolve(folder, config.model));
  const isPreference = objective.kind === "dpo";
  const reading = { length, targetLength, truncate, isPreference };
  const sources = await resolveSources(folder, config.data);
  const train = await readEncoded(base, sources.train, reading);
  const validation =
    sources.validation === undefined ? undefined : await readEncoded(base, sources.validation, reading);
  const { provider, ...rest } = config.training;
  const { kind: __, ...lora } = { ...method };
  const options: JobOptions = {
    name,
    length,
    seed: deriveSeed(seed, "tune"),
    // What the CPU trained keeps its key.
    training: { ...rest, ...(provider !== "cpu" && { provider }) },
    evaluate,
    ...(isPreference && { preference: { beta: objective.beta } }),
    ...(method.kind === "lora" && { lora: lora as Omit<typeof method, "kind"> }),
  };
  const splits = { train: train.lessons, validation: validation?.lessons };
  const job = prepareJob(base, splits, options);
  const memory = estimateMemory(job);
  requireMemory(base, splits, options, memory, availableMemory());
  const stageOf = (split: Split, path: string, encoded: EncodedLessons): Data => ({
    ...{ split, path, encoded },
    stage: lessonsStage(split, path, base, reading, encoded),
  });
  const data = [
    stageOf("train", sources.train, train),
    ...(validation === undefined ? [] : [stageOf("validation", sources.validation!, validation)]),
  ];
  const stages = data.map(({ stage }) => stage);
  const training = tuneStage(job, base, stages);
  const { origin } = sources;
  const start = sourcesStage(base, memory, origin);
  return { config, base, origin, data, job, memory, sources: start, training };
}

/** What a tuning will take on this machine: some updates are done and forgotten. */
export const paceOf = ({ job, base, data }: PreparedTuning): Promise<Pace> =>
  measurePace(job, base, data[0]!.encoded.lessons);

/** What of a tuning a database holds already. Writes nothing. */
export function plannedStages(tuning: PreparedTuning, db: string): PlannedStage[] {
  const store = openIfMade(db);
  try {
    return stagesOf(tuning).map((stage) => statusOf(stage, store));
  } finally {
    store?.close();
  }
}

export interface TuneOptions {
  readonly db: string;
  /** The tuning file, kept with the run. */
  readonly configText: string;
  /** What repeats it, for the model's card. */
  readonly command: string;
  /** Aborting saves a checkpoint after the update at hand, and throws an AbortError. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

export type { LessonCounts };

/** What `pstar train TUNING.yaml --json` prints. */
export interface TuneResult {
  readonly run: string;
  readonly db: string;
  /** Where the model is. */
  readonly out: string;
  /** `s2`: the training. */
  readonly training: string;
  /** By split: `train`, and `validation` where there is any. */
  readonly lessons: Readonly<Record<string, LessonCounts>>;
  /** Updates done: fewer than asked for where patience was spent. */
  readonly steps: number;
  /** Mean loss of each hundredth of the training. */
  readonly losses: readonly number[];
  /** On the validation rows. */
  readonly evaluations: readonly Evaluation[];
  readonly seconds: number;
}

/**
 * Tunes a model and writes its folder; what the database holds already is not done again, and a training that was interrupted
 * goes on.
 *
 * @throws PstarError when it fails; what was committed stays
 */
export function runTuning(tuning: PreparedTuning, options: TuneOptions): Promise<TuneResult> {
  const { config, data, training } = tuning;
  const { db, configText, signal, onProgress } = options;
  const { name, seed } = config;
  return asRun(db, { name, seed, configText }, async (store, runId): Promise<TuneResult> => {
    const requests = requestsOf(store, {});
    const stages = stagesOf(tuning);
    const ids = await execute(stages, { store, runId, concurrency: 1, signal, requests, onProgress });
    const id = ids.get(training.key)!;
    const out = await writeModel(store, runId, ids, tuning, options.command);
    const { summary, seconds } = readStage(store, id);
    const { steps, losses, evaluations } = summary as TrainingSummary;
    return {
      run: publicId("run", runId),
      db: store.path,
      out,
      training: publicId("stage", id),
      lessons: Object.fromEntries(data.map(({ split, encoded }) => [split, encoded.counts])),
      ...{ steps, losses, evaluations },
      seconds: seconds ?? 0,
    };
  });
}

/** Writes the model's folder, unless it holds this very model already, and enters that in the store. */
async function writeModel(
  store: Store,
  runId: number,
  ids: ReadonlyMap<string, number>,
  tuning: PreparedTuning,
  command: string,
): Promise<string> {
  const { config, base, job, sources, training } = tuning;
  const out = resolve(config.folder, config.out);
  const options = { out, write: config.write.toSorted() };
  const parts = { kind: "model", name: basename(out), version: 2, options } as const;
  const links = Object.entries({ sources, training }).map(([role, stage]) => ({ role, stage }));
  const { key } = defineStage({
    ...parts,
    inputs: links,
    ...{ rows: 1, unit: "rows", resource: "main", work: notRun },
  });
  const trainingId = ids.get(training.key)!;
  const started = performance.now();
  await fillModelFolder(out, key, (temporary) => {
    writeTuned(temporary, base, job, readTrained(store, trainingId), config.write);
    const facts = cardFacts(store, runId, trainingId, tuning, command);
    writeWhole(join(temporary, "README.md"), modelCardText(facts));
  });
  const inputs = links.map(({ role, stage }) => ({ role, stageId: ids.get(stage.key)! }));
  const begun = beginStage(store, { ...parts, key, inputs, runId });
  const seconds = (performance.now() - started) / 1000;
  if (begun.status !== "done")
    completeStage(store, begun.id, {
      ...{ input: 1, kept: 1, rejected: 0, failed: 0, seconds },
      summary: { folder: out },
    });
  return out;
}

/** A folder outside of the store may be gone when its stage is done: writing is no stage's work, it is looked after each time. */
const notRun = (): never => {
  throw new Error("models are written after the stages");
};

function cardFacts(
  store: Store,
  runId: number,
  trainingId: number,
  { config, base, origin, data, job }: PreparedTuning,
  command: string,
): ModelCardFacts {
  const { summary, seconds } = readStage(store, trainingId);
  const { steps, losses, evaluations } = summary as TrainingSummary;
  return {
    ...{ name: config.name, base, job, losses, command, version },
    baseHashes: baseHashes(base.folder),
    objective: objectiveWords(config),
    data: data.map(({ split, path, encoded, stage }) => {
      const { sha256 } = stage.options as { readonly sha256: string };
      return { split, path, sha256, counts: encoded.counts };
    }),
    ...{ origin, steps, evaluations },
    seconds: seconds ?? 0,
    seed: config.seed,
    run: publicId("run", runId),
    database: basename(store.path),
  };
}

function objectiveWords({ objective }: TuningConfig): string {
  return objective.kind === "sft"
    ? "supervised, the answers alone are learnt"
    : `direct preference optimisation, beta ${objective.beta}`;
}
