export {
  type BatchPart,
  type ReadBatch,
  readPipelineBatch,
  type WrittenBatch,
  writePipelineBatch,
} from "./batch.ts";
export {
  type CurationOptions,
  type CurationResult,
  planCuration,
  resolveSource,
  runCuration,
  type SelectionResult,
} from "./curate.ts";
export { type CurationVerb, curationVerbs } from "./curation-plan.ts";
export { type Exported, exportSelection, type SelectionExport } from "./export-selection.ts";
export {
  checkJudge,
  type JudgeCheck,
  type PlannedJudgeCheck,
  planJudgeCheck,
} from "./judge-check.ts";
export { type Verb, verbs } from "./plan.ts";
export {
  evaluatePredictions,
  type PredictionResult,
  type PredictionSource,
  testInputs,
} from "./predictions.ts";
export type { Progress } from "./progress.ts";
export type { PredictionCounts } from "./read-predictions.ts";
export type { RequestOptions } from "./requests.ts";
export type { Cell, RunResult } from "./result.ts";
export { type PlannedStage, planPipeline, type RunOptions, runPipeline } from "./run.ts";
export { columnsOfRun } from "./run-columns.ts";
export { weighted } from "./stages/scored.ts";
export {
  type LessonCounts,
  type PreparedTuning,
  paceOf,
  plannedStages,
  prepareTuning,
  runTuning,
  type TuneOptions,
  type TuneResult,
} from "./tune.ts";
