import { z } from "zod";

const metric = z.enum(["exact", "rouge1", "rouge2", "rougeL"]);

/** When a text is correct, and by what. */
export const correctOptions = (usual: {
  readonly metric: z.infer<typeof metric>;
  readonly atLeast: number;
}) =>
  z
    .strictObject({
      metric: metric.describe("Agreement with the reference: the same text, or a ROUGE F-measure"),
      atLeast: z
        .number()
        .gt(0)
        .max(1)
        .optional()
        .describe("Correct from this on; when left out, as correct as the metric says, by degree"),
    })
    .default(usual)
    .describe("What counts as correct: what φ, ψ and p⋆ are about");

/** What every task of texts may say. */
export const textShape = {
  stem: z.boolean().default(true).describe("Whether ROUGE compares words by their stems (Porter)"),
  tokenizer: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Folder with a tokenizer.json, e.g. one that `pstar tokenizer` made; none where no model is trained",
    ),
  sourceLength: z.int().positive().default(256).describe("Most tokens of an input; longer ones are cut"),
  targetLength: z.int().positive().default(64).describe("Most tokens of an output; longer ones are cut"),
};

export type CorrectOptions = z.infer<ReturnType<typeof correctOptions>>;
