import { PstarError } from "../errors.ts";
import type { PublishedModel } from "./model.ts";

/** What a training elsewhere is to be, in terms that hold for every trainer. */
export interface RecipeSettings {
  readonly model: PublishedModel;
  /** Supervised on answers, or on preference pairs (Rafailov et al. 2023). */
  readonly method: "sft" | "dpo";
  /** Null where all weights are trained. */
  readonly lora: { readonly rank: number; readonly alpha: number } | null;
  readonly gpus: number;
  readonly learningRate: number;
  readonly epochs: number;
  readonly batchPerGpu: number;
  /** Batches of every GPU behind one update. */
  readonly accumulation: number;
  /** Tokens of prompt and answer together; longer rows are cut. */
  readonly length: number;
  readonly bf16: boolean;
  /** Short rows share a sequence. */
  readonly packing: boolean;
  readonly seed: number;
  /** Updates over which the learning rate rises from 0. */
  readonly warmupSteps: number;
  readonly data: RecipeData;
}

export interface RecipeData {
  /** Relative to the recipe's folder. */
  readonly train: string;
  readonly validation: string | null;
  /** Of `train`. */
  readonly rows: number;
  /** Whether inputs are lists of messages. */
  readonly isChat: boolean;
}

/** What a user says; all but model and method have defaults. */
export interface RecipeChoices {
  readonly model: PublishedModel;
  readonly method: "sft" | "dpo";
  readonly loraRank?: number;
  readonly gpus?: number;
  readonly learningRate?: number;
  readonly epochs?: number;
  readonly batchPerGpu?: number;
  readonly effectiveBatch?: number;
  readonly length?: number;
  readonly bf16?: boolean;
  readonly packing?: boolean;
  readonly seed: number;
}

const leastEffectiveBatch = 32;
const warmupShare = 0.03;

/** Low-rank weights learn at about ten times the rate of full ones; preferences at far smaller ones. */
const learningRates = { sft: { full: 2e-5, lora: 2e-4 }, dpo: { full: 5e-7, lora: 5e-6 } } as const;

/** @throws PstarError (exit code 2) where a number is out of range or numbers do not go together */
export function settingsOf(choices: RecipeChoices, data: RecipeData): RecipeSettings {
  const { model, method, loraRank, seed, packing = false, bf16 = true } = choices;
  const gpus = whole("--gpus", choices.gpus ?? 1, 1, 4096);
  const batchPerGpu = whole("--batch-per-gpu", choices.batchPerGpu ?? 4, 1, 4096);
  const together = gpus * batchPerGpu;
  const effective = whole(
    "--effective-batch",
    choices.effectiveBatch ?? Math.ceil(leastEffectiveBatch / together) * together,
    1,
    1_000_000,
  );
  if (effective % together !== 0) {
    throw refused(
      `a batch of ${effective} cannot be shared by ${gpus} GPUs with ${batchPerGpu} rows each`,
      `give --effective-batch a multiple of ${together}, or change --batch-per-gpu`,
    );
  }
  if (method === "dpo" && packing) {
    throw refused("preference pairs are not packed", "leave --packing out");
  }
  const epochs = whole("--epochs", choices.epochs ?? (method === "sft" ? 3 : 1), 1, 1000);
  const learningRate =
    choices.learningRate ?? learningRates[method][loraRank === undefined ? "full" : "lora"];
  if (!(learningRate > 0 && learningRate < 1)) {
    throw refused(`a learning rate of ${learningRate}`, "give one above 0 and below 1");
  }
  const updates = Math.ceil(data.rows / effective) * epochs;
  return {
    ...{ model, method, gpus, learningRate, epochs, batchPerGpu, bf16, packing, seed, data },
    lora:
      loraRank === undefined ? null : { rank: whole("--lora-rank", loraRank, 1, 4096), alpha: 2 * loraRank },
    accumulation: effective / together,
    length: whole("--length", choices.length ?? 2048, 8, 10_000_000),
    warmupSteps: Math.ceil(warmupShare * updates),
  };
}

function whole(flag: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw refused(`${flag} is ${value}`, `give a whole number from ${least} to ${most}`);
}

const refused = (message: string, remedy: string): PstarError =>
  new PstarError(message, { exitCode: 2, remedy });
