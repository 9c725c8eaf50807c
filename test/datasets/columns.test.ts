import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type ColumnOptions, readColumns } from "../../src/datasets/columns.ts";
import { type ImportedRow, type Mapping, promptText } from "../../src/datasets/record.ts";
import { readRows } from "../../src/datasets/rows.ts";
import { createRandom } from "../../src/random/generator.ts";
import { all, failure, temporaryFiles, toCsv, toJsonl, toParquet } from "./files.ts";

const write = temporaryFiles();
const mapping: Mapping = {
  id: "id",
  input: "prompt",
  output: "response",
  reference: null,
  label: "correct",
  weight: "weight",
  scores: ["reward", "judge"],
  group: "topic",
};
const options: ColumnOptions = { seed: 1, maxBadRows: 0 };

function randomRows(seed: number, count: number) {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, i) => ({
    id: `r${i}`,
    prompt: `question ${random.integer(Math.ceil(count / 3))}`,
    response: `answer ${i}`,
    reward: random.integer(4) === 0 ? null : random.normal(),
    judge: random.uniform(),
    correct: random.integer(3) === 0 ? null : random.uniform(),
    weight: random.integer(3) + 1,
    topic: random.integer(4) === 0 ? null : `t${random.integer(3)}`,
  }));
}

/** The columns of candidates as they would be made by hand. */
function byHand(rows: readonly ImportedRow[]) {
  const inputs = [...new Set(rows.map(({ input }) => promptText(input)))];
  return {
    rows: rows.length,
    inputs: inputs.length,
    cluster: rows.map(({ input }) => inputs.indexOf(promptText(input))),
    labels: rows.map(({ label }) => label ?? Number.NaN),
    weights: rows.map(({ weight }) => weight),
    scores: mapping.scores.map((name, j) => ({ name, values: rows.map(({ scores }) => scores[j]) })),
    groups: rows.map(({ group }) => group ?? "(none)"),
  };
}

function plain({ columns }: Awaited<ReturnType<typeof readColumns>>) {
  const { rows, inputs, cluster, labels, weights, scores, group } = columns;
  return {
    rows,
    inputs,
    cluster: [...cluster],
    labels: [...labels],
    weights: [...weights!],
    scores: scores.map(({ name, values }) => ({ name, values: [...values] })),
    groups: [...group!.codes].map((code) => group!.names[code]),
  };
}

describe("readColumns", () => {
  it.each([1, 2])("holds what readRows gives, whatever the format: seed %i", async (seed) => {
    const rows = randomRows(seed, 500);
    const expected = byHand(
      (await all(readRows(write(`rows-${seed}.jsonl`, toJsonl(rows)), mapping))) as ImportedRow[],
    );
    for (const [name, content] of [
      ["jsonl", toJsonl(rows)],
      ["json", JSON.stringify(rows)],
      ["csv", toCsv(rows)],
      ["parquet", toParquet(rows, 77)],
    ] as const) {
      const found = await readColumns(write(`columns-${seed}.${name}`, content), mapping, options);
      expect(plain(found), name).toEqual(expected);
      expect(found.books, name).toEqual({ read: 500, taken: 500, bad: 0 });
    }
  });

  it("counts candidates of one row by the output's list, also where nothing else is one", async () => {
    const rows = [
      { id: "a", prompt: "p", response: ["r", "s", "t"], reward: 1, judge: 2 },
      { id: "b", prompt: "q", response: ["r"], reward: 3, judge: 4 },
      { id: "c", prompt: "p", response: ["r", "s"], reward: [5, 6], judge: 7 },
    ];
    const several = { ...mapping, label: null, weight: null, group: null };
    const { columns, books } = await readColumns(write("lists.jsonl", toJsonl(rows)), several, options);
    expect([...columns.cluster]).toEqual([0, 0, 0, 1, 0, 0]);
    expect([...columns.scores[0]!.values]).toEqual([1, 1, 1, 3, 5, 6]);
    expect(books).toEqual({ read: 3, taken: 3, bad: 0 });
    expect(columns.weights).toBeNull();
    expect(columns.group).toBeNull();
  });

  it("gives every row an input of its own where none is named, and then knows no texts", async () => {
    const rows = randomRows(3, 20);
    const bare = { ...mapping, input: null, output: null };
    const { columns } = await readColumns(write("bare.csv", toCsv(rows)), bare, options);
    expect([...columns.cluster]).toEqual(rows.map((_, i) => i));
    expect(columns.inputs).toBe(20);
    expect(columns.sample).toBeNull();
  });

  it("samples up to 1,000 inputs by the seed, the same whatever the format", async () => {
    const rows = randomRows(4, 12_000);
    const inputs = [...new Set(rows.map(({ prompt }) => prompt))];
    expect(inputs.length).toBeGreaterThan(2_000);
    const jsonl = write("sample.jsonl", toJsonl(rows));
    const sampleOf = async (path: string, seed: number) =>
      (await readColumns(path, mapping, { ...options, seed })).columns.sample!;
    const sample = await sampleOf(jsonl, 1);
    if (!("texts" in sample)) throw new Error("no texts");
    expect(sample.texts).toEqual([...sample.inputs].map((input) => inputs[input]));
    expect(new Set(sample.inputs).size).toBe(1_000);
    expect([...sample.inputs]).toEqual([...sample.inputs].sort((a, b) => a - b));
    expect(await sampleOf(write("sample.parquet", toParquet(rows, 999)), 1)).toEqual(sample);
    expect((await sampleOf(jsonl, 2)).inputs).not.toEqual(sample.inputs);
    // Uniform: the mean of 1,000 of n places lies within five standard errors of their middle.
    const n = inputs.length;
    const mean = sample.inputs.reduce((sum, input) => sum + input, 0) / 1_000;
    expect(Math.abs(mean - (n - 1) / 2)).toBeLessThan(5 * Math.sqrt((n * n) / 12 / 1_000));
  });

  it("samples vectors where rows hold them", async () => {
    const rows = randomRows(5, 50).map((row, i) => ({ ...row, prompt: `p${i}`, embedding: [i, 1 - i, 0.5] }));
    const { columns } = await readColumns(write("vectors.jsonl", toJsonl(rows)), mapping, options);
    expect(columns.sample).toEqual({
      inputs: Int32Array.from(rows.keys()),
      vectors: Float64Array.from(rows.flatMap(({ embedding }) => embedding)),
    });
  });

  it("lets given labels win, and tells how many belong to no row", async () => {
    const rows = randomRows(6, 5);
    const labels = new Map([
      ["r1", { label: 1, weight: 4 }],
      ["r9", { label: 0, weight: 1 }],
    ]);
    const found = await readColumns(write("labels.jsonl", toJsonl(rows)), mapping, { ...options, labels });
    expect(found.columns.labels[1]).toBe(1);
    expect(found.columns.weights![1]).toBe(4);
    expect(found.strayLabels).toBe(1);
  });

  it("reports progress in bytes and rows", async () => {
    const rows = randomRows(7, 10);
    const path = write("progress.jsonl", toJsonl(rows));
    const seen: number[][] = [];
    await readColumns(path, mapping, { ...options, onProgress: (...now) => seen.push(now) });
    const size = readFileSync(path).length;
    expect(seen.at(-1)).toEqual([size, size, 10]);
  });
});

describe("bad rows", () => {
  const good = { id: "a", prompt: "p", response: "r", reward: 1, judge: 1 };
  const content = `${JSON.stringify(good)}\n{nonsense\n${JSON.stringify({ ...good, reward: "much" })}\n${JSON.stringify({ ...good, id: "b" })}\n`;
  const path = write("bad.jsonl", content);
  const rejects = write("bad.rejects.jsonl", "of an earlier time\n");

  it("stop the work past the limit, with the first one's line and reason, the count, and the way on", async () => {
    const error = await failure(() => readColumns(path, mapping, { ...options, rejects }));
    expect(error.exitCode).toBe(1);
    expect(error.line).toMatch(
      /bad\.jsonl:2: is not JSON: .* — mend it, or go on .* --max-bad-rows 10; rejects are in .*bad\.rejects\.jsonl$/,
    );
    expect(readFileSync(rejects, "utf8")).toMatch(/^\{"line":2,"reason":"is not JSON[^\n]*\n$/);
    const second = await failure(() => readColumns(path, mapping, { ...options, maxBadRows: 1 }));
    expect(second.line).toMatch(/bad\.jsonl:2: is not JSON: .*, and 1 more bad row up to here — /);
  });

  it("are counted and kept in the rejects up to the limit, and the books balance", async () => {
    const { books, columns } = await readColumns(path, mapping, { ...options, maxBadRows: 2, rejects });
    expect(books).toEqual({ read: 4, taken: 2, bad: 2 });
    expect(columns.rows).toBe(2);
    const kept = readFileSync(rejects, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(kept.map(({ line }) => line)).toEqual([2, 3]);
    expect(kept[1]).toEqual({
      line: 3,
      reason: '"reward" is no number: "much"',
      text: JSON.stringify({ ...good, reward: "much" }),
    });
  });

  it("leave no rejects of an earlier time where there are none", async () => {
    await readColumns(write("good.jsonl", toJsonl([good])), mapping, { ...options, rejects });
    expect(existsSync(rejects)).toBe(false);
  });

  it("never overwrite the file they come from, and say so where they can't be written", async () => {
    const same = await failure(() =>
      readColumns(path, mapping, { ...options, maxBadRows: 9, rejects: path }),
    );
    expect(same.line).toMatch(/would be overwritten by its own rejects/);
    expect(readFileSync(path, "utf8")).toBe(content);
    const nowhere = await failure(() =>
      readColumns(path, mapping, { ...options, maxBadRows: 9, rejects: `${path}/x/rejects.jsonl` }),
    );
    expect(nowhere.line).toMatch(/rejects can't be written: .* — name a file you may write$/);
  });
});
