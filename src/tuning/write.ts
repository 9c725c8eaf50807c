import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { writeWhole } from "../files.ts";
import { writeCausalFolder } from "../nn/causal/write-folder.ts";
import { writeAdapter } from "../nn/lora/adapter-folder.ts";
import { mergeLora } from "../nn/lora/merge.ts";
import type { GraphType } from "../nn/onnx/write.ts";
import type { Weights } from "../nn/parameters.ts";
import type { T5Config } from "../nn/t5/config.ts";
import { rewriteT5Folder } from "../nn/t5/folder.ts";
import { tokenizerFiles } from "../tokenizers/files.ts";
import type { CausalJob, TranslationJob } from "../training/job.ts";
import { type Base, hubName, readBaseWeights } from "./base.ts";
import { RECORD } from "./folder.ts";
import type { PreparedJob } from "./prepare.ts";

/** What of a tuned model is written: whole weights, the adapter alone, graphs for Transformers.js, and those in 8 bits. */
export type Written = "merged" | "adapter" | "onnx" | "onnx-q8";

/**
 * Writes a tuned model into an empty folder, as `transformers`, `peft` and `@huggingface/transformers` load it. Beside merged weights
 * the adapter has a folder of its own, `adapter/`: where `transformers` finds both in one, it adds the adapter once more.
 *
 * @param trained by the names of what the job trains
 */
export function writeTuned(
  folder: string,
  base: Base,
  job: PreparedJob,
  trained: Weights,
  written: readonly Written[],
): void {
  const { lora } = job;
  const model = "causal" in job ? { causal: job.causal } : { config: job.config };
  const isMerged = written.includes("merged");
  if (lora !== undefined && written.includes("adapter"))
    writeAdapter(isMerged ? join(folder, "adapter") : folder, trained, { ...model, lora }, whereabouts(base));
  if (!isMerged) copyTokenizer(folder, base);
  else {
    const weights =
      lora === undefined ? trained : mergeLora(readBaseWeights(base), trained, { ...model, lora });
    if ("causal" in job) writeCausal(folder, base, job, weights, written);
    else writeTranslation(folder, base, job, weights, written);
    if (graphsAmong(written).length > 0) nameTemplate(folder);
  }
}

/**
 * What `peft` loads an adapter's base from: the hub, where the folder is that very model by its name and was not tuned here, else
 * the folder.
 */
function whereabouts(base: Base): string {
  const folder = resolve(base.folder);
  const known = hubName(base);
  const isThat = known?.endsWith(`/${basename(folder)}`) && !existsSync(join(folder, RECORD));
  return isThat ? known! : folder;
}

const graphTypes = { onnx: "fp32", "onnx-q8": "q8" } as const;

const graphsAmong = (written: readonly Written[]): GraphType[] =>
  written.flatMap((one) => (one === "onnx" || one === "onnx-q8" ? [graphTypes[one]] : []));

function writeCausal(
  folder: string,
  base: Base,
  { causal: config }: Pick<CausalJob, "causal">,
  weights: Weights,
  written: readonly Written[],
): void {
  const onnx = graphsAmong(written);
  writeCausalFolder(folder, { config, weights, configJson: base.configJson }, { from: base.folder, onnx });
}

function writeTranslation(
  folder: string,
  { folder: from, configJson, model }: Base,
  { config }: Pick<TranslationJob, "config">,
  weights: Weights,
  written: readonly Written[],
): void {
  // Rows were as long as the data; the model reads what it read before, too.
  const known = model.config as T5Config;
  const lengths = {
    sourceLength: Math.max(known.sourceLength, config.sourceLength),
    targetLength: Math.max(known.targetLength, config.targetLength),
  };
  const onnx = graphsAmong(written);
  rewriteT5Folder(folder, { config: { ...known, ...lengths }, weights }, configJson, { from, onnx });
}

const TEMPLATE = "chat_template.jinja";

/** Transformers.js reads a chat template of `tokenizer_config.json` alone. */
function nameTemplate(folder: string): void {
  const [template, path] = [join(folder, TEMPLATE), join(folder, "tokenizer_config.json")];
  if (!existsSync(template) || !existsSync(path)) return;
  const config: Record<string, unknown> = JSON.parse(readFileSync(path, "utf8"));
  const named = { ...config, chat_template: config.chat_template ?? readFileSync(template, "utf8") };
  writeWhole(path, `${JSON.stringify(named, null, 2)}\n`);
}

function copyTokenizer(folder: string, base: Base): void {
  const template = join(base.folder, TEMPLATE);
  for (const file of [...tokenizerFiles(base.folder), ...(existsSync(template) ? [template] : [])])
    copyFileSync(file, join(folder, basename(file)));
}
