import { PstarError } from "../errors.ts";
import type { Judge } from "../tasks/task.ts";

/** Refuses a task that a verifier knows nothing of. */
export function requireTask(kind: string, task: Judge, name: string): void {
  if (task.name === name) return;
  throw new PstarError(`the verifier "${kind}" judges the task "${name}" and not "${task.name}"`, {
    exitCode: 2,
    where: "verifiers",
    remedy: "choose another verifier",
  });
}
