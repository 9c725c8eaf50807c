/**
 * The library behind the command line. Grouped as its folders are: estimation and metrics know nothing of files or
 * models and can be used alone; the pipeline ties everything together.
 */

import "./no-telemetry.ts";

export {
  type CurationConfig,
  type LoadedConfig,
  loadConfig,
  loadCuration,
  type PipelineConfig,
  parseConfig,
  parseCuration,
} from "./config/index.ts";
export { type FileColumns, readColumns } from "./datasets/columns.ts";
export type { CuratedCandidate, CuratedInput } from "./datasets/curated.ts";
export type { CardFacts } from "./datasets/export/card-facts.ts";
export { type ExportOptions, type ExportResult, exportDataset } from "./datasets/export/export.ts";
export { exportFormats } from "./datasets/export/formats/index.ts";
export { readExport } from "./datasets/export/read-export.ts";
export { readSidecarRow } from "./datasets/export/sidecar.ts";
export { appendLabel, type LabelFile, readLabelFile, writeDesign } from "./datasets/label-file.ts";
export { completeMapping, sampleRecords } from "./datasets/mapping.ts";
export type { BadRow, ImportedRow, Mapping, Message, Prompt, SourceRecord } from "./datasets/record.ts";
export { readRows } from "./datasets/rows.ts";
export { PstarError } from "./errors.ts";
export type { CandidateColumns, ScoreColumn } from "./estimation/columns.ts";
export {
  COMBINER_NAMES,
  type Combination,
  type CombinerName,
  combineBy,
  combineVerifiers,
} from "./estimation/combination/combine.ts";
export { type Coverage, coverage } from "./estimation/coverage.ts";
export { type Curve, curvePoint, verificationCurve } from "./estimation/curve.ts";
export { type LabelDesign, postStratify } from "./estimation/design.ts";
export { type CellEstimate, type EstimateOptions, estimateCell } from "./estimation/estimate.ts";
export { fullEstimate } from "./estimation/full-estimate.ts";
export { pstarByDelta } from "./estimation/intervals/delta.ts";
export { type Ledger, type LedgerCell, ledger } from "./estimation/ledger.ts";
export { type OperatingPoint, operatingPoint } from "./estimation/operating-point.ts";
export type {
  CombinedReport,
  CurveCell,
  EstimateReport,
  Recommendation,
  UnlabelledReport,
  VerifierReport,
} from "./estimation/report.ts";
export { estimateSelection, type SelectionEstimate } from "./estimation/selection.ts";
export { studentRange } from "./estimation/student.ts";
export { type Suggestion, type SuggestOptions, suggestLabels } from "./estimation/suggest.ts";
export { type EstimateColumnsOptions, estimateColumns, estimateScore } from "./estimation/table.ts";
export { estimateUnlabelled } from "./estimation/unlabelled/estimate.ts";
export { type Verdict, verdict } from "./estimation/verdict.ts";
export type { Generated, Generator, GeneratorItem } from "./generators/generator.ts";
export { modelGenerator } from "./generators/trained.ts";
export {
  type InspectedCell,
  inspectRun,
  listRunHeads,
  type RunHead,
  type RunInspection,
} from "./inspect/index.ts";
export { meanInterval } from "./metrics/bootstrap.ts";
export {
  breakdownPoint,
  breakdownPointOfRatio,
  keptPrecision,
  likelihoodRatio,
} from "./metrics/breakdown.ts";
export { pearson, spearman } from "./metrics/correlation.ts";
export type { Interval } from "./metrics/interval.ts";
export { type RougeMeans, rougeMeans } from "./metrics/rouge/means.ts";
export {
  type RougeKind,
  type RougeOptions,
  type RougeScore,
  type RougeScorer,
  type RougeScores,
  rouge,
  rougeScorer,
} from "./metrics/rouge/rouge.ts";
export type { CausalConfig } from "./nn/causal/config.ts";
export { causalDecodingModel } from "./nn/causal/decoding/model.ts";
export { type CausalModel, readCausalFolder } from "./nn/causal/folder.ts";
export { causalLikelihoodModel } from "./nn/causal/likelihood.ts";
export { writeCausalFolder } from "./nn/causal/write-folder.ts";
export { type TransformerConfig, transformerConfig } from "./nn/config.ts";
export { decodeByBeams } from "./nn/decoding/beam.ts";
export { type Decoded, type DecodingModel, decodingModel, type SourceRows } from "./nn/decoding/decoder.ts";
export { type Decoding, decodeBySampling, decodeGreedily } from "./nn/decoding/generate.ts";
export { type LikelihoodModel, likelihoodModel } from "./nn/decoding/likelihood.ts";
export { readAdapter, writeAdapter } from "./nn/lora/adapter-folder.ts";
export { mergeLora } from "./nn/lora/merge.ts";
export { type Model, readModelFolder, writeModelFolder } from "./nn/model-folder.ts";
export { readSafetensors, writeSafetensors } from "./nn/safetensors/index.ts";
export {
  type Cell,
  type CurationResult,
  checkJudge,
  exportSelection,
  type JudgeCheck,
  type PlannedStage,
  type Progress,
  planCuration,
  planJudgeCheck,
  planPipeline,
  type ReadBatch,
  type RunOptions,
  type RunResult,
  readPipelineBatch,
  runCuration,
  runPipeline,
  type Verb,
  type WrittenBatch,
  writePipelineBatch,
} from "./pipeline/index.ts";
export { type SelectionDifference, selectionDifference } from "./selectors/difference.ts";
export { type SelectorOptions, select, selectorOptions } from "./selectors/index.ts";
export { reasons, type ScoredCandidates, type Selection } from "./selectors/selector.ts";
export { thin } from "./selectors/thin.ts";
export type { ThinningContext } from "./selectors/thinning/context.ts";
export { type ThinningOptions, thinningOptions } from "./selectors/thinning/options.ts";
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
export { shiftedInputsError } from "./theory/collapse/covariances.ts";
export { type CollapseError, collapseError } from "./theory/collapse/error.ts";
export { classicalError, labelShift, plateau, wideLimit } from "./theory/collapse/limits.ts";
export { bestSyntheticRows, bestSyntheticShare, collapseCurve } from "./theory/collapse/optimum.ts";
export {
  type CollapseSetting,
  collapseSetting,
  type StandardOptions,
  standardSetting,
} from "./theory/collapse/setting.ts";
export { type Simulated, simulateCollapse, simulateCollapses } from "./theory/collapse/simulate.ts";
export { isotropicError, noiseFreeTotal, ridgelessError } from "./theory/collapse/special.ts";
export { bestGeneration, mixingTrajectory, nextGeneration } from "./theory/mixing/generation.ts";
export { simulateIterative, simulateWeights } from "./theory/mixing/simulate.ts";
export { MIXTURE_DEFAULTS, simulateMixture } from "./theory/mixture/simulate.ts";
export { verifiedMixture } from "./theory/mixture/verified.ts";
export { NETWORK_DEFAULTS, type NetworkOptions } from "./theory/network/options.ts";
export { simulateNetwork } from "./theory/network/simulate.ts";
export { type PlanAnswer, plan } from "./theory/plan/plan.ts";
export type { PlanQuestion } from "./theory/plan/question.ts";
export { selectionGeometry } from "./theory/selection/geometry.ts";
export { simulateTransition, TRANSITION_DEFAULTS } from "./theory/selection/transition.ts";
export { powerLaw } from "./theory/spectrum.ts";
export { loadTokenizer, type Tokenizer } from "./tokenizers/load.ts";
export { type TokenizerOptions, trainTokenizer } from "./tokenizers/train.ts";
export { writeTokenizer } from "./tokenizers/write.ts";
export { sharedTokens, type TokenRows } from "./training/batches.ts";
export type {
  CausalJob,
  TrainingJob,
  TrainingOutcome,
  TrainingProgress,
  TranslationJob,
} from "./training/job.ts";
export { type LoraOptions, loraOptions } from "./training/lora.ts";
export { type TrainingOptions, trainingOptions } from "./training/options.ts";
export { weightsOf } from "./training/parameters.ts";
export { trainModel } from "./training/train.ts";
export {
  createVerifier,
  type RuleOptions,
  ruleOptions,
  type VerifierOptions,
  verifierOptions,
} from "./verifiers/index.ts";
export type {
  ModuleBatchVerifier,
  ModuleItem,
  ModuleVerdict,
  ModuleVerifier,
} from "./verifiers/user-module.ts";
export type { Score, Verifier, VerifierContext, VerifierItem } from "./verifiers/verifier.ts";
export { version } from "./version.ts";
