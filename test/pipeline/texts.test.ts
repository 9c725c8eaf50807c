import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/index.ts";
import { planPipeline, runPipeline, type Verb } from "../../src/pipeline/index.ts";
import {
  listRuns,
  listStages,
  readArtifact,
  readCandidates,
  readExamples,
  readSelection,
  type Stage,
  type Store,
} from "../../src/store/index.ts";
import { newswireArticle } from "../../src/tasks/summarization/newswire/newswire.ts";
import { loadTokenizer } from "../../src/tokenizers/load.ts";
import { trainTokenizer } from "../../src/tokenizers/train.ts";
import { writeTokenizer } from "../../src/tokenizers/write.ts";
import { failure } from "../datasets/files.ts";
import { temporaryFolder } from "../store/temporary.ts";
import { reading } from "./tiny.ts";

const articles = Array.from({ length: 120 }, (_, i) => newswireArticle(i));

function project(): string {
  const folder = temporaryFolder();
  const lines = articles.map((one) => JSON.stringify(one)).join("\n");
  writeFileSync(join(folder, "news.jsonl"), lines);
  // Of five answers, two are right, one is another's, one is blank and one is missing.
  const answers = articles.flatMap(({ article, summary }, i) => {
    const said = [summary, summary, articles[(i + 1) % articles.length]!.summary, ""][i % 5];
    return said === undefined ? [] : [JSON.stringify({ article, said })];
  });
  writeFileSync(join(folder, "answers.jsonl"), answers.join("\n"));
  return folder;
}

const curated = `name: texts
task: { kind: summarization, correct: { metric: rouge1, atLeast: 0.9 } }
data:
  source: { file: news.jsonl, fields: { input: article, reference: summary, group: kind } }
  test: 0.1
  calibration: 0.25
  synthesis: 60
generator: { kind: file, file: answers.jsonl, fields: { input: article, output: said } }
verifiers:
  - kind: oracle
  - { kind: length, unit: words, min: 5 }
selections:
  - { selector: top-share, fractions: [0.25] }
students: { train: false }
estimate: { draws: 200 }
`;

async function run(folder: string, text: string, { through = "evaluate" as Verb, db = "run.db" } = {}) {
  const path = join(folder, db);
  const config = parseConfig(text, join(folder, "texts.yaml"));
  const signal = new AbortController().signal;
  const result = await runPipeline(config, {
    db: path,
    configText: text,
    through,
    signal,
    onProgress: () => {},
  });
  return { result, db: path };
}

const stagesOf = (store: Store): Stage[] => listRuns(store).flatMap(({ id }) => listStages(store, id));
const named = (stages: readonly Stage[], kind: string, name: string): Stage =>
  stages.find((stage) => stage.kind === kind && stage.name === name)!;

describe("articles of a file, answered by another file", () => {
  it("give each split its own, the answers that are there, and estimates without any training", async () => {
    const folder = project();
    const { result, db } = await run(folder, curated);
    reading(db, (store) => {
      const stages = stagesOf(store);
      const parts = ["synthesis", "calibration", "test"].map((name) => [
        ...readExamples(store, named(stages, "examples", name).id),
      ]);
      expect(parts.map(({ length }) => length)).toEqual([60, 30, 12]);
      const inputs = parts.flat().map(({ input }) => input);
      expect(new Set(inputs).size).toBe(inputs.length);
      for (const { input, reference, stratum } of parts.flat())
        expect(articles).toContainEqual({ article: input, summary: reference, kind: stratum });

      const { id, books } = named(stages, "generate", "synthesis");
      const candidates = [...readCandidates(store, id)];
      for (const { output, error, example } of candidates) {
        const k = articles.findIndex(({ article }) => article === example.input) % 5;
        if (k === 4) expect(error).toContain("has no answer to this input");
        else expect(output).toBe(k === 3 ? "" : output);
        if (k < 2) expect(output).toBe(example.reference);
      }
      const failed = candidates.filter(({ output }) => output === null).length;
      const blank = candidates.filter(({ output }) => output === "").length;
      expect(books).toEqual({ input: 60, kept: 60 - failed - blank, rejected: blank, failed });
      expect(failed).toBeGreaterThan(0);

      const all = readSelection(store, named(stages, "select", "synthesis by none").id);
      expect(all.kept).toBe(60 - failed);
      expect(stages.some(({ kind }) => kind === "train")).toBe(false);
    });
    const [unverified, oracle] = result.cells;
    expect(oracle!.psi).toBe(0);
    expect(oracle!.keptPrecision).toBe(1);
    expect(unverified!.labels).toBeLessThan(30);
    expect(result.cells.every(({ student }) => student === null)).toBe(true);
  });

  it("are kept in the same share of every kind, where that is asked for", async () => {
    const folder = project();
    const text = curated.replace("selector: top-share", "selector: per-stratum");
    const { result, db } = await run(folder, text);
    const oracle = result.cells.find(({ verifier }) => verifier === "oracle")!;
    expect(oracle).toMatchObject({ selector: "per-stratum", fraction: 0.25 });
    reading(db, (store) => {
      const { id } = named(stagesOf(store), "select", "synthesis by oracle per-stratum 0.25");
      const { reason, candidateStage } = readSelection(store, id);
      const byKind = Map.groupBy(readCandidates(store, candidateStage), ({ example }) => example.stratum);
      expect(byKind.size).toBeGreaterThan(10);
      for (const [kind, candidates] of byKind) {
        const kept = candidates.filter(({ position }) => reason[position] === 0).length;
        const rankable = candidates.filter(({ output }) => output !== null && output !== "").length;
        const share = Math.max(1, Math.round(0.25 * candidates.length));
        expect(kept, String(kind)).toBe(Math.min(share, rankable));
      }
    });
  });

  it("are counted before they are read in: shares become numbers, and more than there are is refused", async () => {
    const folder = project();
    const config = (text: string) => parseConfig(text, join(folder, "texts.yaml"));
    const stages = await planPipeline(config(curated), join(folder, "none.db"));
    const rows = (name: string) => stages.find((stage) => stage.name === name)?.rows;
    expect([rows("examples: test"), rows("examples: calibration"), rows("generate: synthesis")]).toEqual([
      12, 30, 60,
    ]);
    const greedy = curated.replace("synthesis: 60", "synthesis: 100");
    const error = await failure(() => run(folder, greedy));
    expect(error.message).toBe("has 120 different inputs, and data asks for 142");
    expect(error.where).toBe(join(folder, "news.jsonl"));
  });

  it("are the same ones whatever order the file is in, as long as its lines are", async () => {
    const folder = project();
    const one = await run(folder, curated, { through: "generate", db: "one.db" });
    const two = await run(folder, curated, { through: "generate", db: "two.db" });
    const inputs = (db: string) =>
      reading(db, (store) =>
        [...readExamples(store, named(stagesOf(store), "examples", "synthesis").id)].map(
          ({ input }) => input,
        ),
      );
    expect(inputs(one.db)).toEqual(inputs(two.db));
    const other = await run(folder, `seed: 2\n${curated}`, { through: "generate", db: "three.db" });
    expect(inputs(other.db)).not.toEqual(inputs(one.db));
  });

  it("need true answers where something is measured by them", async () => {
    const folder = project();
    const lines = readFileSync(join(folder, "news.jsonl"), "utf8").split("\n");
    const without = lines.map((line) => JSON.stringify({ ...JSON.parse(line), summary: "" }));
    writeFileSync(join(folder, "news.jsonl"), without.join("\n"));
    const error = await failure(() => run(folder, curated));
    expect(error.message).toMatch(/^has no true answer, which inputs for (calibration|test) need$/);
  });
});

const trained = `name: trained
task: { kind: summarization, articles: newswire, tokenizer: tokens, sourceLength: 160, targetLength: 24 }
data: { real: 24, synthesis: 16, calibration: 8, test: 8 }
generator:
  model: { width: 8, heads: 2, positions: relative, normalization: rms, biases: false, tiedEmbeddings: true }
  training: { steps: 4, batchSize: 8 }
  sampling: { method: sample }
verifiers:
  - { kind: self, per: token }
selections:
  - { selector: top-share, fractions: [0.5] }
students: { real: false }
estimate: { draws: 200 }
`;

describe("a model trained on texts", () => {
  it("has its tokenizer beside it, and is one that others start from", async () => {
    const folder = temporaryFolder();
    const texts = articles.flatMap(({ article, summary }) => [article, summary]);
    writeTokenizer(join(folder, "tokens"), trainTokenizer(texts, { vocabularySize: 400 }));
    const { result, db } = await run(folder, trained);
    expect(result.cells.map(({ student }) => Object.keys(student!.metrics))).toEqual([
      ["rouge1", "rouge2", "rougeL"],
      ["rouge1", "rouge2", "rougeL"],
    ]);
    const model = reading(db, (store) => {
      const { id } = named(stagesOf(store), "train", "generator");
      return dirname(readArtifact(store, id, "model").path);
    });
    expect(existsSync(join(model, "tokenizer.json"))).toBe(true);
    reading(db, (store) => {
      const { id, inputs, summary } = named(stagesOf(store), "train", "generator");
      const examples = inputs.find(({ role }) => role === "examples")!.stageId;
      const { encode } = loadTokenizer(join(folder, "tokens"));
      // The end token takes a place of each row's.
      const longer = [...readExamples(store, examples)].filter(
        ({ input, reference }) => encode(input).length > 159 || encode(reference).length > 23,
      );
      expect(longer.length, `stage ${id}`).toBeGreaterThan(0);
      expect(summary).toMatchObject({ truncated: longer.length });
    });

    const based = trained
      .replace(/ {2}model: .*\n/, `  base: ${model}\n`)
      .replace("name: trained", "name: based");
    const again = await run(folder, based, { db: "based.db" });
    expect(again.result.generator).not.toBeNull();

    const ready = trained
      .replace(
        /generator:\n(.*\n){3}/,
        `generator: { kind: model, model: ${model}, sampling: { method: sample } }\n`,
      )
      .replace(", real: 24", "")
      .replace("{ real: 24, ", "{ ")
      .replace("students: { real: false }", "students: { train: false }");
    const answering = await run(folder, ready, { db: "ready.db" });
    const answers = (path: string) =>
      reading(path, (store) =>
        Array.from(
          readCandidates(store, named(stagesOf(store), "generate", "synthesis").id),
          ({ output }) => output,
        ),
      );
    expect(answers(answering.db)).toEqual(answers(db));

    writeTokenizer(join(folder, "others"), trainTokenizer(texts, { vocabularySize: 300 }));
    const mismatched = based.replace("tokenizer: tokens", "tokenizer: others");
    const error = await failure(() => run(folder, mismatched, { db: "mismatched.db" }));
    expect(error.message).toBe("has 400 tokens, and the task's tokenizer has 300");
    expect(existsSync(join(folder, "mismatched.db"))).toBe(false);
  });
});
