import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { parseConfig } from "../../src/config/index.ts";
import type { Generated } from "../../src/generators/generator.ts";
import { publishedGenerator, publishedOptions } from "../../src/generators/published.ts";
import { inspectRun } from "../../src/inspect/index.ts";
import { evaluatePredictions, testInputs } from "../../src/pipeline/index.ts";
import type { PredictionOptions } from "../../src/pipeline/predictions.ts";
import { reportHtml } from "../../src/report/html.ts";
import {
  findStage,
  listRuns,
  listStages,
  parseId,
  readCandidates,
  readExample,
  readLedger,
  readRun,
} from "../../src/store/index.ts";
import { createTask } from "../../src/tasks/index.ts";
import { startServer } from "../endpoint/server.ts";
import { edited, lastingFolder, reading, runText, tiny } from "./tiny.ts";

const text = edited(tiny, ["training: { steps: 100 }, real: false", "train: false"]);
const config = parseConfig(text, "tiny.yaml");
const folder = lastingFolder();
const db = join(folder, "tiny.db");

let inputs: { id: string; input: unknown }[];
let oracle: number;
beforeAll(async () => {
  const { cells } = await runText(text, db);
  oracle = Number(cells.find(({ verifier }) => verifier === "oracle")!.selection.slice(1));
  inputs = await testInputs(config, db);
});

function rowIdOf(id: string): number {
  const parsed = parseId(id);
  if (parsed.kind !== "example") throw new Error(`${id} is no example`);
  return parsed.id;
}

/** The true answer, which no user of the file can see. */
const truthOf = (id: string): string => reading(db, (store) => readExample(store, rowIdOf(id)).reference);

function predictions(name: string, rows: readonly object[]): string {
  const path = join(folder, name);
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  return path;
}

/** The first of the inputs answered right, the others wrong. */
const answered = (right: number): object[] =>
  inputs.map(({ id }, i) => ({ id, output: i < right ? truthOf(id) : "nonsense" }));

const evaluate = (file: string, options: Partial<PredictionOptions> = {}) =>
  evaluatePredictions(config, {
    db,
    configText: text,
    source: { kind: "file", file },
    selection: oracle,
    signal: new AbortController().signal,
    onProgress: () => {},
    ...options,
  });

describe("a model trained elsewhere", { timeout: 60_000 }, () => {
  it("is given the test inputs without their true answers", () => {
    expect(inputs).toHaveLength(60);
    for (const row of inputs) expect(Object.keys(row)).toEqual(["id", "input"]);
  });

  it("enters the run of its selection: metrics, gain over the generator, ledger, inspection", async () => {
    // 45 of 60 right by id, 5 right by input, 6 wrong, 2 failed, 2 missing; one row of no input, one said twice.
    const rows = inputs.slice(0, 58).map(({ id, input }, i) => ({
      ...(i < 45 || i > 49 ? { id } : { input }),
      output: i < 50 ? truthOf(id) : i < 56 ? "nonsense" : null,
    }));
    const file = predictions("first.jsonl", [...rows, rows[0]!, { input: "no such input", output: "1" }]);
    const result = await evaluate(file, { name: "elsewhere" });
    expect(result.predictions).toMatchObject({
      student: "elsewhere",
      isNewRun: false,
      counts: { inputs: 60, missing: 2, failed: 2, repeated: 1, unknown: 1 },
    });
    const [metric] = createTask(config.task, folder).metrics;
    const cell = result.cells.find(({ verifier }) => verifier === "oracle")!;
    expect(cell.student!.metrics[metric!]!.estimate).toBeCloseTo(50 / 60, 12);
    const generator = result.generator!.metrics[metric!]!.estimate;
    expect(cell.student!.gain!.estimate).toBeCloseTo(50 / 60 - generator, 12);
    expect(result.failures).toMatchObject([{ stage: "evaluate: elsewhere", rows: 4, of: 60 }]);
    reading(db, (store) => {
      expect(listRuns(store)).toHaveLength(1);
      expect(readRun(store, 1).status).toBe("done");
      const entry = readLedger(store, 1).find(({ selectionId }) => selectionId === oracle)!;
      expect(entry.metrics![metric!]).toEqual(cell.student!.metrics[metric!]);
      expect(entry.estimate).not.toBeNull();
      const inspected = inspectRun(store, 1).cells.find(({ selection }) => selection === `s${oracle}`)!;
      expect(inspected.student!.metrics[metric!]).toEqual(cell.student!.metrics[metric!]);
      expect(inspected.student!.gain).toEqual(cell.student!.gain);
    });
    // The same again is the same; another outcome of the selection is another run.
    expect(await evaluate(file, { name: "elsewhere" })).toEqual(result);
    const other = await evaluate(file, { name: "another" });
    expect(other.predictions.isNewRun).toBe(true);
    expect(other.cells.map(({ student }) => student?.metrics)).toEqual(
      result.cells.map(({ student }) => student?.metrics),
    );
  });

  it("stands beside the students, whichever run its outcome is entered in, and keeps what was entered before", async () => {
    const { folder: own, file } = { folder: lastingFolder(), file: predictions("all.jsonl", answered(40)) };
    const path = join(own, "tiny.db");
    const { cells } = await runText(text, path);
    const [oracle, noisy] = ["oracle", "noisy-oracle"].map((name) =>
      Number(cells.find(({ verifier }) => verifier === name)!.selection.slice(1)),
    );
    const first = await evaluate(file, { db: path, name: "first", selection: oracle! });
    const second = await evaluate(file, { db: path, name: "second", selection: noisy! });
    const third = await evaluate(file, { db: path, name: "third", selection: oracle! });
    expect([first, second, third].map(({ predictions }) => predictions.isNewRun)).toEqual([
      false,
      false,
      true,
    ]);
    const gainIn = (result: typeof first, name: string) =>
      result.cells.find(({ verifier }) => verifier === name)!.student?.gain ?? null;
    expect(gainIn(second, "oracle")).toEqual(gainIn(first, "oracle"));
    expect(gainIn(first, "oracle")).not.toBeNull();
    const metric = first.cells.flatMap(({ student }) => student ?? [])[0]!.metrics;
    for (const run of [1, 2]) {
      const { elsewhere } = reading(path, (store) => inspectRun(store, run));
      expect(elsewhere.map(({ name, selection, run }) => [name, selection, run])).toEqual([
        ["first", `s${oracle}`, "r1"],
        ["second", `s${noisy}`, "r1"],
        ["third", `s${oracle}`, "r2"],
      ]);
      for (const { metrics } of elsewhere) expect(metrics).toEqual(metric);
      expect(elsewhere.map(({ gain }) => gain)).toEqual([
        gainIn(first, "oracle"),
        gainIn(second, "noisy-oracle"),
        gainIn(third, "oracle"),
      ]);
      const html = reading(path, (store) => reportHtml({ store, run }));
      const [, told = ""] = html.split("<h3>Models trained elsewhere</h3>");
      for (const { name } of elsewhere)
        expect(told.split("</table>")[0]).toContain(`<th scope="row">${name} <code>`);
    }
  });

  it.each([
    ["no selection named", [{ id: "e5-0", output: "1" }], { selection: undefined }, /3 selections: on which/],
    ["another selection", [{ id: "e5-0", output: "1" }], { selection: 1 }, /s1 is no selection of this/],
    ["no known input", [{ input: "?", output: "1" }], {}, /none of its 1 row answers one of the 60/],
    ["neither id nor input", [{ output: "1" }], {}, /has neither "id" nor "input"/],
    ["no output", [{ id: "e5-0" }], {}, /has no text in "output"/],
    ["a list as output", [{ id: "e5-0", output: ["1"] }], {}, /has no text in "output"/],
    ["the generator's name", [{ id: "e5-0", output: "1" }], { name: "generator" }, /name of another model/],
    ["a hostile name", [{ id: "e5-0", output: "1" }], { name: "a\u001b[2J" }, /no control characters/],
    ["an empty name", [{ id: "e5-0", output: "1" }], { name: " " }, /1 to 120 characters/],
  ] as const)("is refused in one line with %s", async (_, rows, options, message) => {
    const { selection = oracle, ...rest } = options as Partial<PredictionOptions>;
    const given = "selection" in options && options.selection === undefined ? {} : { selection };
    const file = predictions("refused.jsonl", rows);
    const { selection: __, ...base } = {
      db,
      configText: text,
      source: { kind: "file", file } as const,
      selection: 0,
      signal: new AbortController().signal,
      onProgress: () => {},
    };
    const refusal = await evaluatePredictions(config, { ...base, ...rest, ...given }).catch((error) => error);
    expect(refusal.line).toMatch(message);
    expect(refusal.line).not.toContain("\n");
  });

  it("may answer through an endpoint, as it would answer a pipeline", async () => {
    const server = await startServer();
    onTestFinished(() => server.close());
    const source = { kind: "endpoint", baseUrl: server.url, model: "big" } as const;
    const result = await evaluate("", { source, name: "served" });
    expect(result.predictions).toMatchObject({ student: "served", counts: null });
    expect(server.stats.requests).toBe(new Set(inputs.map(({ input }) => input)).size);
    expect(result.cells.find(({ verifier }) => verifier === "oracle")!.student!.gain).not.toBeNull();
    const wrong = { ...source, baseUrl: "ftp://nowhere" };
    await expect(evaluate("", { source: wrong })).rejects.toThrow(/no address of a server/);
  });

  it("may answer from the folder it was tuned into", async () => {
    const model = new URL("../../models/newswire-summarizer", import.meta.url).pathname;
    const result = await evaluate("", { source: { kind: "folder", folder: model }, name: "tuned" });
    expect(result.predictions).toMatchObject({ student: "tuned", counts: null });
    const answers = reading(db, (store) => {
      const { id: run } = parseId(result.run) as { id: number };
      const evaluation = listStages(store, run).find(
        ({ kind, name }) => kind === "evaluate" && name === "tuned",
      )!;
      return [...readCandidates(store, evaluation.id)].slice(0, 3).map(({ output }) => output);
    });
    const maxTokens = createTask(config.task, folder).codec!.targetLength;
    const options = publishedOptions.parse({ kind: "published", model, maxTokens });
    const generator = await publishedGenerator.create(options, { ...options, folder, threads: 1 });
    const asked = inputs.slice(0, 3).map(({ input }) => ({ example: { input: String(input) }, seeds: [0] }));
    const expected = await generator.generate(asked);
    await generator.release();
    expect(answers).toEqual(expected.map(([answer]) => (answer as Generated).output));
    const empty = join(folder, "empty");
    mkdirSync(empty);
    await expect(evaluate("", { source: { kind: "folder", folder: empty } })).rejects.toThrow(
      /no model's ONNX/,
    );
  });

  it("is refused where two rows answer one input differently, or a row's id and input disagree", async () => {
    const [first, second] = inputs as [(typeof inputs)[0], (typeof inputs)[0]];
    const twice = [
      { id: first.id, output: "1" },
      { input: first.input, output: "2" },
    ];
    await expect(evaluate(predictions("twice.jsonl", twice))).rejects.toThrow(
      /1 row answer.* differently, first lines 1 and 2/,
    );
    const crossed = [{ id: first.id, input: second.input, output: "1" }];
    await expect(evaluate(predictions("crossed.jsonl", crossed))).rejects.toThrow(/whose input is another/);
  });

  it("finds its test inputs where the pipeline was run to its estimates alone, whose models read none", async () => {
    const path = join(lastingFolder(), "tiny.db");
    await runText(text, path, { through: "estimate" });
    const made = await testInputs(config, path);
    expect(made.map(({ input }) => input)).toEqual(inputs.map(({ input }) => input));
    expect(await testInputs(config, path)).toEqual(made);
    expect(reading(path, listRuns)).toHaveLength(1);
  });

  it("needs a pipeline that was run, with test inputs", async () => {
    await expect(testInputs(config, join(folder, "none.db"))).rejects.toThrow(/holds no selections/);
    const untested = parseConfig(edited(text, [", test: 60", ""]), "tiny.yaml");
    await expect(testInputs(untested, db)).rejects.toThrow(/no inputs to evaluate/);
    expect(reading(db, (store) => findStage(store, "none"))).toBeUndefined();
  });
});
