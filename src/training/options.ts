import { z } from "zod";
import { type Provider, providers } from "../onnx/providers.ts";

/** How a model is trained: a pipeline file's `training`. */
export const trainingOptions = z.strictObject({
  steps: z.number().int().positive().default(4000).describe("Optimiser updates"),
  batchSize: z.number().int().positive().default(64).describe("Rows in one forward and backward pass"),
  accumulate: z
    .number()
    .int()
    .positive()
    .default(1)
    .describe("Batches whose gradients are averaged into one update"),
  learningRate: z.number().positive().default(0.002).describe("Peak learning rate"),
  warmupSteps: z
    .number()
    .int()
    .nonnegative()
    .optional()
    .describe("Updates of linear rise to the peak; 500 or a tenth of all, whichever is less, when left out"),
  hold: z.number().min(0).max(1).default(0.4).describe("Share of the updates before the cosine decay starts"),
  finalShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.02)
    .describe("Learning rate at the end, as a share of the peak"),
  beta1: z.number().min(0).lt(1).default(0.9),
  beta2: z.number().min(0).lt(1).default(0.98),
  epsilon: z.number().positive().default(1e-8),
  weightDecay: z
    .number()
    .nonnegative()
    .default(0)
    .describe("Decoupled decay of matrices, not of biases and norms"),
  clipNorm: z.number().positive().default(1).describe("Largest global norm of the gradient"),
  labelSmoothing: z.number().min(0).lt(1).default(0),
  dropout: z.number().min(0).lt(1).default(0),
  recompute: z
    .boolean()
    .optional()
    .describe("Compute each layer again for its gradient in place of keeping it: less memory, more time"),
  threads: z
    .number()
    .int()
    .positive()
    .default(1)
    .describe("Threads of one training; results depend on it in the last bits"),
});

/** Which of ONNX Runtime's execution providers trains. */
export const provider = z.enum(providers);
export type { Provider };

export type TrainingOptions = z.infer<typeof trainingOptions> & {
  /** The CPU when left out. */
  readonly provider?: Provider;
};
