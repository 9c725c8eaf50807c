import { rmSync } from "node:fs";
import { basename, join } from "node:path";
import type { Weights } from "../../nn/parameters.ts";
import { readSafetensors, writeSafetensors } from "../../nn/safetensors/index.ts";
import {
  artifactFolder,
  hashFile,
  readArtifact,
  readTraining,
  recordArtifact,
  type Store,
  writeTraining,
} from "../../store/index.ts";
import { weightsOf } from "../../training/parameters.ts";
import { trainModel } from "../../training/train.ts";
import { bestOf, type Evaluation } from "../../training/validation.ts";
import { type Base, weightFiles } from "../../tuning/base.ts";
import type { EncodedLessons, LengthOptions } from "../../tuning/data.ts";
import type { MemoryEstimate } from "../../tuning/memory.ts";
import { type PreparedJob, withWeights } from "../../tuning/prepare.ts";
import type { Origin } from "../../tuning/sources.ts";
import { defineStage, type Stage } from "../stage.ts";

/** Which rows of a file are learnt, as tokens: what is read and what is cut is all that there is to it. */
export function lessonsStage(
  split: "train" | "validation",
  path: string,
  { model, tokenizer, template, endTokens }: Base,
  reading: LengthOptions & { readonly isPreference: boolean },
  { counts }: EncodedLessons,
): Stage {
  return defineStage({
    kind: "lessons",
    name: split,
    version: 1,
    options: {
      sha256: hashFile(path),
      tokenizer: tokenizer.sha256,
      template: template?.source ?? null,
      ...{ model: model.kind, endTokens, ...reading },
    },
    inputs: [],
    rows: counts.lessons,
    unit: "rows",
    resource: "main",
    work: async ({ report }) => {
      const { lessons, cut, dropped } = counts;
      const notes = [
        [cut, "cut"],
        [dropped, "left out"],
      ] as const;
      const told = notes.filter(([rows]) => rows > 0).map(([rows, what]) => `${rows} ${what}`);
      report(lessons, told.length === 0 ? undefined : `too long: ${told.join(", ")}`);
      const books = { input: lessons, kept: lessons - dropped, rejected: dropped, failed: 0 };
      return { ...books, summary: { file: path, ...counts } };
    },
  });
}

/** What a tuning starts from, as its run tells it. */
export interface TuningSources {
  readonly base: {
    /** Absolute. */
    readonly folder: string;
    /** `model_type` of its config.json: `llama`, `t5`. */
    readonly family: string;
    /** Parameters that are trained, and those beside them that stay as they are. */
    readonly trained: number;
    readonly frozen: number;
  };
  /** Null where the rows are of no export. */
  readonly origin: Origin | null;
}

/** What is made from it tells of it; nothing is trained anew where the same base and rows come from elsewhere. */
export function sourcesStage(
  { folder, configJson }: Base,
  { trained, frozen }: Pick<MemoryEstimate, "trained" | "frozen">,
  origin: Origin | undefined,
): Stage {
  const base = { folder, family: String(configJson.model_type), trained, frozen };
  return defineStage({
    kind: "sources",
    name: basename(folder),
    version: 1,
    options: { base, origin: origin ?? null } satisfies TuningSources,
    inputs: [],
    rows: 1,
    unit: "rows",
    resource: "main",
    work: async () => ({ input: 1, kept: 1, rejected: 0, failed: 0 }),
  });
}

/** What a training says of itself: see `TrainingOutcome`. */
export interface TrainingSummary {
  readonly steps: number;
  readonly losses: readonly number[];
  readonly evaluations: readonly Evaluation[];
}

/** The look at the validation rows whose weights were kept; undefined where there was none. */
export const keptOf = ({ evaluations }: Pick<TrainingSummary, "evaluations">): Evaluation | undefined =>
  evaluations[bestOf(evaluations)];

/**
 * Trains what `job` says from a published model's weights; its artifact `model` holds what was trained.
 *
 * @param lessons the stages of what is learnt and of what is held against it
 */
export function tuneStage(job: PreparedJob, base: Base, lessons: readonly Stage[]): Stage {
  const { name, data: _, validation, ...told } = job;
  const looks = validation && { every: validation.evaluateEvery, patience: validation.patience ?? null };
  return defineStage({
    kind: "train",
    name,
    version: 1,
    options: { ...told, looks: looks ?? null, base: baseHashes(base.folder) },
    inputs: lessons.map((stage) => ({ role: stage.name, stage })),
    rows: job.options.steps,
    unit: "steps",
    resource: "training",
    async work({ store, stageId, key, signal, report }) {
      const input = rowsOf(job);
      const books = { input, kept: input, rejected: 0, failed: 0 };
      const folder = artifactFolder(store, key);
      const trained = join(folder, "trained.safetensors");
      // Killed between its last row and its end: all is written.
      if (readTraining(store, stageId) !== undefined) return { ...books, summary: summaryIn(trained) };
      const checkpoint = join(folder, "checkpoint.safetensors");
      const whole = { ...withWeights(job, base), key, checkpoint };
      const outcome = await trainModel(whole, {
        signal,
        onProgress: ({ updates, loss, evaluation }) => {
          const held = evaluation === undefined ? "" : `, validation ${evaluation.loss.toPrecision(3)}`;
          report(updates, `loss ${loss.toPrecision(3)}${held}`);
        },
      });
      if (!outcome.finished) signal.throwIfAborted();
      const { updates: steps, losses, evaluations, seconds } = outcome;
      const summary: TrainingSummary = { steps, losses, evaluations };
      writeSafetensors(trained, weightsOf(whole, outcome.parameters), { summary: JSON.stringify(summary) });
      const finalLoss = losses.at(-1) ?? evaluations.at(-1)?.loss ?? 0;
      const modelId = recordArtifact(store, stageId, "model", trained).id;
      writeTraining(store, stageId, { modelId, steps, rows: input, seconds, finalLoss });
      rmSync(checkpoint, { force: true });
      report(steps, `loss ${finalLoss.toPrecision(3)}`);
      return { ...books, summary };
    },
  });
}

function rowsOf(job: PreparedJob): number {
  const rows = "causal" in job ? job.data.prompts.length : job.data.rows;
  return "preference" in job ? rows / 2 : rows;
}

const summaryIn = (path: string): TrainingSummary => JSON.parse(readSafetensors(path).metadata.summary!);

/** What a stage trained, by parameter. */
export const readTrained = (store: Store, stageId: number): Weights =>
  readSafetensors(readArtifact(store, stageId, "model").path).tensors;

/** Of all that makes a base what it is, by file. */
export const baseHashes = (folder: string): Record<string, string> =>
  Object.fromEntries(
    ["config.json", ...weightFiles(folder)].map((file) => [file, hashFile(join(folder, file))]),
  );
