/** What a run shows of itself: plain data, read from its database alone. */

export { scopesOf } from "./choice.ts";
export { listRunHeads, type RunListing } from "./heads.ts";
export type {
  CardBlock,
  CellFigures,
  HistogramBin,
  InspectedArtifact,
  InspectedCell,
  InspectedFailure,
  InspectedModel,
  InspectedOutsider,
  InspectedSpending,
  InspectedStage,
  InspectedTraining,
  InspectedTuning,
  InspectedVerifier,
  RunHead,
  RunInspection,
  RunVerdict,
  TuningOrigin,
} from "./inspection.ts";
export { inspectRun } from "./run.ts";
export { tuningOrigin } from "./tuning.ts";
