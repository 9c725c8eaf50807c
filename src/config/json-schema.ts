import { z } from "zod";
import { pipelineFile } from "./schema.ts";

/** The JSON Schema (draft 2020-12) of a pipeline file, for editors: what may be written, so defaults are optional. */
export function pipelineJsonSchema(): Record<string, unknown> {
  return { title: "pstar pipeline", ...z.toJSONSchema(pipelineFile, { io: "input" }) };
}

/** The schema as the text of `schema/pipeline.schema.json`. */
export function pipelineJsonSchemaText(): string {
  return `${JSON.stringify(pipelineJsonSchema(), null, 2)}\n`;
}
