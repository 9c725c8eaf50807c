import { z } from "zod";
import type { Family } from "./model.ts";
import { type Recipe, yamlFile } from "./recipe.ts";
import type { RecipeSettings } from "./settings.ts";

const count = z.int().positive();

/** Its chat templates of the families known here; others go by their tokenizer's own. */
const templates: Readonly<Record<Family, string>> = {
  "llama3.3": "llama3",
  "llama3.2": "llama3",
  "llama3.1": "llama3",
  llama3: "llama3",
  llama2: "llama2",
  tinyllama: "zephyr",
  smollm2: "smollm2",
  "qwen2.5": "qwen",
  qwen2: "qwen",
  qwen3: "qwen3_nothink",
  mistral: "mistral",
  gemma2: "gemma2",
  phi4: "phi4",
};

/** Options of `llamafactory-cli train` that are written. */
export const llamaFactoryOptions = z.strictObject({
  model_name_or_path: z.string().min(1),
  stage: z.enum(["sft", "dpo"]),
  do_train: z.literal(true),
  finetuning_type: z.enum(["full", "lora"]),
  lora_rank: count.optional(),
  lora_alpha: count.optional(),
  lora_dropout: z.number().min(0).max(1).optional(),
  lora_target: z.literal("all").optional(),
  pref_beta: z.number().positive().optional(),
  pref_loss: z.literal("sigmoid").optional(),
  dataset: z.literal("pstar_train"),
  eval_dataset: z.literal("pstar_validation").optional(),
  dataset_dir: z.literal("."),
  template: z.enum([...new Set(Object.values(templates))]).optional(),
  cutoff_len: count,
  packing: z.boolean().optional(),
  neat_packing: z.boolean().optional(),
  train_on_prompt: z.literal(false),
  mask_history: z.boolean(),
  output_dir: z.string().min(1),
  per_device_train_batch_size: count,
  gradient_accumulation_steps: count,
  learning_rate: z.number().positive(),
  num_train_epochs: count,
  lr_scheduler_type: z.literal("cosine"),
  warmup_steps: z.int().nonnegative(),
  bf16: z.boolean(),
  seed: z.int().nonnegative(),
  data_seed: z.int().nonnegative(),
  eval_strategy: z.enum(["no", "epoch"]),
  per_device_eval_batch_size: count.optional(),
  logging_steps: count,
  save_strategy: z.literal("epoch"),
  report_to: z.literal("none"),
  deepspeed: z.literal("zero3.json").optional(),
});

const name = z.string().min(1);

const described = z.union([
  z.strictObject({
    file_name: name,
    formatting: z.literal("sharegpt"),
    columns: z.strictObject({ messages: z.literal("messages") }),
    tags: z.strictObject({
      role_tag: z.literal("role"),
      content_tag: z.literal("content"),
      user_tag: z.literal("user"),
      assistant_tag: z.literal("assistant"),
      system_tag: z.literal("system"),
    }),
  }),
  z.strictObject({
    file_name: name,
    formatting: z.literal("alpaca"),
    ranking: z.literal(true),
    columns: z.strictObject({
      prompt: z.literal("prompt"),
      chosen: z.literal("chosen"),
      rejected: z.literal("rejected"),
    }),
  }),
]);

/** `dataset_info.json`: which column of a file holds what. */
export const datasetInfo = z.strictObject({
  pstar_train: described,
  pstar_validation: described.optional(),
});

const auto = z.literal("auto");

/** DeepSpeed's options that are written; `auto` is as the trainer's. */
export const deepSpeedOptions = z.strictObject({
  train_batch_size: auto,
  train_micro_batch_size_per_gpu: auto,
  gradient_accumulation_steps: auto,
  gradient_clipping: auto,
  bf16: z.strictObject({ enabled: auto }),
  zero_optimization: z.strictObject({
    stage: z.literal(3),
    stage3_gather_16bit_weights_on_model_save: z.literal(true),
  }),
});

/** https://llamafactory.readthedocs.io, and its `src/llamafactory/hparams` */
export const llamaFactory: Recipe = {
  name: "llama-factory",
  title: "LLaMA-Factory",
  version: "0.9.5",
  formats: { sft: "messages", dpo: "preference" },
  problem: ({ method, data }) =>
    method === "dpo" && data.isChat
      ? "LLaMA-Factory does not read preference pairs of chats as they are written here"
      : undefined,
  write(settings) {
    const { gpus, method } = settings;
    const isShared = gpus > 1 && settings.lora === null;
    return {
      files: {
        "train.yaml": yamlFile(llamaFactoryOptions, options(settings)),
        "dataset_info.json": json(datasetInfo.parse(describedData(settings))),
        ...(isShared && { "zero3.json": json(deepSpeedOptions.parse(zero3)) }),
      },
      install: [`pip install llamafactory${isShared ? " deepspeed" : ""}`],
      train: [
        `${gpus > 1 ? `FORCE_TORCHRUN=1 NPROC_PER_NODE=${gpus}` : "CUDA_VISIBLE_DEVICES=0"} llamafactory-cli train train.yaml`,
      ],
      notes: [
        "Prompts are chats in LLaMA-Factory's template of the model's family, or the model's own: ask the trained model as a chat.",
        ...(method === "sft"
          ? ["Only the last answer of a chat is learnt, never prompts or earlier answers."]
          : []),
      ],
    };
  },
};

function options(settings: RecipeSettings): z.input<typeof llamaFactoryOptions> {
  const { model, method, lora, gpus, batchPerGpu, data, seed } = settings;
  const isSft = method === "sft";
  return {
    model_name_or_path: model.name,
    stage: method,
    do_train: true,
    finetuning_type: lora === null ? "full" : "lora",
    ...(lora !== null && {
      lora_rank: lora.rank,
      lora_alpha: lora.alpha,
      lora_dropout: 0,
      lora_target: "all",
    }),
    ...(!isSft && { pref_beta: 0.1, pref_loss: "sigmoid" }),
    dataset: "pstar_train",
    ...(data.validation !== null && { eval_dataset: "pstar_validation" }),
    dataset_dir: ".",
    ...(model.family !== null && { template: templates[model.family] }),
    cutoff_len: settings.length,
    ...(isSft && { packing: settings.packing, neat_packing: settings.packing }),
    train_on_prompt: false,
    mask_history: isSft,
    output_dir: "output",
    per_device_train_batch_size: batchPerGpu,
    gradient_accumulation_steps: settings.accumulation,
    learning_rate: settings.learningRate,
    num_train_epochs: settings.epochs,
    lr_scheduler_type: "cosine",
    warmup_steps: settings.warmupSteps,
    bf16: settings.bf16,
    seed,
    data_seed: seed,
    ...(data.validation === null
      ? { eval_strategy: "no" }
      : { eval_strategy: "epoch", per_device_eval_batch_size: batchPerGpu }),
    logging_steps: 10,
    save_strategy: "epoch",
    report_to: "none",
    ...(lora === null && gpus > 1 && { deepspeed: "zero3.json" }),
  };
}

function describedData({ method, data }: RecipeSettings): z.input<typeof datasetInfo> {
  const describe = (file_name: string): z.input<typeof described> =>
    method === "sft"
      ? {
          file_name,
          formatting: "sharegpt",
          columns: { messages: "messages" },
          tags: {
            role_tag: "role",
            content_tag: "content",
            user_tag: "user",
            assistant_tag: "assistant",
            system_tag: "system",
          },
        }
      : {
          file_name,
          formatting: "alpaca",
          ranking: true,
          columns: { prompt: "prompt", chosen: "chosen", rejected: "rejected" },
        };
  return {
    pstar_train: describe(data.train),
    ...(data.validation !== null && { pstar_validation: describe(data.validation) }),
  };
}

const zero3: z.input<typeof deepSpeedOptions> = {
  train_batch_size: "auto",
  train_micro_batch_size_per_gpu: "auto",
  gradient_accumulation_steps: "auto",
  gradient_clipping: "auto",
  bf16: { enabled: "auto" },
  zero_optimization: { stage: 3, stage3_gather_16bit_weights_on_model_save: true },
};

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
