export { pipelineJsonSchemaText } from "./json-schema.ts";
export { type LoadedConfig, loadConfig, parseConfig } from "./load.ts";
export { ConfigError } from "./problem.ts";
export {
  cellsOf,
  type ModelPlan,
  type NamedVerifier,
  type PipelineConfig,
  type PlannedCell,
} from "./resolve.ts";
export type { SamplingOptions, Selection } from "./schema.ts";
