import { describe, expect, it } from "vitest";
import { completeMapping, sampleRecords } from "../../src/datasets/mapping.ts";
import type { Mapping } from "../../src/datasets/record.ts";
import { failure, temporaryFiles, toCsv, toJsonl, toParquet } from "./files.ts";

const write = temporaryFiles();
const records = (...rows: readonly Record<string, unknown>[]) =>
  rows.map((value, i) => ({ line: i + 1, value }));
const guess = (rows: readonly Record<string, unknown>[], given: Partial<Mapping> = {}, options = {}) =>
  completeMapping(records(...rows), given, "f.jsonl", options);
const refusal = (rows: readonly Record<string, unknown>[], given: Partial<Mapping> = {}, options = {}) =>
  failure(async () => guess(rows, given, options));

const nothing: Mapping = {
  id: null,
  input: null,
  output: null,
  reference: null,
  label: null,
  weight: null,
  scores: [],
  group: null,
};

describe("completeMapping", () => {
  it.each<[string, Record<string, unknown>[], Partial<Mapping>]>([
    [
      "samples with scores and labels",
      [
        { id: "a", prompt: "p", response: "r", reward: 0.5, logprob: -2, is_correct: true, topic: "x" },
        { id: "b", prompt: "q", response: "s", reward: 0.1, logprob: -3, is_correct: null, topic: "x" },
      ],
      {
        id: "id",
        input: "prompt",
        output: "response",
        label: "is_correct",
        scores: ["reward", "logprob"],
        group: "topic",
      },
    ],
    [
      "several answers a row, some without a score",
      [
        { prompt: "p", response: ["s", "t"], reward: [0.5, null], is_correct: [null, 1] },
        { prompt: "q", response: "u", reward: 0.7 },
      ],
      { input: "prompt", output: "response", label: "is_correct", scores: ["reward"] },
    ],
    [
      "Alpaca",
      [{ instruction: "Add.", input: "2 2", output: "4" }],
      { input: "instruction + input", output: "output" },
    ],
    [
      "Alpaca whose inputs are all empty",
      [{ instruction: "Add 2 and 2.", input: "", output: "4" }],
      { input: "instruction + input", output: "output" },
    ],
    [
      "a chat alone",
      [
        {
          prompt: "2 + 2?",
          messages: [
            { role: "user", content: "2 + 2?" },
            { role: "assistant", content: "4" },
          ],
        },
      ],
      { input: "messages" },
    ],
    [
      "ShareGPT",
      [
        {
          id: "x",
          conversations: [
            { from: "human", value: "2 + 2?" },
            { from: "gpt", value: "4" },
          ],
        },
      ],
      { id: "id", input: "conversations" },
    ],
    [
      "questions with the true answer and the model's",
      [{ question: "2 + 2?", answer: "4", generation: "5" }],
      { input: "question", output: "generation", reference: "answer" },
    ],
    [
      "questions with an answer",
      [{ question: "2 + 2?", answer: "4" }],
      { input: "question", output: "answer" },
    ],
    [
      "summaries",
      [{ article: "Long.", summary: "S.", highlights: "H.", "rouge-L": 0.3 }],
      { input: "article", output: "summary", reference: "highlights", scores: ["rouge-L"] },
    ],
    [
      "several candidates a row",
      [{ Prompt: "p", Responses: ["a", "b"], scores: [0.1, 0.2], embedding: [1, 2], correct: [true, false] }],
      { input: "Prompt", output: "Responses", label: "correct", scores: ["scores"] },
    ],
    [
      "an object of scores",
      [
        { prompt: "p", completion: "c", scores: { a: 1, b: 0.5, note: "x" } },
        { prompt: "p", completion: "d", scores: { a: 2 } },
      ],
      { input: "prompt", output: "completion", scores: ["scores.a", "scores.b"] },
    ],
    [
      "a label that is a class, not a judgement",
      [
        { text: "t", prediction: "sports", label: 3 },
        { text: "u", prediction: "sports", label: 1 },
      ],
      { input: "text", output: "prediction" },
    ],
    [
      "an id that rows share",
      [
        { id: 1, prompt: "p", response: "a" },
        { id: 1, prompt: "p", response: "b" },
      ],
      { input: "prompt", output: "response" },
    ],
  ])("guesses %s", (_, rows, expected) => {
    expect(guess(rows)).toEqual({ ...nothing, ...expected });
  });

  it("takes for scores what numbers are left, save ids, times, sizes, counters and constants", () => {
    const rows = [1, 2, 3].map((i) => ({
      prompt: "p",
      response: "r",
      margin: i / 7,
      helpfulness: i % 2,
      judge_verdict: i > 1,
      user_id: 10 ** 6 * i,
      num_tokens: 17 * i * i,
      responseLength: 13 * i * i,
      created_at: 1.7e9 + i,
      epochTime: 1.7e9 + i * i,
      counter: i,
      temperature: 0.7,
      constant: 0.3,
      correct_by_chance: "no",
      verifier_score: -i,
      total_score: i,
      remark: "good",
    }));
    expect(guess(rows).scores).toEqual([
      "judge_verdict",
      "verifier_score",
      "total_score",
      "margin",
      "helpfulness",
    ]);
  });

  it("guesses the same of CSV and Parquet as of JSON", async () => {
    const rows = [1, 2, 3, 4].map((i) => ({
      uuid: `u${i}`,
      question: `q${i >> 1}`,
      output: "o",
      "log prob": -i / 3,
      correct: i % 2 === 0,
      difficulty: i % 2,
      weight: i,
    }));
    const expected = {
      ...nothing,
      id: "uuid",
      input: "question",
      output: "output",
      label: "correct",
      weight: "weight",
      scores: ["log prob"],
      group: "difficulty",
    };
    for (const path of [
      write("same.jsonl", toJsonl(rows)),
      write("same.csv", toCsv(rows)),
      write("same.parquet", toParquet(rows)),
    ]) {
      expect(completeMapping((await sampleRecords(path)).records, {}, path), path).toEqual(expected);
    }
  });

  it("keeps what is given, null included, and uses no field twice", () => {
    const rows = [{ id: "a", prompt: "p", answer: "r", reward: 1, other: 2, meta: { topic: "x" } }];
    const given = { id: null, input: "prompt", output: "answer", scores: ["other"], group: "meta.topic" };
    expect(guess(rows, given)).toEqual({ ...nothing, ...given });
    expect(guess(rows, { output: "prompt", input: "answer" })).toMatchObject({
      input: "answer",
      output: "prompt",
    });
  });

  it("needs no texts where scores and labels are enough: an input's id tells inputs apart", () => {
    const rows = [
      { prompt_id: 7, score: 0.1, correct: 0 },
      { prompt_id: 7, score: 0.2, correct: 1 },
    ];
    const expected = { ...nothing, label: "correct", scores: ["score"] };
    expect(guess(rows, {}, { needsText: false })).toEqual({ ...expected, input: "prompt_id" });
    const bare = rows.map(({ score, correct }) => ({ score, correct }));
    expect(guess(bare, {}, { needsText: false })).toEqual(expected);
    const named = bare.map((row) => ({ ...row, id: "a" }));
    expect(guess(named, {}, { needsText: false })).toEqual({ ...expected, input: "id" });
  });

  it("refuses a field that no row has, with the nearest name there is", async () => {
    const rows = [{ prompt: "p", response: "r", scores: { judge: 1 } }];
    const error = await refusal(rows, { label: "promt" });
    expect(error.line).toBe('f.jsonl: no row has a field "promt" — did you mean "prompt"?');
    expect(error.exitCode).toBe(2);
    expect((await refusal(rows, { scores: ["scores.juge"] })).line).toMatch(/did you mean "scores.judge"\?$/);
    expect((await refusal(rows, { input: "prompt + zzzzzzzz" })).line).toMatch(
      /no row has a field "zzzzzzzz" — there are prompt, response, scores, scores.judge$/,
    );
    expect(guess([...rows, { correct: true }], { label: "correct" }).label).toBe("correct");
  });

  it("says which fields there are and which flags to give where it can't guess", async () => {
    const both = await refusal([{ foo: "a", bar: "b" }]);
    expect(both.line).toBe(
      "f.jsonl: no field looks like the input, none like the output — name them with --input FIELD --output FIELD; there are foo, bar",
    );
    expect(both.exitCode).toBe(2);
    const output = await refusal([{ prompt: "a", bar: "b" }]);
    expect(output.line).toMatch(
      /: no field looks like the output — name it with --output FIELD; there are prompt, bar$/,
    );
    const input = await refusal([{ foo: "a", response: "b" }]);
    expect(input.line).toMatch(
      /: no field looks like the input — name it with --input FIELD; there are foo, response$/,
    );
    const many = await refusal([Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`f${i}`, "x"]))]);
    expect(many.line).toMatch(/f18, f19 and 480 more$/);
  });
});

describe("sampleRecords", () => {
  const rows = Array.from({ length: 30_000 }, (_, i) => ({
    n: i,
    ...(i === 20_000 ? { rare: { x: 1 } } : {}),
  }));
  const path = write("sample.jsonl", `nonsense\n${toJsonl(rows)}`);

  it("gives the first rows that can be read, and those before that can't", async () => {
    const { records: found, bad } = await sampleRecords(path, 5);
    expect(found.map(({ value }) => value.n)).toEqual([0, 1, 2, 3, 4]);
    expect(bad.map(({ line }) => line)).toEqual([1]);
  });

  it("reads on to a row with a field that is wanted", async () => {
    const { records: found } = await sampleRecords(path, 2, ["n", "rare.x"]);
    expect(found.map(({ line }) => line)).toEqual([2, 3, 20_002]);
    const { records: without } = await sampleRecords(path, 2, ["never"]);
    expect(without.length).toBe(2);
  });

  it("ends a sample of huge rows early", async () => {
    const huge = write(
      "huge.jsonl",
      toJsonl(Array.from({ length: 30 }, () => ({ text: "x".repeat(5_000_000) }))),
    );
    const { records: found } = await sampleRecords(huge);
    expect(found.length).toBeGreaterThan(5);
    expect(found.length).toBeLessThan(20);
  });

  it("fails where not one row can be read", async () => {
    const error = await failure(() => sampleRecords(write("nonsense.jsonl", "{a\n{b\n")));
    expect(error.line).toMatch(/nonsense\.jsonl:1: is not JSON: .*, and no other row can be read — /);
  });
});
