import { z } from "zod";
import type { Task } from "../task.ts";
import { correctOptions, textShape } from "../text/options.ts";
import { textTask } from "../text/text-task.ts";

export const promptOptions = z.strictObject({
  kind: z.literal("prompt").describe("Any prompts, with answers to compare completions with"),
  correct: correctOptions({ metric: "exact", atLeast: 1 }),
  ...textShape,
});

export type PromptOptions = z.infer<typeof promptOptions>;

/** Completions of a file's prompts, compared with its references. */
export function createPromptTask(options: PromptOptions, folder: string): Task {
  return {
    ...textTask("prompt", options, folder),
    metrics: ["exact", "rougeL"],
    exampleOptions: {},
  };
}
