import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import { z } from "zod";
import { loraOptions } from "../training/lora.ts";
import { provider, type TrainingOptions, trainingOptions } from "../training/options.ts";
import { preferenceOptions } from "../training/preferences.ts";
import { type Loaded, parseFile, parseYaml, readText } from "./load.ts";
import type { Problem } from "./problem.ts";
import { count, fileName } from "./values.ts";

const path = z.string().min(1);
const { shape } = trainingOptions;

/** As of any training, but for what a model that is good already wants. */
const tuningTraining = trainingOptions.extend({
  steps: count.optional().describe("Optimiser updates; as many as `epochs` take when left out"),
  epochs: z.number().positive().default(3).describe("How often every row is learnt from"),
  batchSize: count.default(8).describe("Rows in one forward and backward pass"),
  learningRate: shape.learningRate
    .unwrap()
    .optional()
    .describe(
      "Peak learning rate; when left out 0.00002 for all weights and 0.0002 for an adapter, of dpo a twentieth",
    ),
  warmupSteps: shape.warmupSteps.describe("Updates of linear rise to the peak; a tenth of all when left out"),
  hold: shape.hold.unwrap().default(0).describe("Share of the updates before the cosine decay starts"),
  finalShare: shape.finalShare
    .unwrap()
    .default(0)
    .describe("Learning rate at the end, as a share of the peak"),
  beta2: shape.beta2.unwrap().default(0.999),
  weightDecay: shape.weightDecay
    .unwrap()
    .default(0.01)
    .describe("Decoupled decay of matrices, not of biases and norms"),
  threads: count
    .optional()
    .describe("Threads; all cores when left out. Results depend on it in the last bits"),
  provider: provider
    .default("cpu")
    .describe(
      "ONNX Runtime's execution provider; `pstar doctor` shows those there are. Results depend on it in the last bits",
    ),
});

const objective = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("sft").describe("Learn the answers") }),
  z.strictObject({
    kind: z.literal("dpo").describe("Learn to prefer the chosen answers (Rafailov et al. 2023)"),
    ...preferenceOptions.shape,
  }),
]);

const method = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("full").describe("All weights") }),
  z.strictObject({
    kind: z.literal("lora").describe("Low-rank adapters beside frozen weights"),
    ...loraOptions.shape,
  }),
]);

/** A tuning file, as a user writes it: which published model learns what. */
export const tuningFile = z.strictObject({
  name: fileName.describe("Name of the run; its database is runs/NAME.db"),
  seed: z.int().nonnegative().default(1).describe("Everything random is derived from it"),
  model: path.describe(
    "The model's folder: config.json, *.safetensors, tokenizer.json; from this file's folder",
  ),
  data: z.strictObject({
    train: path.describe(
      "What is learnt: JSONL or Parquet, as `pstar export` writes them, or an export's folder with all its parts",
    ),
    validation: path.optional().describe("What is held against it; an export's own when left out"),
  }),
  objective: objective.prefault({ kind: "sft" }),
  method: method.prefault({ kind: "full" }),
  length: count
    .default(512)
    .describe("Tokens of a prompt with its answer; of an encoder–decoder's source alone"),
  targetLength: count.optional().describe("Tokens of an encoder–decoder's answer; `length` when left out"),
  truncate: z
    .enum(["end", "start", "drop"])
    .default("end")
    .describe("What becomes of longer ones: their end or their start is cut off, or they are left out"),
  training: tuningTraining.prefault({}),
  evaluate: z
    .strictObject({
      every: count.describe("Updates between looks at the validation loss"),
      patience: count.optional().describe("Looks without a better loss after which training ends"),
    })
    .optional(),
  out: path.describe("Folder of the tuned model; from this file's folder"),
  write: z
    .array(z.enum(["merged", "adapter", "onnx", "onnx-q8"]))
    .min(1)
    .default(["merged"])
    .describe(
      "Whole weights, the adapter alone (peft), graphs for @huggingface/transformers, and those in 8 bits",
    ),
});

type TuningFile = z.output<typeof tuningFile>;

export type ObjectiveOptions = TuningFile["objective"];
export type MethodOptions = TuningFile["method"];

/** Options of training but for the number of steps, which may follow from the data. */
export type TuningTraining = Omit<TrainingOptions, "steps" | "threads" | "provider"> & {
  readonly steps: number | undefined;
  readonly epochs: number;
  readonly threads: number;
  readonly provider: TuningFile["training"]["provider"];
};

/** A tuning file with every default filled in. */
export interface TuningConfig extends Omit<TuningFile, "training" | "targetLength"> {
  readonly training: TuningTraining;
  readonly targetLength: number;
  /** What paths in the file start from: its own folder. */
  readonly folder: string;
}

/** Reads and checks a tuning file, as `loadConfig` does a pipeline file. */
export function loadTuning(path: string): Loaded<TuningConfig> {
  const text = readText(path);
  return { config: parseTuning(text, path), text, path };
}

/** Checks the text of a tuning file, as `parseConfig` does a pipeline file's. */
export function parseTuning(text: string, path: string): TuningConfig {
  return parseFile(text, path, tuningFile, (file) => resolve(file, dirname(path)), problems);
}

/** Whether a YAML file is one that tunes a model: no other names one. @throws PstarError as `loadConfig` */
export const isTuning = (path: string): boolean =>
  "model" in (parseYaml(readText(path), path).data as object);

/** What is usual: a preference is learnt by far smaller steps than an answer. */
const learningRates = {
  sft: { full: 2e-5, lora: 2e-4 },
  dpo: { full: 1e-6, lora: 1e-5 },
} as const;

function resolve(file: TuningFile, folder: string): TuningConfig {
  const { training, method, length, targetLength = length } = file;
  const { learningRate = learningRates[file.objective.kind][method.kind], threads = availableParallelism() } =
    training;
  return {
    ...file,
    training: { ...training, steps: training.steps, learningRate, threads },
    targetLength,
    folder,
  };
}

/** What single keys cannot show. */
function problems({ method, write, evaluate, training }: TuningConfig, written: unknown): Problem[] {
  const { training: given = {} } = written as { readonly training?: object };
  const both = "steps" in given && "epochs" in given;
  return [
    ...(write.includes("adapter") && method.kind !== "lora"
      ? [
          {
            path: ["write"],
            message: "there is no adapter where all weights are trained",
            remedy: "leave adapter out, or set method.kind to lora",
          },
        ]
      : []),
    ...(write.some((one) => one.startsWith("onnx")) && !write.includes("merged")
      ? [{ path: ["write"], message: "graphs hold whole weights", remedy: "add merged" }]
      : []),
    ...(both
      ? [{ path: ["training", "epochs"], message: "steps say already how long", remedy: "leave one out" }]
      : []),
    ...(evaluate?.patience !== undefined && training.steps !== undefined && evaluate.every > training.steps
      ? [{ path: ["evaluate", "every"], message: `training ends after ${training.steps} updates` }]
      : []),
  ];
}
