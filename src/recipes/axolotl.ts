import { z } from "zod";
import { type Recipe, yamlFile } from "./recipe.ts";
import type { RecipeSettings } from "./settings.ts";

const count = z.int().positive();

const file = { path: z.string().min(1), ds_type: z.literal("json"), split: z.literal("train") };

const chats = z.strictObject({
  ...file,
  type: z.literal("chat_template"),
  field_messages: z.literal("messages"),
  message_property_mappings: z.strictObject({ role: z.literal("role"), content: z.literal("content") }),
  message_field_training: z.literal("training"),
  roles_to_train: z.tuple([z.literal("assistant")]),
  train_on_eos: z.literal("turn"),
});

/** The answers are in `chosen` and `rejected`, as it takes for granted. */
const pairs = z.strictObject({
  ...file,
  type: z.literal("chat_template.default"),
  field_messages: z.literal("prompt"),
});

const dataset = z.union([chats, pairs]);

/** Options of an Axolotl configuration that are written. */
export const axolotlOptions = z.strictObject({
  base_model: z.string().min(1),
  chat_template: z.literal("tokenizer_default_fallback_chatml"),
  rl: z.literal("dpo").optional(),
  rl_beta: z.number().positive().optional(),
  datasets: z.tuple([dataset]),
  test_datasets: z.tuple([dataset]).optional(),
  val_set_size: z.literal(0),
  train_on_inputs: z.literal(false),
  dataset_prepared_path: z.string().min(1),
  output_dir: z.string().min(1),
  adapter: z.literal("lora").optional(),
  lora_r: count.optional(),
  lora_alpha: count.optional(),
  lora_dropout: z.number().min(0).max(1).optional(),
  lora_target_linear: z.literal(true).optional(),
  sequence_len: count,
  sample_packing: z.boolean(),
  eval_sample_packing: z.boolean().optional(),
  micro_batch_size: count,
  gradient_accumulation_steps: count,
  num_epochs: count,
  optimizer: z.literal("adamw_torch"),
  learning_rate: z.number().positive(),
  lr_scheduler: z.literal("cosine"),
  warmup_steps: z.int().nonnegative(),
  bf16: z.boolean(),
  attn_implementation: z.enum(["sdpa", "flash_attention_2"]),
  gradient_checkpointing: z.boolean(),
  seed: z.int().nonnegative(),
  logging_steps: count,
  evals_per_epoch: count.optional(),
  saves_per_epoch: count,
  fsdp_version: z.literal(2).optional(),
  fsdp_config: z
    .strictObject({
      auto_wrap_policy: z.literal("TRANSFORMER_BASED_WRAP"),
      reshard_after_forward: z.boolean(),
      cpu_ram_efficient_loading: z.boolean(),
      offload_params: z.boolean(),
      state_dict_type: z.literal("FULL_STATE_DICT"),
    })
    .optional(),
});

/** https://docs.axolotl.ai/docs/config-reference.html */
export const axolotl: Recipe = {
  name: "axolotl",
  title: "Axolotl",
  version: "0.19.0",
  formats: { sft: "axolotl", dpo: "preference" },
  write: (settings) => ({
    files: { "axolotl.yaml": yamlFile(axolotlOptions, options(settings)) },
    install: [`pip install --no-build-isolation "axolotl${settings.packing ? "[flash-attn]" : ""}"`],
    train: [
      ...(settings.method === "sft" ? ["axolotl preprocess axolotl.yaml"] : []),
      `axolotl train axolotl.yaml --launcher accelerate -- --num_processes ${settings.gpus}`,
    ],
    notes: [
      "Prompts are chats in the model's own chat template, ChatML where it has none: ask the trained model as a chat.",
      ...(settings.method === "sft"
        ? ["Only the last answer of a chat is learnt, never prompts or earlier answers."]
        : []),
      ...(settings.packing
        ? ["Packing keeps rows apart by FlashAttention, which the GPUs must support."]
        : []),
    ],
  }),
};

function options(settings: RecipeSettings): z.input<typeof axolotlOptions> {
  const { model, method, lora, gpus, packing, data } = settings;
  const source = method === "sft" ? chatsOf : pairsOf;
  return {
    base_model: model.name,
    chat_template: "tokenizer_default_fallback_chatml",
    ...(method === "dpo" && { rl: "dpo", rl_beta: 0.1 }),
    datasets: [source(data.train)],
    ...(data.validation !== null && { test_datasets: [source(data.validation)], evals_per_epoch: 1 }),
    val_set_size: 0,
    train_on_inputs: false,
    dataset_prepared_path: "prepared",
    output_dir: "output",
    ...(lora !== null && {
      adapter: "lora",
      lora_r: lora.rank,
      lora_alpha: lora.alpha,
      lora_dropout: 0,
      lora_target_linear: true,
    }),
    sequence_len: settings.length,
    sample_packing: packing,
    ...(packing && data.validation !== null && { eval_sample_packing: false }),
    micro_batch_size: settings.batchPerGpu,
    gradient_accumulation_steps: settings.accumulation,
    num_epochs: settings.epochs,
    optimizer: "adamw_torch",
    learning_rate: settings.learningRate,
    lr_scheduler: "cosine",
    warmup_steps: settings.warmupSteps,
    bf16: settings.bf16,
    attn_implementation: packing ? "flash_attention_2" : "sdpa",
    gradient_checkpointing: true,
    seed: settings.seed,
    logging_steps: 10,
    saves_per_epoch: 1,
    ...(lora === null &&
      gpus > 1 && {
        fsdp_version: 2,
        fsdp_config: {
          auto_wrap_policy: "TRANSFORMER_BASED_WRAP",
          reshard_after_forward: true,
          cpu_ram_efficient_loading: true,
          offload_params: false,
          state_dict_type: "FULL_STATE_DICT",
        },
      }),
  };
}

const fileOf = (path: string) => ({ path, ds_type: "json", split: "train" }) as const;

const chatsOf = (path: string): z.input<typeof chats> => ({
  ...fileOf(path),
  type: "chat_template",
  field_messages: "messages",
  message_property_mappings: { role: "role", content: "content" },
  message_field_training: "training",
  roles_to_train: ["assistant"],
  train_on_eos: "turn",
});

const pairsOf = (path: string): z.input<typeof pairs> => ({
  ...fileOf(path),
  type: "chat_template.default",
  field_messages: "prompt",
});
