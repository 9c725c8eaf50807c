import { readdirSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import {
  curationJsonSchemaText,
  isCuration,
  isTuning,
  pipelineJsonSchemaText,
  tuningJsonSchemaText,
} from "../../src/config/index.ts";

const kinds = [
  {
    kind: "pipeline",
    text: pipelineJsonSchemaText,
    required: ["name", "task", "data", "verifiers", "selections"],
  },
  { kind: "curation", text: curationJsonSchemaText, required: ["name", "source"] },
  { kind: "tuning", text: tuningJsonSchemaText, required: ["name", "model", "data", "out"] },
];

const kindOf = (path: string): string =>
  isTuning(path) ? "tuning" : isCuration(path) ? "curation" : "pipeline";

const examples = new URL("../../examples/", import.meta.url);

describe.each(kinds)("the schema of a $kind file", ({ kind, text, required }) => {
  const committed = readFileSync(new URL(`../../schema/${kind}.schema.json`, import.meta.url), "utf8");
  const schema = JSON.parse(committed) as { required: string[]; additionalProperties: boolean };

  it("is what `node scripts/schema.ts` writes", () => {
    expect(committed).toBe(text());
  });

  it("asks only for what has no default and lets no unknown key through", () => {
    expect(schema.required).toEqual(required);
    expect(schema.additionalProperties).toBe(false);
  });

  it("takes the examples, which name it to editors", () => {
    const validate = new Ajv2020({ strict: false }).compile(schema);
    const files = readdirSync(examples)
      .filter((file) => file.endsWith(".yaml"))
      .filter((file) => kindOf(new URL(file, examples).pathname) === kind);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const written = readFileSync(new URL(file, examples), "utf8");
      expect(validate(parse(written)), `${file}: ${JSON.stringify(validate.errors)}`).toBe(true);
      expect(written.split("\n")[0]).toBe(`# yaml-language-server: $schema=../schema/${kind}.schema.json`);
      expect(validate({ ...(parse(written) as object), sede: 1 })).toBe(false);
    }
  });
});
