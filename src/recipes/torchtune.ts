import { z } from "zod";
import { type Recipe, yamlFile } from "./recipe.ts";
import type { RecipeSettings } from "./settings.ts";
import { type TorchtuneModel, torchtuneModel, torchtuneNames } from "./torchtune-models.ts";

const count = z.int().positive();
const component = <Name extends string>(name: Name) => z.literal(name);

const builder = z.string().regex(/^torchtune\.models\.[a-z0-9_]+\.[a-z0-9_]+$/);

const checkpointer = z.strictObject({
  _component_: component("torchtune.training.FullModelHFCheckpointer"),
  checkpoint_dir: z.string().min(1),
  checkpoint_files: z.array(z.string().endsWith(".safetensors")).min(1),
  recipe_checkpoint: z.null(),
  output_dir: z.string().min(1),
  model_type: z.enum(["LLAMA2", "LLAMA3", "LLAMA3_2", "MISTRAL", "QWEN2"]),
});

const file = {
  source: z.literal("json"),
  data_files: z.string().min(1),
  split: z.literal("train"),
  train_on_input: z.literal(false),
};

const answers = z.strictObject({
  _component_: component("torchtune.datasets.instruct_dataset"),
  ...file,
  column_map: z.strictObject({ input: z.literal("prompt"), output: z.literal("completion") }),
  packed: z.boolean(),
});

const pairs = z.strictObject({
  _component_: component("torchtune.datasets.stack_exchange_paired_dataset"),
  ...file,
  column_map: z.strictObject({
    prompt: z.literal("prompt"),
    chosen: z.literal("chosen"),
    rejected: z.literal("rejected"),
  }),
});

const adapters = {
  lora_attn_modules: z.array(z.enum(["q_proj", "k_proj", "v_proj", "output_proj"])).min(1),
  apply_lora_to_mlp: z.boolean(),
  lora_rank: count,
  lora_alpha: count,
  lora_dropout: z.number().min(0).max(1),
};

/** What of a torchtune recipe's configuration is written. */
export const torchtuneOptions = z.strictObject({
  output_dir: z.string().min(1),
  model: z.strictObject({ _component_: builder, ...z.strictObject(adapters).partial().shape }),
  tokenizer: z.strictObject({
    _component_: builder,
    path: z.string().min(1),
    merges_file: z.string().min(1).optional(),
    max_seq_len: count,
  }),
  checkpointer,
  ref_checkpointer: checkpointer.optional(),
  resume_from_checkpoint: z.literal(false),
  save_adapter_weights_only: z.literal(false).optional(),
  dataset: z.discriminatedUnion("_component_", [answers, pairs]),
  seed: z.int().nonnegative(),
  shuffle: z.literal(true),
  batch_size: count,
  epochs: count,
  max_steps_per_epoch: z.null(),
  gradient_accumulation_steps: count,
  clip_grad_norm: z.number().positive().optional(),
  optimizer: z.strictObject({
    _component_: component("torch.optim.AdamW"),
    fused: z.literal(true),
    lr: z.number().positive(),
  }),
  lr_scheduler: z.strictObject({
    _component_: component("torchtune.training.lr_schedulers.get_cosine_schedule_with_warmup"),
    num_warmup_steps: z.int().nonnegative(),
  }),
  loss: z.discriminatedUnion("_component_", [
    z.strictObject({ _component_: component("torchtune.modules.loss.CEWithChunkedOutputLoss") }),
    z.strictObject({
      _component_: component("torchtune.rlhf.loss.DPOLoss"),
      beta: z.number().positive(),
      label_smoothing: z.number().min(0).max(0.5),
    }),
  ]),
  device: z.literal("cuda"),
  dtype: z.enum(["bf16", "fp32"]),
  compile: z.literal(false).optional(),
  enable_activation_checkpointing: z.boolean(),
  enable_activation_offloading: z.literal(false),
  metric_logger: z.strictObject({
    _component_: component("torchtune.training.metric_logging.DiskLogger"),
    log_dir: z.string().min(1),
  }),
  log_every_n_steps: count,
  log_peak_memory_stats: z.boolean(),
});

/** Where a model that is on the Hub is downloaded to, in the recipe's folder. */
const downloaded = "base";

const modelOf = ({ model, lora }: Pick<RecipeSettings, "model" | "lora">): TorchtuneModel | undefined =>
  torchtuneModel(model, model.folder === null ? downloaded : model.name, lora !== null);

/** https://docs.pytorch.org/torchtune, and its recipes' own configurations */
export const torchtune: Recipe = {
  name: "torchtune",
  title: "torchtune",
  version: "0.6.1",
  formats: { sft: "trl-prompt-completion", dpo: "preference" },
  problem(settings) {
    const { data, gpus, lora, method, model } = settings;
    const found = modelOf(settings);
    if (found === undefined) return `torchtune has no model of that name and size, only ${torchtuneNames}`;
    if (found.weightFiles.length === 0) return `${model.name} has no safetensors files`;
    if (data.isChat) return "torchtune would learn every answer of a chat, checked or not";
    if (method === "dpo" && lora === null && gpus === 1) {
      return "torchtune trains all weights on preferences on several GPUs only: give --gpus or --lora-rank";
    }
    return undefined;
  },
  write(settings) {
    const { model, method, lora, gpus, data } = settings;
    const kind = `${lora === null ? "full" : "lora"}_${method === "sft" ? "finetune" : "dpo"}`;
    const launch = gpus === 1 ? "tune run" : `tune run --nproc_per_node ${gpus}`;
    const recipe = `${kind}_${gpus === 1 ? "single_device" : "distributed"}`;
    return {
      files: { "torchtune.yaml": yamlFile(torchtuneOptions, options(settings)) },
      install: ["pip install torch torchao==0.12.0 torchtune==0.6.1"],
      train: [
        ...(model.folder === null
          ? [
              `tune download ${model.name} --output-dir ${downloaded} --ignore-patterns "original/consolidated*"`,
            ]
          : []),
        `${launch} ${recipe} --config torchtune.yaml`,
      ],
      notes: [
        "Prompts are a user's turn in the tokens of torchtune's tokenizer of the family: ask the trained model as a chat.",
        ...(method === "sft" ? ["Only answers are learnt, never prompts."] : []),
        ...(data.validation === null
          ? []
          : [
              `This version of torchtune does not evaluate while it trains: \`${data.validation}\` is not used.`,
            ]),
      ],
    };
  },
};

function options(settings: RecipeSettings): z.input<typeof torchtuneOptions> {
  const { model, method, lora, data } = settings;
  const { builder, type, weightFiles, tokenizer } = modelOf(settings)!;
  const checkpoint = {
    _component_: "torchtune.training.FullModelHFCheckpointer" as const,
    checkpoint_dir: model.folder === null ? downloaded : model.name,
    checkpoint_files: [...weightFiles],
    recipe_checkpoint: null,
    output_dir: "output",
    model_type: type,
  } satisfies z.input<typeof checkpointer>;
  const source = { source: "json", data_files: data.train, split: "train", train_on_input: false } as const;
  return {
    output_dir: "output",
    model: {
      _component_: builder,
      ...(lora !== null && {
        lora_attn_modules: ["q_proj", "k_proj", "v_proj", "output_proj"],
        apply_lora_to_mlp: true,
        lora_rank: lora.rank,
        lora_alpha: lora.alpha,
        lora_dropout: 0,
      }),
    },
    tokenizer: { ...tokenizer, max_seq_len: settings.length },
    checkpointer: checkpoint,
    ...(method === "dpo" && lora === null && { ref_checkpointer: checkpoint }),
    resume_from_checkpoint: false,
    ...(lora !== null && { save_adapter_weights_only: false }),
    dataset:
      method === "sft"
        ? {
            _component_: "torchtune.datasets.instruct_dataset",
            ...source,
            column_map: { input: "prompt", output: "completion" },
            packed: settings.packing,
          }
        : {
            _component_: "torchtune.datasets.stack_exchange_paired_dataset",
            ...source,
            column_map: { prompt: "prompt", chosen: "chosen", rejected: "rejected" },
          },
    seed: settings.seed,
    shuffle: true,
    batch_size: settings.batchPerGpu,
    epochs: settings.epochs,
    max_steps_per_epoch: null,
    gradient_accumulation_steps: settings.accumulation,
    ...(method === "sft" && { clip_grad_norm: 1 }),
    optimizer: { _component_: "torch.optim.AdamW", fused: true, lr: settings.learningRate },
    lr_scheduler: {
      _component_: "torchtune.training.lr_schedulers.get_cosine_schedule_with_warmup",
      num_warmup_steps: settings.warmupSteps,
    },
    loss:
      method === "sft"
        ? { _component_: "torchtune.modules.loss.CEWithChunkedOutputLoss" }
        : { _component_: "torchtune.rlhf.loss.DPOLoss", beta: 0.1, label_smoothing: 0 },
    device: "cuda",
    dtype: settings.bf16 ? "bf16" : "fp32",
    // The one recipe that does not read it.
    ...(!(method === "dpo" && lora !== null && settings.gpus > 1) && { compile: false as const }),
    enable_activation_checkpointing: true,
    enable_activation_offloading: false,
    metric_logger: {
      _component_: "torchtune.training.metric_logging.DiskLogger",
      log_dir: "output/logs",
    },
    log_every_n_steps: 10,
    log_peak_memory_stats: true,
  };
}
