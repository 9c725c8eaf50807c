/** Writes schema/*.schema.json from the schemas that files are checked by: `node scripts/schema.ts`. */
import { writeFileSync } from "node:fs";
import {
  curationJsonSchemaText,
  pipelineJsonSchemaText,
  tuningJsonSchemaText,
} from "../src/config/json-schema.ts";

const write = (name: string, text: string): void =>
  writeFileSync(new URL(`../schema/${name}.schema.json`, import.meta.url), text);

write("pipeline", pipelineJsonSchemaText());
write("curation", curationJsonSchemaText());
write("tuning", tuningJsonSchemaText());
