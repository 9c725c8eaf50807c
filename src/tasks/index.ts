import { z } from "zod";
import { createEigenvaluesTask } from "./eigenvalues/eigenvalues.ts";
import { eigenvaluesOptions } from "./eigenvalues/options.ts";
import { createPromptTask, promptOptions } from "./prompt/prompt.ts";
import { summarizationOptions } from "./summarization/options.ts";
import { createSummarizationTask } from "./summarization/summarization.ts";
import type { Task } from "./task.ts";

/** Every task by its kind: the schema of a pipeline file's `task`. */
export const taskOptions = z.discriminatedUnion("kind", [
  eigenvaluesOptions,
  summarizationOptions,
  promptOptions,
]);

export type TaskOptions = z.infer<typeof taskOptions>;

type Kind = TaskOptions["kind"];
type ByKind = { [K in Kind]: Extract<TaskOptions, { kind: K }> };

const tasks: { readonly [K in Kind]: (options: ByKind[K], folder: string) => Task } = {
  eigenvalues: createEigenvaluesTask,
  summarization: createSummarizationTask,
  prompt: createPromptTask,
};

/**
 * The task that `options`, parsed by `taskOptions`, describe.
 *
 * @param folder that paths in them start from
 * @throws PstarError (exit code 2) where a tokenizer they name cannot be read
 */
export function createTask<K extends Kind>(options: ByKind[K], folder = "."): Task {
  return tasks[options.kind as K](options, folder);
}

/** All that a task knows without the files that its options name. */
export type TextsTask = Omit<Task, "codec" | "codecOptions" | "modelFiles">;

/** The task of `options` as one of texts alone: no file is read, so it is there wherever its options are. */
export function taskOfTexts(options: TaskOptions): TextsTask {
  return createTask("tokenizer" in options ? { ...options, tokenizer: undefined } : options);
}
