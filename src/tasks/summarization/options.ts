import { z } from "zod";
import { correctOptions, textShape } from "../text/options.ts";

export const summarizationOptions = z.strictObject({
  kind: z.literal("summarization").describe("Articles and their summaries, compared by ROUGE"),
  articles: z
    .enum(["newswire"])
    .optional()
    .describe(
      "The procedural newswire that pstar ships; left out where data.source names a file of articles",
    ),
  correct: correctOptions({ metric: "rouge1", atLeast: 0.5 }),
  ...textShape,
});

export type SummarizationOptions = z.infer<typeof summarizationOptions>;
