export {
  type CardOptions,
  type CurationConfig,
  type EstimateOptions,
  type ExportOptions,
  estimateDefaults,
  type NamedRule,
} from "./curation.ts";
export { curationJsonSchemaText, pipelineJsonSchemaText, tuningJsonSchemaText } from "./json-schema.ts";
export {
  isCuration,
  type Loaded,
  type LoadedConfig,
  loadConfig,
  loadCuration,
  parseConfig,
  parseCuration,
} from "./load.ts";
export { ConfigError } from "./problem.ts";
export {
  cellsOf,
  type ModelPlan,
  type NamedVerifier,
  type PipelineConfig,
  type PlannedCell,
  trainedGenerator,
} from "./resolve.ts";
export type { DataSource, Selection } from "./schema.ts";
export {
  isTuning,
  loadTuning,
  type MethodOptions,
  type ObjectiveOptions,
  parseTuning,
  type TuningConfig,
  type TuningTraining,
} from "./tuning.ts";
