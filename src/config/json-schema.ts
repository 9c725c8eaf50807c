import { z } from "zod";
import { curationFile } from "./curation.ts";
import { pipelineFile } from "./schema.ts";
import { tuningFile } from "./tuning.ts";

/** JSON Schema (draft 2020-12) of a kind of file, for editors: what may be written, so defaults are optional. */
const jsonSchemaText = (title: string, schema: z.ZodType): string =>
  `${JSON.stringify({ title, ...z.toJSONSchema(schema, { io: "input" }) }, null, 2)}\n`;

/** The text of `schema/pipeline.schema.json`. */
export const pipelineJsonSchemaText = (): string => jsonSchemaText("pstar pipeline", pipelineFile);

/** The text of `schema/curation.schema.json`. */
export const curationJsonSchemaText = (): string => jsonSchemaText("pstar curation", curationFile);

/** The text of `schema/tuning.schema.json`. */
export const tuningJsonSchemaText = (): string => jsonSchemaText("pstar tuning", tuningFile);
