import { z } from "zod";
import { createEigenvaluesTask } from "./eigenvalues/eigenvalues.ts";
import { eigenvaluesOptions } from "./eigenvalues/options.ts";
import type { Task } from "./task.ts";

/** Every task by its kind: the schema of a pipeline file's `task`. */
export const taskOptions = z.discriminatedUnion("kind", [eigenvaluesOptions]);

export type TaskOptions = z.infer<typeof taskOptions>;

const tasks: { readonly [K in TaskOptions["kind"]]: (options: Extract<TaskOptions, { kind: K }>) => Task } = {
  eigenvalues: createEigenvaluesTask,
};

/** The task that `options`, parsed by `taskOptions`, describe. */
export function createTask(options: TaskOptions): Task {
  return tasks[options.kind](options);
}
