import { z } from "zod";
import type { Measured } from "./objective.ts";

/** When a training looks at data it does not learn from. */
export const validationOptions = z.strictObject({
  evaluateEvery: z.number().int().positive().default(100).describe("Updates between evaluations"),
  patience: z
    .number()
    .int()
    .positive()
    .optional()
    .describe("Training ends after so many evaluations in a row that are no better than the best"),
});

export type ValidationOptions = z.infer<typeof validationOptions>;

/** Data of a training's own kind to choose its best parameters by. */
export interface Validation<Data> extends ValidationOptions {
  readonly data: Data;
}

/** How a model did on its validation data: without dropout and label smoothing. */
export interface Evaluation extends Measured {
  /** Done before it. */
  readonly updates: number;
}

/** The place of the lowest loss, the first of several; −1 where there is none. */
export function bestOf(evaluations: readonly Evaluation[]): number {
  let best = -1;
  for (const [i, { loss }] of evaluations.entries())
    if (loss < (evaluations[best]?.loss ?? Infinity)) best = i;
  return best;
}

/** Whether so many evaluations have followed the best one. */
export function isPatienceSpent(evaluations: readonly Evaluation[], patience = Infinity): boolean {
  return evaluations.length - 1 - bestOf(evaluations) >= patience;
}
