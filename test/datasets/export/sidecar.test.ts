import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exportDataset } from "../../../src/datasets/export/export.ts";
import { type ExportedRow, readExport } from "../../../src/datasets/export/read-export.ts";
import { parseRowReference, readSidecarRow } from "../../../src/datasets/export/sidecar.ts";
import { PstarError } from "../../../src/errors.ts";
import { nastyText, optionsFor, randomInputs, scratch } from "./samples.ts";

const inputs = randomInputs(150, 8, nastyText);

async function exported(options: Parameters<typeof optionsFor>[2] = {}) {
  const parent = scratch();
  const folder = join(parent, "out");
  await exportDataset(inputs, optionsFor(inputs, folder, options));
  const rows: ExportedRow[] = [];
  await readExport(folder, (row) => rows.push(row));
  return { parent, folder, rows };
}

async function lineOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(PstarError);
  return (error as PstarError).line;
}

describe("the provenance of an exported row", () => {
  it.each([
    { format: "messages", file: "jsonl" as const },
    { format: "preference", file: "parquet" as const },
  ])("is found by its file and row: $format, $file", async (options) => {
    const { parent, folder, rows } = await exported(options);
    const candidates = new Map(inputs.flatMap((input) => input.candidates.map((one) => [one.id, one])));
    for (const split of ["train", "validation"] as const) {
      const ofSplit = rows.filter((row) => row.split === split);
      expect(ofSplit.length).toBeGreaterThan(5);
      for (const line of [1, 2, ofSplit.length]) {
        const { header, entry, database } = await readSidecarRow(
          join(folder, `${split}.${options.file}:${line}`),
        );
        expect(entry).toEqual(ofSplit[line - 1].origin);
        expect(entry.row).toBe(`${split}:${line}`);
        expect(database).toBe(join(parent, "run.db"));
        expect(header).toMatchObject({ selection: "s5", version: "0.1.0", format: options.format });
        for (const { id, source, score, facts } of entry.candidates) {
          const one = candidates.get(id)!;
          expect(source).toBe(one.sourceId);
          expect(score).toBe(Number.isFinite(one.score) ? one.score : null);
          expect(facts).toEqual({ generator: "some/model-1B", of: id });
        }
      }
    }
  });

  it("adds nothing to the training file", async () => {
    const { folder, rows } = await exported();
    const file = readFileSync(join(folder, "train.jsonl"), "utf8");
    const { origin } = rows[0];
    expect(file).not.toContain(origin.input);
    expect(file).not.toContain(origin.candidates[0].id);
  });

  it("is refused for rows that aren't there, and files that are no export's", async () => {
    const { parent, folder, rows } = await exported();
    const file = join(folder, "train.jsonl");
    const last = rows.filter(({ split }) => split === "train").length;
    expect(await lineOf(readSidecarRow(`${file}:0`))).toContain(`only 1 to ${last}`);
    expect(await lineOf(readSidecarRow(`${file}:${last + 1}`))).toContain(`only 1 to ${last}`);
    expect(await lineOf(readSidecarRow(file))).toContain("names no row");
    expect(await lineOf(readSidecarRow(join(folder, "test.jsonl:1")))).toContain(
      "train.jsonl, validation.jsonl",
    );
    expect(await lineOf(readSidecarRow(join(parent, "train.jsonl:1")))).toContain("no provenance.jsonl");
    rmSync(file);
    expect(await lineOf(readSidecarRow(`${file}:1`))).toContain("no data file");
  });

  it("is refused once the file has changed by a byte", async () => {
    const { folder } = await exported();
    const file = join(folder, "train.jsonl");
    const original = readFileSync(file);
    for (const at of [0, original.length >> 1, original.length - 1]) {
      const changed = Buffer.from(original);
      changed[at] ^= 1;
      writeFileSync(file, changed);
      expect(await lineOf(readSidecarRow(`${file}:1`))).toContain("has changed since");
    }
    writeFileSync(file, original);
    expect((await readSidecarRow(`${file}:1`)).entry.row).toBe("train:1");
  });

  it("names rows as a shell would take them", () => {
    expect(parseRowReference("out/train.jsonl:17")).toEqual({ file: "out/train.jsonl", line: 17 });
    expect(parseRowReference("C:\\out\\a:b.parquet:1")).toEqual({ file: "C:\\out\\a:b.parquet", line: 1 });
    for (const other of ["c4-120", "train.jsonl", "train.jsonl:", "train.csv:3", "train.jsonl:-1"]) {
      expect(parseRowReference(other)).toBeNull();
    }
  });
});

describe("reading an export strictly", () => {
  const replace = (path: string, from: string | RegExp, to: string): void => {
    const text = readFileSync(path, "utf8");
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    writeFileSync(path, changed);
  };

  it.each<[string, (folder: string) => void, string]>([
    ["a changed data file", (out) => replace(join(out, "train.jsonl"), /.$/m, " "), "has changed"],
    ["a longer data file", (out) => appendFileSync(join(out, "train.jsonl"), "\n"), "bytes instead of"],
    ["a missing file", (out) => rmSync(join(out, "validation.jsonl")), "is missing"],
    ["a further file", (out) => writeFileSync(join(out, "test.jsonl"), ""), "no part of the export"],
    [
      "a further line of provenance",
      (out) => appendFileSync(join(out, "provenance.jsonl"), "{}\n"),
      "no line",
    ],
    [
      "a line of provenance that is gone",
      (out) => replace(join(out, "provenance.jsonl"), /\n.*\n$/, "\n"),
      "not know",
    ],
    [
      "another split",
      (out) => replace(join(out, "provenance.jsonl"), '"seed":11', '"seed":12'),
      "other side",
    ],
    ["another format", (out) => replace(join(out, "provenance.jsonl"), '"messages"', '"alpaca"'), ":1: "],
    ["no front matter", (out) => replace(join(out, "README.md"), "---\n", ""), "front matter"],
    ["a card without licence", (out) => replace(join(out, "README.md"), /license: .*\n/, ""), "license"],
    [
      "a card of other files",
      (out) => replace(join(out, "README.md"), "path: train", "path: rain"),
      "other data",
    ],
  ])("finds %s", async (_, spoil, message) => {
    const { folder } = await exported();
    spoil(folder);
    expect(await lineOf(readExport(folder))).toContain(message);
  });
});
