import { z } from "zod";
import { type Recipe, yamlFile } from "./recipe.ts";
import type { RecipeSettings } from "./settings.ts";

const count = z.int().positive();

const common = {
  model_name_or_path: z.string().min(1),
  dtype: z.enum(["bfloat16", "float32"]),
  dataset_name: z.string().min(1),
  dataset_train_split: z.literal("train"),
  dataset_test_split: z.literal("validation").optional(),
  eval_strategy: z.enum(["no", "epoch"]),
  per_device_eval_batch_size: count.optional(),
  output_dir: z.string().min(1),
  learning_rate: z.number().positive(),
  lr_scheduler_type: z.literal("cosine"),
  warmup_steps: z.int().nonnegative(),
  num_train_epochs: count,
  per_device_train_batch_size: count,
  gradient_accumulation_steps: count,
  max_length: count,
  bf16: z.boolean(),
  gradient_checkpointing: z.boolean(),
  seed: z.int().nonnegative(),
  data_seed: z.int().nonnegative(),
  logging_steps: count,
  save_strategy: z.literal("epoch"),
  report_to: z.literal("none"),
  use_peft: z.boolean(),
  lora_r: count.optional(),
  lora_alpha: count.optional(),
  lora_dropout: z.number().min(0).max(1).optional(),
  lora_target_modules: z.literal("all-linear").optional(),
};

/** Options of `trl sft` and `trl dpo` that are written: of ScriptArguments, ModelConfig, and SFTConfig or DPOConfig. */
export const trlSftOptions = z.strictObject({
  ...common,
  packing: z.boolean(),
  completion_only_loss: z.literal(true),
});
export const trlDpoOptions = z.strictObject({
  ...common,
  beta: z.number().positive(),
  loss_type: z.literal("sigmoid"),
});

const fsdp = z.strictObject({
  fsdp_version: z.literal(2),
  fsdp_auto_wrap_policy: z.literal("TRANSFORMER_BASED_WRAP"),
  fsdp_reshard_after_forward: z.boolean(),
  fsdp_cpu_ram_efficient_loading: z.boolean(),
  fsdp_offload_params: z.boolean(),
  fsdp_state_dict_type: z.enum(["FULL_STATE_DICT", "SHARDED_STATE_DICT"]),
});

/** Options of Hugging Face's accelerate that are written. */
export const accelerateOptions = z.strictObject({
  compute_environment: z.literal("LOCAL_MACHINE"),
  distributed_type: z.enum(["NO", "MULTI_GPU", "FSDP"]),
  mixed_precision: z.enum(["bf16", "no"]),
  num_machines: z.literal(1),
  num_processes: count,
  machine_rank: z.literal(0),
  main_training_function: z.literal("main"),
  fsdp_config: fsdp.optional(),
});

/** https://huggingface.co/docs/trl/clis */
export const trl: Recipe = {
  name: "trl",
  title: "TRL",
  version: "1.16.0",
  formats: { sft: "trl-prompt-completion", dpo: "preference" },
  write(settings) {
    const { method, gpus, data } = settings;
    const file = `${method}.yaml`;
    return {
      files: {
        [file]: method === "sft" ? sftFile(settings) : dpoFile(settings),
        "accelerate.yaml": accelerateFile(settings),
      },
      install: ['pip install "trl[peft]" accelerate'],
      train: [`trl ${method} --config ${file} --accelerate_config accelerate.yaml`],
      notes: [
        data.isChat
          ? "Prompts are chats in the model's own chat template: ask the trained model as a chat."
          : "Prompts are texts as they are, without a chat template: ask the trained model by plain completion.",
        ...(method === "sft" ? ["Only answers are learnt, never prompts."] : []),
        ...(gpus > 1 && settings.lora === null
          ? ["The model, its gradients and its optimizer are shared by the GPUs (FSDP)."]
          : []),
      ],
    };
  },
};

function options(settings: RecipeSettings) {
  const { model, data, lora, batchPerGpu, accumulation, bf16, seed } = settings;
  return {
    model_name_or_path: model.name,
    dtype: bf16 ? ("bfloat16" as const) : ("float32" as const),
    dataset_name: "./data",
    dataset_train_split: "train" as const,
    ...(data.validation === null
      ? { eval_strategy: "no" as const }
      : {
          dataset_test_split: "validation" as const,
          eval_strategy: "epoch" as const,
          per_device_eval_batch_size: batchPerGpu,
        }),
    output_dir: "output",
    learning_rate: settings.learningRate,
    lr_scheduler_type: "cosine" as const,
    warmup_steps: settings.warmupSteps,
    num_train_epochs: settings.epochs,
    per_device_train_batch_size: batchPerGpu,
    gradient_accumulation_steps: accumulation,
    max_length: settings.length,
    bf16,
    gradient_checkpointing: true,
    seed,
    data_seed: seed,
    logging_steps: 10,
    save_strategy: "epoch" as const,
    report_to: "none" as const,
    use_peft: lora !== null,
    ...(lora !== null && {
      lora_r: lora.rank,
      lora_alpha: lora.alpha,
      lora_dropout: 0,
      lora_target_modules: "all-linear" as const,
    }),
  };
}

const sftFile = (settings: RecipeSettings): string =>
  yamlFile(trlSftOptions, { ...options(settings), packing: settings.packing, completion_only_loss: true });

const dpoFile = (settings: RecipeSettings): string =>
  yamlFile(trlDpoOptions, { ...options(settings), beta: 0.1, loss_type: "sigmoid" });

function accelerateFile({ gpus, bf16, lora }: RecipeSettings): string {
  const isShared = gpus > 1 && lora === null;
  return yamlFile(accelerateOptions, {
    compute_environment: "LOCAL_MACHINE",
    distributed_type: gpus === 1 ? "NO" : isShared ? "FSDP" : "MULTI_GPU",
    mixed_precision: bf16 ? "bf16" : "no",
    num_machines: 1,
    num_processes: gpus,
    machine_rank: 0,
    main_training_function: "main",
    ...(isShared && {
      fsdp_config: {
        fsdp_version: 2,
        fsdp_auto_wrap_policy: "TRANSFORMER_BASED_WRAP",
        fsdp_reshard_after_forward: true,
        fsdp_cpu_ram_efficient_loading: true,
        fsdp_offload_params: false,
        fsdp_state_dict_type: "FULL_STATE_DICT",
      },
    }),
  });
}
