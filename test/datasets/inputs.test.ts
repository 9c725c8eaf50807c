import { describe, expect, it } from "vitest";
import { readInputs } from "../../src/datasets/inputs.ts";
import { failure, temporaryFiles, toJsonl } from "./files.ts";

const write = temporaryFiles();

describe("the inputs of a file", () => {
  const rows = [
    { document: "first", summary: "one", category: "a" },
    { document: "second", summary: "two", category: "b" },
    { document: "first", summary: "again", category: "b" },
    { document: "third", category: null },
  ];

  it("come in its order, each once, with what the fields are named to hold", async () => {
    const path = write("named.jsonl", toJsonl(rows));
    const fields = { input: "document", reference: "summary", group: "category" };
    expect(await readInputs(path, fields)).toEqual([
      { input: "first", reference: "one", stratum: "a", line: 1 },
      { input: "second", reference: "two", stratum: "b", line: 2 },
      { input: "third", reference: "", stratum: null, line: 4 },
    ]);
  });

  it("are guessed by the usual names, a summary being the true answer where nothing else is", async () => {
    const path = write("guessed.jsonl", toJsonl(rows.slice(0, 2)));
    const guessed = await readInputs(path, {});
    expect(guessed.map(({ input, reference }) => [input, reference])).toEqual([
      ["first", "one"],
      ["second", "two"],
    ]);
  });

  it("are refused with the line of the first row that has none", async () => {
    const path = write("blank.jsonl", toJsonl([...rows.slice(0, 2), { document: " ", summary: "x" }]));
    const error = await failure(() => readInputs(path, { input: "document" }));
    expect(error.where).toBe(`${path}:3`);
    expect(error.message).toBe('has no text in "document"');
  });

  it("are refused where no field looks like one", async () => {
    const path = write("strange.jsonl", toJsonl([{ a: "x", b: "y" }]));
    const error = await failure(() => readInputs(path, {}));
    expect(error.exitCode).toBe(2);
    expect(error.remedy).toContain("data.source.fields.input");
  });
});
