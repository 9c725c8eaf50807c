/**
 * The library behind the command line. Grouped as its folders are: estimation and metrics know nothing of files or
 * models and can be used alone; the pipeline ties everything together.
 */

export { type LoadedConfig, loadConfig, type PipelineConfig, parseConfig } from "./config/index.ts";
export { PstarError } from "./errors.ts";
export {
  breakdownPoint,
  breakdownPointOfRatio,
  keptPrecision,
  likelihoodRatio,
} from "./estimation/breakdown.ts";
export { type Coverage, coverage } from "./estimation/coverage.ts";
export { type Curve, curvePoint, verificationCurve } from "./estimation/curve.ts";
export { type CellEstimate, type EstimateOptions, estimateCell } from "./estimation/estimate.ts";
export { pstarByDelta } from "./estimation/intervals/delta.ts";
export { type Ledger, type LedgerCell, ledger } from "./estimation/ledger.ts";
export { type OperatingPoint, operatingPoint } from "./estimation/operating-point.ts";
export { studentRange } from "./estimation/student.ts";
export { type Verdict, verdict } from "./estimation/verdict.ts";
export type { Generated, Generator, GeneratorItem } from "./generators/generator.ts";
export { modelGenerator } from "./generators/model.ts";
export { meanInterval } from "./metrics/bootstrap.ts";
export { pearson, spearman } from "./metrics/correlation.ts";
export type { Interval } from "./metrics/interval.ts";
export { type TransformerConfig, transformerConfig } from "./nn/config.ts";
export { decodeByBeams } from "./nn/decoding/beam.ts";
export { type Decoded, type DecodingModel, decodingModel, type SourceRows } from "./nn/decoding/decoder.ts";
export { type Decoding, decodeBySampling, decodeGreedily } from "./nn/decoding/generate.ts";
export { type LikelihoodModel, likelihoodModel } from "./nn/decoding/likelihood.ts";
export { type Model, readModelFolder, writeModelFolder } from "./nn/model-folder.ts";
export { readSafetensors, writeSafetensors } from "./nn/safetensors.ts";
export {
  type Cell,
  type PlannedStage,
  type Progress,
  planPipeline,
  type RunOptions,
  type RunResult,
  runPipeline,
  type Verb,
} from "./pipeline/index.ts";
export { type SelectorOptions, select, selectorOptions } from "./selectors/index.ts";
export { reasons, type ScoredCandidates, type Selection } from "./selectors/selector.ts";
export {
  type LedgerEntry,
  listRuns,
  listStages,
  openStore,
  type Run,
  readCandidate,
  readCandidates,
  readEstimate,
  readExamples,
  readKept,
  readLabels,
  readLedger,
  readMetrics,
  readRun,
  readScores,
  readSelection,
  readStage,
  type Store,
  type StoredCandidate,
  type Trace,
  trace,
} from "./store/index.ts";
export { createTask, type TaskOptions, taskOptions } from "./tasks/index.ts";
export type { Codec, Example, Judgement, Split, Task } from "./tasks/task.ts";
export { sharedTokens, type TokenRows } from "./training/batches.ts";
export type { TrainingJob, TrainingOutcome, TrainingProgress } from "./training/job.ts";
export { type TrainingOptions, trainingOptions } from "./training/options.ts";
export { trainModel, weightsOf } from "./training/train.ts";
export { createVerifier, type VerifierOptions, verifierOptions } from "./verifiers/index.ts";
export type { Score, Verifier, VerifierContext, VerifierItem } from "./verifiers/verifier.ts";
export { version } from "./version.ts";
