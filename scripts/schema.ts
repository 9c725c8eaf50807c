/** Writes schema/pipeline.schema.json from the schema that pipeline files are checked by: `node scripts/schema.ts`. */
import { writeFileSync } from "node:fs";
import { pipelineJsonSchemaText } from "../src/config/json-schema.ts";

writeFileSync(new URL("../schema/pipeline.schema.json", import.meta.url), pipelineJsonSchemaText());
