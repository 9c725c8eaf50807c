import { readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import type { ModelPlan } from "../../config/index.ts";
import { isTemporary, writeWhole } from "../../files.ts";
import { hashOfModel, modelOfTokens, rowsOf } from "../../generators/model-of-tokens.ts";
import type { TransformerConfig } from "../../nn/config.ts";
import { readModelFolder, writeModelFolder } from "../../nn/model-folder.ts";
import {
  artifactFolder,
  countExamples,
  readArtifact,
  readExamples,
  readKept,
  readSelection,
  readTraining,
  recordArtifact,
  type Store,
  writeTraining,
} from "../../store/index.ts";
import type { Codec, Task } from "../../tasks/task.ts";
import { sharedTokens, type TokenRows } from "../../training/batches.ts";
import type { TranslationJob } from "../../training/job.ts";
import { weightsOf } from "../../training/parameters.ts";
import { trainModel } from "../../training/train.ts";
import { defineStage, type Stage, type StageContext, type StageOutcome } from "../stage.ts";

/** Whether a training's input holds examples with true answers, or a selection of candidates. */
export type TrainingSource = "examples" | "selection";

/** A task that models can be trained for. */
export type ModelTask = Task & { readonly codec: Codec };

/**
 * Trains a model on what `data` holds, from fresh weights or from those of another training. Nothing kept, nothing
 * trained: the stage then has no model.
 */
export function trainStage(
  name: string,
  plan: ModelPlan,
  { codec, codecOptions, modelFiles }: ModelTask,
  folder: string,
  data: { readonly from: TrainingSource; readonly stage: Stage },
  seed: number,
  initial?: Stage,
): Stage {
  const base = plan.base === undefined ? undefined : resolve(folder, plan.base);
  const config: TransformerConfig = {
    ...(base === undefined ? plan.model : modelOfTokens(base, codec).config),
    ...rowsOf(codec),
  };
  const weightsHash = base === undefined ? {} : { base: hashOfModel(base) };
  return defineStage({
    kind: "train",
    name,
    version: 2,
    options: { config, codec: codecOptions, training: plan.training, seed, ...weightsHash },
    inputs: [
      { role: data.from, stage: data.stage },
      ...(initial === undefined ? [] : [{ role: "initial", stage: initial }]),
    ],
    rows: plan.training.steps,
    unit: "steps",
    resource: "training",
    work: async (context) => {
      // Killed between its last row and its end: all is written.
      const trained = readTraining(context.store, context.stageId);
      if (trained) return { input: trained.rows, kept: trained.rows, rejected: 0, failed: 0 };
      const { rows, truncated } = readRows(context, codec, data.from);
      if (rows.rows === 0) return { input: 0, kept: 0, rejected: 0, failed: 0, summary: { empty: true } };
      const from = initial === undefined ? base : modelFolderOf(context.store, context.input("initial"));
      const start = from === undefined ? undefined : readModelFolder(from).weights;
      return train(
        context,
        { name, config, options: plan.training, data: rows, seed, ...(start && { initial: start }) },
        modelFiles,
        truncated,
      );
    },
  });
}

async function train(
  { store, stageId, key, signal, report }: StageContext,
  job: Omit<TranslationJob, "key" | "checkpoint">,
  modelFiles: readonly string[],
  truncated: number,
): Promise<StageOutcome> {
  const { config, data } = job;
  const folder = artifactFolder(store, key);
  const checkpoint = join(folder, "checkpoint.safetensors");
  const outcome = await trainModel(
    { ...job, key, checkpoint },
    { signal, onProgress: ({ updates, loss }) => report(updates, `loss ${loss.toPrecision(3)}`) },
  );
  if (!outcome.finished) signal.throwIfAborted();
  const model = join(folder, "model");
  writeModelFolder(model, { config, weights: weightsOf({ config }, outcome.parameters) });
  for (const file of modelFiles) writeWhole(join(model, basename(file)), readFileSync(file));
  const weights = recordArtifact(store, stageId, "model", join(model, "model.safetensors"));
  for (const file of filesIn(model))
    if (file !== "model.safetensors") recordArtifact(store, stageId, file, join(model, file));
  const finalLoss = outcome.losses.at(-1) ?? Number.NaN;
  writeTraining(store, stageId, {
    modelId: weights.id,
    steps: outcome.updates,
    rows: data.rows,
    seconds: outcome.seconds,
    finalLoss,
  });
  rmSync(checkpoint, { force: true });
  const cut = truncated === 0 ? "" : `, ${truncated.toLocaleString("en-US")} rows cut to the model's length`;
  report(outcome.updates, `loss ${finalLoss.toPrecision(3)}${cut}`);
  const books = { input: data.rows, kept: data.rows, rejected: 0, failed: 0 };
  return { ...books, summary: { losses: outcome.losses, truncated } };
}

/** What a model's folder holds, but for what another run of the same training is writing there. */
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !isTemporary(entry.name))
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).replaceAll("\\", "/"))
    .sort();

/** The folder of the model a training stage made. */
export function modelFolderOf(store: Store, stageId: number): string {
  return dirname(readArtifact(store, stageId, "model").path);
}

/** Token rows of what to train on, and how many of them are of texts that are too long. */
function readRows({ store, input }: StageContext, codec: Codec, from: TrainingSource) {
  const { sourceLength, targetLength } = codec;
  const stage = input(from);
  const rows = from === "examples" ? countExamples(store, stage) : readSelection(store, stage).kept;
  const source = sharedTokens(rows * sourceLength);
  const target = sharedTokens(rows * targetLength);
  let row = 0;
  let truncated = 0;
  for (const { text, output, tokens } of textsOf(store, stage, from)) {
    source.set(codec.encodeInput(text), row * sourceLength);
    // A decoded row is as long as its answer.
    target.fill(codec.padToken ?? 0, row * targetLength, (row + 1) * targetLength);
    target.set(tokens ?? codec.encodeOutput(output), row * targetLength);
    truncated += Number(codec.isTruncated?.(text, tokens === null ? output : "") ?? false);
    row++;
  }
  return { rows: { source, target, rows } satisfies TokenRows, truncated };
}

/** Inputs with what is to be learnt of them: as tokens where a model answered in them. */
function* textsOf(store: Store, stage: number, from: TrainingSource) {
  if (from === "examples") {
    for (const { input, reference } of readExamples(store, stage))
      yield { text: input, output: reference, tokens: null };
    return;
  }
  for (const { example, tokens, output } of readKept(store, stage))
    yield { text: example.input, output: output ?? "", tokens };
}
