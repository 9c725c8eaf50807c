import { z } from "zod";

/** How a generator draws its answers: a pipeline file's `sampling`. */
export const samplingOptions = z.strictObject({
  method: z
    .enum(["greedy", "sample", "beam"])
    .default("greedy")
    .describe(
      "The likeliest token each time, tokens drawn at random, or the likeliest answers by beam search",
    ),
  samples: z.int().positive().default(1).describe("Candidates for each input; best-of-n needs at least 2"),
  temperature: z.number().positive().default(1).describe("Below 1 sharpens the distribution drawn from"),
  topK: z.int().positive().optional().describe("Draw only from the K likeliest tokens"),
  topP: z
    .number()
    .gt(0)
    .max(1)
    .optional()
    .describe("Draw only from the likeliest tokens that hold this probability"),
});

export type SamplingOptions = z.infer<typeof samplingOptions>;
