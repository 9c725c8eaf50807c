import { Ajv, type ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { z } from "zod";
import { PstarError } from "../errors.ts";
import { readOutside } from "../outside.ts";
import { verifierName } from "./name.ts";
import { judgeEach } from "./text/time-limit.ts";
import type { Score, VerifierKind } from "./verifier.ts";

export const jsonSchemaOptions = z.strictObject({
  kind: z.literal("json-schema").describe("Outputs that are JSON and satisfy a schema"),
  name: verifierName,
  schema: z
    .union([z.string().min(1), z.record(z.string(), z.unknown())])
    .describe(
      "JSON Schema, draft 2020-12 or draft 7 where $schema says so, or the path of a file that holds one",
    ),
});

type Schema = Record<string, unknown>;

/**
 * Keeps outputs that are JSON from first to last character and satisfy the schema. Score: 1 kept, 0 dropped; NaN with an
 * error where one of the schema's own patterns takes longer than a second or a value is nested too deep.
 */
export const jsonSchema: VerifierKind<z.infer<typeof jsonSchemaOptions>> = {
  create({ schema }, { folder }) {
    const validate =
      typeof schema === "string" ? compile(readSchema(schema, folder), schema) : compile(schema, "verifiers");
    return (items) => judgeEach(items.length, (row) => judge(items[row]!.output, validate));
  },
  fingerprint: ({ schema }, folder) =>
    typeof schema === "string" ? readOutside(schema, folder).hash : undefined,
};

function judge(output: string, validate: ValidateFunction): Score {
  let value: unknown;
  try {
    value = JSON.parse(output);
  } catch {
    return { score: 0, keep: false };
  }
  try {
    const keep = validate(value);
    return { score: Number(keep), keep };
  } catch (error) {
    // A schema that refers to itself overflows the stack on a hundred thousand brackets.
    return { score: Number.NaN, error: `cannot be checked: ${(error as Error).message}` };
  }
}

function readSchema(file: string, folder: string | undefined): Schema {
  const { path, content } = readOutside(file, folder);
  const refuse = (reason: string, cause?: unknown): PstarError =>
    new PstarError(`holds no JSON schema: ${reason}`, { exitCode: 2, where: path, cause });
  let schema: unknown;
  try {
    schema = JSON.parse(content.toString("utf8").replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw refuse((cause as Error).message, cause);
  }
  if (typeof schema !== "object" || schema === null || Array.isArray(schema))
    throw refuse("it is not an object");
  return schema as Schema;
}

/** Keys that OpenAPI's tools put into schemas and that decide nothing. */
const annotations = ["discriminator", "example", "externalDocs", "xml"];

/** Strict about the schema's keywords: by the standard a misspelt one would be ignored, and let everything through. */
function compile(schema: Schema, where: string): ValidateFunction {
  const Draft = String(schema.$schema).includes("draft-07") ? Ajv : Ajv2020;
  const ajv = new Draft({ strict: false, strictSchema: true, logger: false });
  formats.default(ajv);
  ajv.addVocabulary(annotations);
  try {
    const validate = ajv.compile(schema);
    if ("$async" in validate) throw new Error("asynchronous schemas cannot be used here");
    return validate;
  } catch (cause) {
    throw new PstarError(`not a valid JSON schema: ${(cause as Error).message}`, {
      exitCode: 2,
      where,
      remedy: "mend the schema; references must lie inside it",
      cause,
    });
  }
}
