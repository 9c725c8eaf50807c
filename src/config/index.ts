export { pipelineJsonSchemaText } from "./json-schema.ts";
export { type LoadedConfig, loadConfig, parseConfig } from "./load.ts";
export { ConfigError } from "./problem.ts";
export type { PipelineConfig, SamplingOptions, Selection } from "./schema.ts";
