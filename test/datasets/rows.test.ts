import { describe, expect, it } from "vitest";
import { completeMapping, sampleRecords } from "../../src/datasets/mapping.ts";
import type { ImportedRow, Mapping } from "../../src/datasets/record.ts";
import { readRows } from "../../src/datasets/rows.ts";
import { createRandom } from "../../src/random/generator.ts";
import { all, gzip, type Row, temporaryFiles, toCsv, toJsonl, toParquet } from "./files.ts";

const write = temporaryFiles();
const plain: Mapping = {
  id: null,
  input: "prompt",
  output: "response",
  reference: null,
  label: null,
  weight: null,
  scores: [],
  group: null,
};
let files = 0;
const read = (
  rows: readonly unknown[],
  mapping: Partial<Mapping> = {},
  labels?: Parameters<typeof readRows>[2],
) => all(readRows(write(`rows-${files++}.jsonl`, toJsonl(rows)), { ...plain, ...mapping }, labels));
const one = async (row: object, mapping: Partial<Mapping> = {}) => (await read([row], mapping))[0]!;

/** Texts that formats tend to trip over. */
const alphabet = [..."ab \"',;\t\n\\/{}[]é🙂λ\u2028"];
function randomRows(seed: number, count: number): Row[] {
  const random = createRandom(seed);
  const text = (): string =>
    `x${Array.from({ length: random.integer(30) }, () => alphabet[random.integer(alphabet.length)]).join("")}`;
  return Array.from({ length: count }, (_, i) => ({
    id: `r${i}`,
    prompt: text(),
    response: text(),
    reward: random.integer(5) === 0 ? null : random.normal(),
    valid: random.integer(2) === 0,
    correct: random.integer(3) === 0 ? null : random.integer(2) === 0,
    topic: ["sums", "proofs"][random.integer(2)]!,
    remark: text(),
  }));
}

describe("readRows", () => {
  it.each([1, 2, 3])("gives the same candidates whatever the format: seed %i", async (seed) => {
    const rows = randomRows(seed, 200);
    const mapping = {
      ...plain,
      id: "id",
      label: "correct",
      scores: ["reward", "valid"],
      group: "topic",
    };
    const expected = rows.map((row, i) => ({
      id: `r${i}`,
      line: i + 1,
      input: row.prompt,
      output: row.response,
      reference: "",
      label: row.correct === null ? null : Number(row.correct),
      weight: 1,
      scores: [row.reward ?? Number.NaN, Number(row.valid)],
      group: row.topic,
      fields: { remark: row.remark },
    }));
    const withoutLine = (row: object): object => ({ ...row, line: 0 });
    for (const [name, content] of [
      ["jsonl", toJsonl(rows)],
      ["jsonl.gz", gzip(toJsonl(rows))],
      ["json", JSON.stringify(rows, null, 1)],
      ["csv", toCsv(rows)],
      ["tsv", toCsv(rows, "\t")],
      ["parquet", toParquet(rows, 64)],
    ] as const) {
      const path = write(`same-${seed}.${name}`, content);
      const found = await all(readRows(path, mapping));
      expect(found.map(withoutLine), name).toEqual(expected.map(withoutLine));
      if (name === "jsonl" || name === "parquet") expect(found).toEqual(expected);
      const { records } = await sampleRecords(path);
      expect(completeMapping(records, { scores: ["reward", "valid"] }, path), name).toEqual(mapping);
    }
  });

  it("gives the same candidates wherever chunks end", async () => {
    const rows = randomRows(4, 12_000).map((row) => ({ ...row, more: "é".repeat(100) }));
    const content = toJsonl(rows);
    expect(content.length).toBeGreaterThan(2 ** 21);
    const expected = await all(readRows(write("chunks.jsonl", content), plain));
    expect(expected.length).toBe(rows.length);
    for (const padding of [1, 2, 3]) {
      const shifted = await all(readRows(write("chunks.jsonl", " ".repeat(padding) + content), plain));
      expect(shifted).toEqual(expected);
    }
    const array = await all(
      readRows(write("chunks.json", `[${content.trimEnd().replaceAll("\n", "\n,")}]`), plain),
    );
    expect(array).toEqual(expected);
  });

  it("takes several candidates from one row", async () => {
    const row = { prompt: "p", response: ["a", "b"], s: [0.1, null], t: 3, right: [true, false], w: 2 };
    const rows = await read([row, { prompt: "q", response: "c" }], {
      scores: ["s", "t"],
      label: "right",
      weight: "w",
    });
    expect(rows).toMatchObject([
      { id: "1.0", line: 1, input: "p", output: "a", scores: [0.1, 3], label: 1, weight: 2 },
      { id: "1.1", line: 1, input: "p", output: "b", scores: [Number.NaN, 3], label: 0, weight: 2 },
      { id: "2", line: 2, input: "q", output: "c", scores: [Number.NaN, Number.NaN], label: null, weight: 1 },
    ]);
  });

  it("takes the last answer of a chat for the output, unless another field holds it", async () => {
    const user = { role: "user", content: "2 + 2?" };
    const answer = { role: "assistant", content: "4" };
    const messages = [{ role: "system", content: "Add." }, user, answer];
    const chat = { input: "messages", output: null };
    expect(await one({ messages }, chat)).toMatchObject({ input: messages.slice(0, 2), output: "4" });
    expect(await one({ messages, response: "5" }, { input: "messages" })).toMatchObject({
      input: messages,
      output: "5",
    });
    const conversations = [
      { from: "human", value: "2 + 2?" },
      { from: "gpt", value: "4" },
    ];
    const shared = await one({ conversations }, { input: "conversations", output: null });
    expect(shared).toMatchObject({ input: [user], output: "4" });
    const parts = [
      { role: "user", content: [{ type: "text", text: "2 + 2?" }, { type: "image_url" }] },
      answer,
    ];
    expect(await one({ messages: parts }, chat)).toMatchObject({ input: [user], output: "4" });
    const conversational = await one({ prompt: [user], completion: [answer] }, { output: "completion" });
    expect(conversational).toMatchObject({ input: [user], output: "4" });
    expect(await one({ messages: [user] }, chat)).toMatchObject({
      reason: expect.stringContaining("answer"),
    });
    expect(await one({ messages: [answer] }, chat)).toMatchObject({
      reason: expect.stringContaining("answer"),
    });
  });

  it("joins an instruction and its input by a blank line, where there is one", async () => {
    const mapping = { input: "instruction + input" };
    const alpaca = { instruction: "Translate.", input: "chat", response: "cat" };
    expect(await one(alpaca, mapping)).toMatchObject({ input: "Translate.\n\nchat", fields: {} });
    expect(await one({ ...alpaca, input: "" }, mapping)).toMatchObject({ input: "Translate." });
    expect(await one({ ...alpaca, instruction: null, input: " " }, mapping)).toMatchObject({
      reason: 'has no "instruction + input"',
    });
  });

  it("reaches into objects by dotted names, the whole name first", async () => {
    const row = { prompt: "p", response: "r", scores: { a: 1, b: { c: 2 } }, "x.y": 3, x: { y: 4 } };
    expect(await one(row, { scores: ["scores.a", "scores.b.c", "x.y", "scores.none.at"] })).toMatchObject({
      scores: [1, 2, 3, Number.NaN],
    });
  });

  it.each<[unknown, number | null]>([
    [true, 1],
    [false, 0],
    [1, 1],
    [0, 0],
    [0.25, 0.25],
    ["yes", 1],
    ["No", 0],
    ["TRUE", 1],
    ["incorrect", 0],
    [" correct ", 1],
    ["0.75", 0.75],
    ["", null],
    [null, null],
    ["NaN", null],
    ["None", null],
  ])("reads the label %j as %j", async (right, label) => {
    expect(await one({ prompt: "p", response: "r", right }, { label: "right" })).toMatchObject({ label });
  });

  it.each<[unknown, number]>([
    [1.5, 1.5],
    ["1.5e3", 1500],
    [true, 1],
    ["False", 0],
    ["", Number.NaN],
    [null, Number.NaN],
    ["nan", Number.NaN],
    ["-inf", Number.NaN],
  ])("reads the score %j as %j", async (score, value) => {
    expect(await one({ prompt: "p", response: "r", score }, { scores: ["score"] })).toMatchObject({
      scores: [value],
    });
  });

  it.each<[string, object, RegExp]>([
    ["without input", { response: "r" }, /^has no "prompt"$/],
    ["with an empty input", { prompt: "", response: "r" }, /^has no "prompt"$/],
    ["without output", { prompt: "p", response: null }, /^has no "response"$/],
    [
      "whose input is an object",
      { prompt: { a: 1 }, response: "r" },
      /^"prompt" is neither a text, nor a chat: /,
    ],
    [
      "without candidates",
      { prompt: "p", response: [] },
      /^"response" is neither a text, nor a list of texts: \[\]/,
    ],
    [
      "with a candidate that is none",
      { prompt: "p", response: ["a", null] },
      /nor a list of texts: \["a",null\]/,
    ],
    ["whose score is a text", { prompt: "p", response: "r", s: "high" }, /^"s" is no number: "high"$/],
    ["whose score is an object", { prompt: "p", response: "r", s: { a: 1 } }, /^"s" is no number: {"a":1}$/],
    [
      "with too few scores",
      { prompt: "p", response: ["a", "b"], s: [1] },
      /^"s" lists 1 numbers for 2 candidates$/,
    ],
    ["labelled 2", { prompt: "p", response: "r", right: 2 }, /^"right" says neither .*: 2$/],
    ["labelled maybe", { prompt: "p", response: "r", right: "maybe" }, /^"right" says neither .*: "maybe"$/],
    ["weighing less than nothing", { prompt: "p", response: "r", w: -1 }, /^"w" is below 0: -1$/],
  ])("can't take a row %s", async (_, row, reason) => {
    const bad = await one(row, { label: "right", scores: ["s"], weight: "w" });
    expect(bad).toEqual({ line: 1, reason: expect.stringMatching(reason), text: JSON.stringify(row) });
  });

  it("takes an empty output: the model said nothing", async () => {
    expect(await one({ prompt: "p", response: "" })).toMatchObject({ output: "" });
  });

  it("refuses an id that a row taken before has, and names its line", async () => {
    const row = { prompt: "p", response: "r" };
    const rows = await read(
      [{ ...row, id: "a" }, { id: "b" }, { ...row, id: "b" }, { ...row, id: "a" }, row],
      {
        id: "id",
      },
    );
    expect(rows.map((row) => ("reason" in row ? row.reason : row.id))).toEqual([
      "a",
      'has no "prompt"',
      "b",
      'has the id "a" that line 1 has already',
      "5",
    ]);
  });

  it("lets given labels win over the file's, by the candidate's id", async () => {
    const labels = new Map([
      ["b", { label: 0.5, weight: 3 }],
      ["c.1", { label: 1, weight: 1 }],
    ]);
    const rows = (await read(
      [
        { id: "a", prompt: "p", response: "r", right: true },
        { id: "b", prompt: "p", response: "r", right: true },
        { id: "c", prompt: "p", response: ["r", "s"] },
      ],
      { id: "id", label: "right" },
      { labels },
    )) as ImportedRow[];
    expect(rows.map(({ id, label, weight }) => [id, label, weight])).toEqual([
      ["a", 1, 1],
      ["b", 0.5, 3],
      ["c.0", null, 1],
      ["c.1", 1, 1],
    ]);
  });
});
