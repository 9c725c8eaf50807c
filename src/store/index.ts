/** All that the rest of pstar may know of the store: typed functions over an open one, and no SQL. */
export {
  type Artifact,
  artifactFolder,
  hashFile,
  readArtifact,
  recordArtifact,
} from "./artifacts.ts";
export {
  type CallRow,
  findAnswer,
  readRunSpending,
  readSpending,
  recordCall,
  type Spending,
  type SpendingMoment,
} from "./calls.ts";
export {
  type CandidateRow,
  countCandidates,
  failedCandidates,
  readCandidate,
  readCandidates,
  readField,
  readGroups,
  readKept,
  readSourceIds,
  type StoredCandidate,
  writeCandidates,
} from "./candidates.ts";
export {
  countFailedCandidates,
  dataVersion,
  labelExtent,
  readExamplesOf,
  readFieldOf,
  readReasonsOf,
  readScoresOf,
  snapshot,
} from "./column-parts.ts";
export {
  countExamples,
  type ExampleRow,
  readExample,
  readExamples,
  type StoredExample,
  writeExamples,
} from "./examples.ts";
export { type FailedRows, failedRows } from "./failed-rows.ts";
export { isBusy } from "./failures.ts";
export {
  appendHandLabel,
  byHand,
  type HandLabel,
  type HandLabelColumns,
  readHandLabel,
  readHandLabels,
  readLabelsOfOthers,
} from "./hand-labels.ts";
export { type PublicId, parseId, positionOf, publicArtifactId, publicId, rowId, stageOf } from "./ids.ts";
export { type LabelColumns, readLabels, writeLabels } from "./labels.ts";
export { type LedgerEntry, type LedgerRow, readLedger, recordCell } from "./ledger.ts";
export {
  type ArtifactEntry,
  artifactsOf,
  type CandidateFate,
  type CandidateLabel,
  type CandidateScore,
  fatesOf,
  labelsOf,
  runsOfStage,
  type Siblings,
  scoresOf,
  siblingsOf,
} from "./lineage.ts";
export {
  type MetricValue,
  readEstimate,
  readMetrics,
  readTraining,
  type Training,
  writeEstimate,
  writeEvaluation,
  writeTraining,
} from "./outcomes.ts";
export {
  type RowHead,
  readFates,
  readLabelHeads,
  readRowHeads,
  readScoreHeads,
  type ScoreHead,
} from "./row-heads.ts";
export { committedRows } from "./rows.ts";
export { createRun, finishRun, listRuns, type Run, type RunStatus, readRun } from "./runs.ts";
export {
  countScores,
  failedScores,
  readScores,
  type ScoreColumns,
  type ScoreRow,
  writeScores,
} from "./scores.ts";
export { type FoundWord, openSearcher, type Searcher } from "./search.ts";
export {
  indexAnswered,
  indexNext,
  isDamage,
  openSearchIndex,
  removeSearchIndex,
  type SearchedStages,
  type SearchIndex,
} from "./search-index.ts";
export {
  countReasons,
  type Decisions,
  readSelection,
  readSelectionRule,
  type SelectionRule,
  type StoredSelection,
  writeSelection,
} from "./selections.ts";
export {
  type Books,
  beginStage,
  completeStage,
  findStage,
  listStages,
  readStage,
  type Stage,
  type StageInput,
  type StagePlan,
} from "./stages.ts";
export { openIfMade, openStore, type Store } from "./store.ts";
export { trace } from "./trace.ts";
export type { Trace, TraceEdge, TraceNode } from "./trace-graph.ts";
