import { type Command, Option } from "commander";
import { numberIn, wholeNumber } from "./data-flags.ts";

/** What a trainer of many GPUs is to do. */
export interface RecipeFlags {
  readonly recipe?: string;
  readonly model?: string;
  readonly gpus?: number;
  readonly loraRank?: number;
  readonly learningRate?: number;
  readonly epochs?: number;
  readonly batchPerGpu?: number;
  readonly effectiveBatch?: number;
  readonly length?: number;
  readonly packing?: boolean;
  readonly bf16?: boolean;
}

/** Adds the flags of a recipe for another trainer. */
export function withRecipeFlags(command: Command): Command {
  return command
    .optionsGroup("A trainer to write a configuration for, too (docs/big-trainers.md):")
    .addOption(
      new Option("--recipe <trainer>", "data, configuration and command of a training elsewhere").choices([
        "trl",
        "axolotl",
        "llama-factory",
        "torchtune",
      ]),
    )
    .option("--model <name>", "a name such as Qwen/Qwen2.5-0.5B-Instruct, or the folder of a model")
    .option("--gpus <n>", "GPUs of one machine (default: 1)", wholeNumber)
    .option("--lora-rank <n>", "train low-rank adapters (default: all weights)", wholeNumber)
    .option("--learning-rate <rate>", "at its highest (default: by method)", numberIn(0, 1))
    .option("--epochs <n>", "times over the data (default: 3; pairs: 1)", wholeNumber)
    .option("--batch-per-gpu <n>", "rows at once on each GPU (default: 4)", wholeNumber)
    .option("--effective-batch <n>", "rows behind an update (default: 32 or a little more)", wholeNumber)
    .option("--length <tokens>", "of prompt and answer, at most (default: 2048)", wholeNumber)
    .option("--packing", "let short rows share a sequence")
    .option("--no-bf16", "compute in float32 instead of bfloat16");
}
