export { type Verb, verbs } from "./plan.ts";
export type { Progress } from "./progress.ts";
export type { Cell, RunResult } from "./result.ts";
export { type PlannedStage, planPipeline, type RunOptions, runPipeline } from "./run.ts";
