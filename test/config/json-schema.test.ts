import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { pipelineJsonSchemaText } from "../../src/config/index.ts";

describe("schema/pipeline.schema.json", () => {
  const committed = readFileSync(new URL("../../schema/pipeline.schema.json", import.meta.url), "utf8");

  it("is what `node scripts/schema.ts` writes", () => {
    expect(committed).toBe(pipelineJsonSchemaText());
  });

  it("asks only for what has no default and lets no unknown key through", () => {
    const schema = JSON.parse(committed) as { required: string[]; additionalProperties: boolean };
    expect(schema.required).toEqual(["name", "task", "data", "verifiers", "selections"]);
    expect(schema.additionalProperties).toBe(false);
  });
});
