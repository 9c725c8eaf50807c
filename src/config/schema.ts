import { z } from "zod";
import { transformerShape } from "../nn/config.ts";
import { taskOptions } from "../tasks/index.ts";
import { trainingOptions } from "../training/options.ts";
import { verifierOptions } from "../verifiers/index.ts";
import { overrides } from "../verifiers/overrides.ts";
import { count, fileName, probability, share } from "./values.ts";

const samplingOptions = z.strictObject({
  method: z
    .enum(["greedy", "sample", "beam"])
    .default("greedy")
    .describe(
      "The likeliest token each time, tokens drawn at random, or the likeliest answers by beam search",
    ),
  samples: count.default(1).describe("Candidates for each input; best-of-n needs at least 2"),
  temperature: z.number().positive().default(1).describe("Below 1 sharpens the distribution drawn from"),
  topK: count.optional().describe("Draw only from the K likeliest tokens"),
  topP: share.optional().describe("Draw only from the likeliest tokens that hold this probability"),
});

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
    selector: z.literal("threshold").describe("Every candidate whose score is at least the threshold"),
    thresholds: z.array(z.number()).min(1).describe("Lowest scores kept, one cell each"),
    verifiers: verifierNames,
  }),
]);

/** A pipeline file, as a user writes it. */
export const pipelineFile = z.strictObject({
  name: fileName.describe("Name of the run; its database is runs/NAME.db"),
  seed: z.int().nonnegative().default(1).describe("Everything random is derived from it"),
  task: taskOptions,
  data: z
    .strictObject({
      real: count.describe("Inputs with true answers that the generator learns from"),
      synthesis: count.describe("Fresh inputs that the generator answers: the students' training data"),
      calibration: count.describe("Inputs with true answers that the verifiers are measured on"),
      test: count.describe("Inputs with true answers that models are compared on"),
    })
    .describe("Numbers of inputs; no input is in two of these"),
  generator: z
    .strictObject({
      model: transformerShape.prefault({}),
      training: trainingOptions.prefault({}),
      sampling: samplingOptions.prefault({}),
    })
    .prefault({})
    .describe("The model whose answers become training data"),
  verifiers: z.array(verifierOptions).min(1).describe("What judges the generator's answers"),
  selections: z.array(selection).min(1).describe("What is kept by each verifier's scores"),
  students: z
    .strictObject({
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
    .describe("The models trained on what was kept, each from scratch"),
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
export type SamplingOptions = z.infer<typeof samplingOptions>;
export type Selection = z.infer<typeof selection>;
