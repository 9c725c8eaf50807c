import { z } from "zod";
import { adaptNetwork } from "../nn/lora/network.ts";
import type { Network, Weights } from "../nn/parameters.ts";
import { maskedDropout } from "./dropout.ts";
import type { TrainingJob } from "./job.ts";

const isPattern = (pattern: string): boolean => {
  try {
    return new RegExp(pattern) !== undefined;
  } catch {
    return false;
  }
};

/** Low-rank adapters (Hu et al. 2021): a pipeline file's `lora`. */
export const loraOptions = z.strictObject({
  rank: z.number().int().positive().default(16).describe("Rows of an adapter's first matrix"),
  alpha: z.number().positive().default(32).describe("What adapters add is multiplied by alpha / rank"),
  dropout: z.number().min(0).lt(1).default(0).describe("Of what adapters read, while training"),
  layers: z
    .array(z.string().min(1).refine(isPattern, "is no regular expression"))
    .min(1)
    .optional()
    .describe(
      "Ends of the names of the linear layers to adapt, such as q_proj, or regular expressions for them; all means every layer but the output; when left out, those of attention that peft takes",
    ),
});

export type LoraOptions = z.infer<typeof loraOptions>;

/** Its masks' rate is not that of the model's own dropout. */
export const loraDropout = "lora_dropout.";

/** Puts a job's adapters on a network; without any the network stays as it is. */
export function withAdapters(network: Network, job: TrainingJob, isTraining: boolean): Network {
  const { lora } = job;
  if (lora === undefined) return network;
  const drops = isTraining && lora.dropout > 0;
  return adaptNetwork(
    network,
    { ...job, lora },
    drops ? maskedDropout(network.graph, loraDropout) : undefined,
  );
}

/** What a job leaves as it is: with adapters all that it starts from. */
export function frozenWeights({ lora, initial, frozen }: TrainingJob): Weights {
  return new Map([...((lora && initial) ?? []), ...(frozen ?? [])]);
}
