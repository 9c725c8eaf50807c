import { deriveSeed } from "../../random/seed.ts";
import type { Example, Split, Task } from "../task.ts";
import { splitOfText } from "../text/split.ts";
import { textTask } from "../text/text-task.ts";
import { newswireArticle } from "./newswire/newswire.ts";
import type { SummarizationOptions } from "./options.ts";

/** News summarisation (Feng et al. 2025, §6.2; theory.md §7): articles in, one-sentence summaries out. */
export function createSummarizationTask(
  { articles, ...options }: SummarizationOptions,
  folder: string,
): Task {
  return {
    ...textTask("summarization", options, folder),
    metrics: ["rouge1", "rouge2", "rougeL"],
    exampleOptions: { articles },
    ...(articles === "newswire" && { example: newswireExample }),
  };
}

function newswireExample(seed: number, split: Split, index: number): Example {
  for (let attempt = 0; ; attempt++) {
    const { article, summary, kind } = newswireArticle(deriveSeed(seed, "newswire", split, index, attempt));
    if (splitOfText(article) === split) return { input: article, reference: summary, stratum: kind };
  }
}
