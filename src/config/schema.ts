import { z } from "zod";
import { generatorOptions } from "../generators/index.ts";
import { transformerShape } from "../nn/config.ts";
import { taskOptions } from "../tasks/index.ts";
import { trainingOptions } from "../training/options.ts";
import { verifierOptions } from "../verifiers/index.ts";
import { overrides } from "../verifiers/overrides.ts";
import { amount, count, fileName, probability, share } from "./values.ts";

const verifierNames = z
  .array(z.string())
  .min(1)
  .optional()
  .describe("Names of the verifiers to select by; all when left out");
const fractions = z.array(share).min(1).describe("Shares to keep, one cell each");

const selection = z.discriminatedUnion("selector", [
  z.strictObject({
    selector: z.literal("best-of-n").describe("The best share of each input's own candidates, at least one"),
    fractions,
    verifiers: verifierNames,
  }),
  z.strictObject({
    selector: z.literal("top-share").describe("The best share of all candidates"),
    fractions,
    verifiers: verifierNames,
  }),
  z.strictObject({
    selector: z
      .literal("per-stratum")
      .describe("The best share of the candidates of each kind of input, so that no kind is left out"),
    fractions,
    verifiers: verifierNames,
  }),
  z.strictObject({
    selector: z.literal("threshold").describe("Every candidate whose score is at least the threshold"),
    thresholds: z.array(z.number()).min(1).describe("Lowest scores kept, one cell each"),
    verifiers: verifierNames,
  }),
]);

/** A file of inputs with their true answers. */
const dataSource = z.strictObject({
  file: z
    .string()
    .min(1)
    .describe("JSONL, JSON, CSV, TSV or Parquet, gzipped or not; from this file's folder"),
  fields: z
    .strictObject({
      input: z.string().min(1).optional().describe("What is asked"),
      reference: z.string().min(1).optional().describe("The true answer"),
      group: z.string().min(1).optional().describe("The kind of input, for coverage by kind"),
    })
    .prefault({})
    .describe("Which field holds what; what is left out is guessed from the first rows"),
});

/** A pipeline file, as a user writes it. */
export const pipelineFile = z.strictObject({
  name: fileName.describe("Name of the run; its database is runs/NAME.db"),
  seed: z.int().nonnegative().default(1).describe("Everything random is derived from it"),
  task: taskOptions,
  data: z
    .strictObject({
      source: dataSource.optional().describe("Where inputs come from, for tasks that make none up"),
      real: amount
        .optional()
        .describe("Inputs with true answers that the generator learns from; needed where it is trained"),
      synthesis: amount.describe("Fresh inputs that the generator answers: the students' training data"),
      calibration: amount.describe("Inputs with true answers that the verifiers are measured on"),
      test: amount
        .optional()
        .describe("Inputs with true answers that models are compared on; needed where students are trained"),
    })
    .describe("Numbers of inputs, or below 1 their shares of the source; no input is in two of these"),
  generator: generatorOptions.prefault({}).describe("The model whose answers become training data"),
  verifiers: z.array(verifierOptions).min(1).describe("What judges the generator's answers"),
  selections: z.array(selection).min(1).describe("What is kept by each verifier's scores"),
  students: z
    .strictObject({
      train: z
        .boolean()
        .default(true)
        .describe("Whether any are trained; without them a run ends with its estimates"),
      base: z
        .string()
        .min(1)
        .optional()
        .describe("Folder of a model that students start from; the generator's when left out"),
      model: overrides(transformerShape).optional().describe("What differs from the generator's model"),
      training: overrides(trainingOptions).optional().describe("What differs from the generator's training"),
      start: z
        .enum(["scratch", "generator"])
        .default("scratch")
        .describe("Train students from fresh weights, or tune the trained generator further"),
      unverified: z.boolean().default(true).describe("Also a student on everything, unverified"),
      real: z.boolean().default(true).describe("Also a student on the true answers of the same inputs"),
    })
    .prefault({})
    .describe("The models trained on what was kept, each afresh"),
  estimate: z
    .strictObject({
      certainty: z.number().gt(0.5).lt(1).default(0.95).describe("Probability that a verdict asks for"),
      confidence: probability.default(0.95).describe("Level of the intervals"),
      draws: count.default(4000).describe("Monte Carlo draws behind an interval"),
    })
    .prefault({}),
  concurrency: count.optional().describe("Trainings at once: processor cores / threads of one when left out"),
});

export type PipelineFile = z.output<typeof pipelineFile>;
export type Selection = z.infer<typeof selection>;
export type DataSource = z.infer<typeof dataSource>;
