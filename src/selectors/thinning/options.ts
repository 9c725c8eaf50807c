import { z } from "zod";

const comparedText = z
  .enum(["output", "input-output"])
  .describe("Compare outputs alone, or each with its input");

const similarity = z
  .number()
  .min(0.1)
  .max(1)
  .describe("Shared shingles, as a share of all that two texts have between them (Jaccard)");

/** Words in a row that make a shingle, unless said otherwise. */
export const usualShingle = 3;

/** How similar outputs of one cluster are, unless said otherwise. */
export const clusterSimilarity = 0.5;

const nearOptions = z.strictObject({
  similarity: similarity.default(0.8),
  of: comparedText.default("output"),
  shingle: z
    .int()
    .positive()
    .default(usualShingle)
    .describe("Words in a row that make a shingle; characters in scripts that write no spaces"),
});

const capOptions = z
  .strictObject({
    per: z
      .string()
      .regex(/^(input|cluster|field:.+)$/s, "must be input, cluster or field:NAME")
      .describe("What may have no more than `most` rows: input, cluster (of similar outputs) or field:NAME"),
    most: z.int().positive().describe("Rows to keep of each"),
    similarity: similarity
      .optional()
      .describe(
        `With \`per: cluster\`: outputs at least so similar are of one cluster; ${clusterSimilarity} when left out`,
      ),
  })
  .refine(({ per, similarity }) => per === "cluster" || similarity === undefined, {
    path: ["similarity"],
    message: "only goes with `per: cluster`",
  });

/** What becomes of selected rows, best first: a selection's `require`, `deduplicate`, `cap` and `budget`. */
export const thinningOptions = z.strictObject({
  require: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe("Names of verifiers that decide by themselves; a row that one of them drops is not kept"),
  deduplicate: z
    .strictObject({
      exact: comparedText
        .optional()
        .describe(
          "Keep the best of rows with the same text (output or input-output), but for white space and Unicode form",
        ),
      near: nearOptions.optional().describe("Keep the best of rows with similar texts"),
    })
    .optional(),
  cap: capOptions.optional().describe("At most so many rows of a kind"),
  budget: z.int().positive().optional().describe("At most so many rows in all, the best that are left"),
});

export type ThinningOptions = z.infer<typeof thinningOptions>;
export type NearOptions = z.infer<typeof nearOptions>;
export type CapOptions = z.infer<typeof capOptions>;
export type ComparedText = z.infer<typeof comparedText>;
