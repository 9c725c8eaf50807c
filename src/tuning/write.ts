import { copyFileSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../files.ts";
import { writeAdapter } from "../nn/lora/adapter-folder.ts";
import { mergeLora } from "../nn/lora/merge.ts";
import { writeModelFolder } from "../nn/model-folder.ts";
import type { Weights } from "../nn/parameters.ts";
import { writeSafetensors } from "../nn/safetensors/index.ts";
import { type Base, readBaseWeights } from "./base.ts";
import type { PreparedJob } from "./prepare.ts";

/** What of a tuned model is written: whole weights, the adapter alone, graphs for Transformers.js. */
export type Written = "merged" | "adapter" | "onnx";

/** Files that make a folder usable besides weights and config.json; copied where the base has them. */
const companions = [
  "tokenizer.json",
  "tokenizer_config.json",
  "special_tokens_map.json",
  "added_tokens.json",
  "vocab.json",
  "merges.txt",
  "tokenizer.model",
  "spiece.model",
  "chat_template.jinja",
  "generation_config.json",
] as const;

/**
 * Writes a tuned model into an empty folder, as `transformers`, `peft` and `@huggingface/transformers` load it.
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
  for (const file of companions) {
    const from = join(base.folder, file);
    if (existsSync(from)) copyFileSync(from, join(folder, file));
  }
  if (lora !== undefined && written.includes("adapter"))
    writeAdapter(folder, trained, { ...adaptable(job), lora }, base.folder);
  if (!written.includes("merged")) return;
  const weights =
    lora === undefined ? trained : mergeLora(readBaseWeights(base), trained, { ...adaptable(job), lora });
  writeWeights(folder, base, job, weights, written.includes("onnx"));
}

const adaptable = (job: PreparedJob) => ("causal" in job ? { causal: job.causal } : { config: job.config });

function writeWeights(folder: string, base: Base, job: PreparedJob, weights: Weights, onnx: boolean): void {
  const { model, configJson } = base;
  if (model.kind === "translation") {
    const { sourceLength, targetLength } = model.config;
    writeModelFolder(folder, {
      config: { ...("config" in job ? job.config : model.config), sourceLength, targetLength },
      weights,
    });
    if (!onnx) rmSync(join(folder, "onnx"), { recursive: true, force: true });
    return;
  }
  writeSafetensors(join(folder, "model.safetensors"), weights);
  writeWhole(join(folder, "config.json"), `${JSON.stringify(configJson, null, 2)}\n`);
}
