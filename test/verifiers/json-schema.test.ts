import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PstarError } from "../../src/errors.ts";
import { createVerifier, fingerprintVerifier } from "../../src/verifiers/index.ts";
import { ofOutputs, parsed, verdicts } from "./rules.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pstar-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const keeps = async (schema: unknown, ...values: unknown[]) =>
  (await ofOutputs({ kind: "json-schema", schema }, ...values.map((value) => JSON.stringify(value)))).map(
    ({ keep }) => keep,
  );

async function failure(schema: unknown): Promise<PstarError> {
  try {
    await verdicts({ kind: "json-schema", schema }, [], folder);
  } catch (error) {
    if (error instanceof PstarError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("json-schema", () => {
  it("keeps JSON that satisfies the schema, and only what is JSON as a whole", async () => {
    const schema = {
      type: "object",
      properties: { age: { type: "integer", minimum: 0 } },
      required: ["age"],
    };
    const outputs = [
      '{"age": 3}',
      ' {"age": 3}\n',
      '{"age": -1}',
      "{}",
      "null",
      '"age"',
      "",
      "{",
      '```json\n{"age": 3}\n```',
    ];
    const said = await ofOutputs({ kind: "json-schema", schema }, ...outputs);
    expect(said.map(({ score }) => score)).toEqual([1, 1, 0, 0, 0, 0, 0, 0, 0]);
    expect(said.map(({ keep }) => keep)).toEqual(said.map(({ score }) => score === 1));
  });

  // Cases from the JSON Schema Test Suite, draft 2020-12.
  it.each<[string, unknown, unknown[], unknown[]]>([
    ["a float without fraction is an integer", { type: "integer" }, [1, 1.0, -0], [1.1, "1", null, true]],
    ["multipleOf", { multipleOf: 0.0001 }, [0.0075], [0.00751]],
    [
      "uniqueItems tells 1 from true",
      { uniqueItems: true },
      [
        [1, true],
        [[1], [true]],
      ],
      [
        [1, 1],
        [
          { a: 1, b: 2 },
          { b: 2, a: 1 },
        ],
      ],
    ],
    [
      "prefixItems",
      { prefixItems: [{ type: "integer" }], items: { type: "string" } },
      [[1, "a"], []],
      [["a"], [1, 2]],
    ],
    ["maxLength counts code points", { maxLength: 2 }, ["💩💩", 100], ["foo"]],
    ["const is by value", { const: { a: [1] } }, [{ a: [1] }], [{ a: [1, 2] }, [1]]],
    ["oneOf is exactly one", { oneOf: [{ type: "integer" }, { minimum: 2 }] }, [1, 2.5], [3, 1.5]],
    [
      "if, then, else",
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      { if: { exclusiveMaximum: 0 }, then: { minimum: -10 }, else: { multipleOf: 2 } },
      [-1, 4],
      [-100, 3],
    ],
    ["dependentRequired", { dependentRequired: { bar: ["foo"] } }, [{}, { foo: 1, bar: 2 }], [{ bar: 2 }]],
    [
      "unevaluatedProperties",
      { allOf: [{ properties: { foo: {} } }], unevaluatedProperties: false },
      [{ foo: 1 }],
      [{ foo: 1, bar: 2 }],
    ],
    [
      "$defs and recursion",
      { properties: { next: { $ref: "#" } }, additionalProperties: false },
      [{ next: { next: {} } }],
      [{ next: { foo: 1 } }],
    ],
    ["formats are checked", { format: "date" }, ["2024-02-29", 12], ["2023-02-29", "01/02/2023"]],
    ["format email", { format: "email" }, ["joe@example.com"], ["2962"]],
  ])("%s", async (_, schema, right, wrong) => {
    expect(await keeps(schema, ...right)).toEqual(right.map(() => true));
    expect(await keeps(schema, ...wrong)).toEqual(wrong.map(() => false));
  });

  it("reads drafts 7 and 2020-12 as they say they are", async () => {
    const items = { items: [{ type: "integer" }, { type: "string" }] };
    const seven = { $schema: "http://json-schema.org/draft-07/schema#", ...items };
    expect(await keeps(seven, [1, "a"], ["a", 1])).toEqual([true, false]);
    expect((await failure(items)).message).toMatch(/not a valid JSON schema/);
    const latest = { $schema: "https://json-schema.org/draft/2020-12/schema", type: "string" };
    expect(await keeps(latest, "a", 1)).toEqual([true, false]);
  });

  it("reads a schema from a file beside the one that names it, whose hash stands for it", async () => {
    writeFileSync(join(folder, "schema.json"), '\uFEFF{"type": "string"}');
    const rule = { kind: "json-schema", schema: "schema.json" };
    const said = await verdicts(rule, [{ output: '"a"' }, { output: "1" }], folder);
    expect(said.map(({ score }) => score)).toEqual([1, 0]);
    const before = fingerprintVerifier(parsed(rule), folder);
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    writeFileSync(join(folder, "schema.json"), '{"type": "number"}');
    expect(fingerprintVerifier(parsed(rule), folder)).not.toBe(before);
    expect(fingerprintVerifier(parsed({ ...rule, schema: { type: "string" } }), folder)).toBeUndefined();
  });

  it("refuses what is no schema before any row, in one line", async () => {
    writeFileSync(join(folder, "broken.json"), "{");
    writeFileSync(join(folder, "list.json"), "[]");
    for (const [schema, message] of [
      [{ type: "strin" }, /must be equal to one of the allowed values/],
      [{ requird: ["a"] }, /unknown keyword: "requird"/],
      [{ $ref: "https://example.com/other.json" }, /can't resolve reference/],
      [{ format: "dat" }, /unknown format "dat"/],
      [{ pattern: "(" }, /regular expression|regex|pattern/i],
      [{ $async: true, type: "string" }, /asynchronous/],
      ["missing.json", /no such file/],
      ["broken.json", /holds no JSON schema/],
      ["list.json", /it is not an object/],
    ] as const) {
      const error = await failure(schema);
      expect(error.message).toMatch(message);
      expect(error.exitCode).toBe(2);
      expect(error.line).not.toContain("\n");
      if (typeof schema === "string") expect(error.where).toBe(join(folder, schema));
    }
  });

  it("lets through the annotations that OpenAPI's tools write", async () => {
    expect(
      await keeps({ type: "string", example: "a", title: "T", discriminator: { propertyName: "k" } }, "b"),
    ).toEqual([true]);
  });

  it("fails the row that cannot be checked and goes on", async () => {
    const slow = { type: "string", pattern: "^(a+)+$" };
    const [first, second] = await ofOutputs(
      { kind: "json-schema", schema: slow },
      `"${"a".repeat(60)}!"`,
      '"a"',
    );
    expect(first!.score).toBeNaN();
    expect(first!.error).toMatch(/second/);
    expect(second).toEqual({ score: 1, keep: true });
    const nested = "[".repeat(200_000) + "]".repeat(200_000);
    const [deep, flat] = await ofOutputs(
      { kind: "json-schema", schema: { items: { $ref: "#" } } },
      nested,
      "[[]]",
    );
    expect(deep!.keep).not.toBe(true);
    expect(flat!.keep).toBe(true);
  });

  it("compiles a schema once, for any number of batches", async () => {
    const options = parsed({
      kind: "json-schema",
      schema: { $id: "https://example.com/one", type: "string" },
    });
    const context = {
      task: { name: "", wellFormed: () => true, judge: () => expect.fail("no task is asked") },
    };
    const verifier = createVerifier("a", options, context);
    const again = createVerifier("b", options, context);
    for (const one of [verifier, again, verifier]) expect(await one.score([])).toEqual([]);
  });
});
