import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { readColumns } from "../../src/datasets/columns.ts";
import { fullEstimate } from "../../src/estimation/full-estimate.ts";
import { columnsOfRun, planCuration } from "../../src/pipeline/index.ts";
import {
  listRuns,
  listStages,
  positionOf,
  readCandidates,
  readExamples,
  readLabels,
  readScores,
  type Store,
} from "../../src/store/index.ts";
import {
  configOf,
  curated,
  curation,
  drawnFile,
  type FileCandidate,
  ofStage,
  writeLines,
} from "./curated.ts";
import { damage, latestRun, reading } from "./tiny.ts";

const { folder, lines, candidates, file, db } = drawnFile(1, 60);
const selection = { by: "judge", selector: { kind: "top-share", fraction: 0.3 } };

let first: Awaited<ReturnType<typeof curated>>;
beforeAll(async () => {
  first = await curated(curation(file, { select: selection }), folder);
});

const scoresBy = (name: string, database = db) =>
  ofStage(
    database,
    "verify",
    (store, { id }) => readScores(store, id),
    (stage) => stage.endsWith(` by ${name}`),
  );

/** What a database holds of a file's answers, in its order. */
function stored(store: Store, imported: number) {
  const labels = readLabels(store, imported);
  const labelAt = new Map([...labels.positions].map((position, i) => [position, labels.values[i]!]));
  return [...readCandidates(store, imported)].map(
    ({ example, output, sourceId, sourceLine, position, fields }) => ({
      ...{ id: sourceId, line: sourceLine, input: example.input, output, gold: example.reference },
      ...{ judge: fields.judge ?? null, passed: fields.passed === 1, kind: fields.kind, topic: fields.topic },
      ok: labelAt.get(position) ?? null,
    }),
  );
}

/** Fields in one order, for comparing. */
const plain = ({ id, line, input, output, gold, judge, passed, kind, topic, ok }: FileCandidate) =>
  ({ id, line, input, output, gold, judge, passed, kind, topic, ok }) as object;

describe("an imported file", () => {
  it("is in the store as it stands: answers, questions, references, labels and scores", () => {
    expect(ofStage(db, "import", (store, { id }) => stored(store, id))).toEqual(candidates.map(plain));
    const judge = candidates.map(({ judge }) => judge ?? Number.NaN);
    expect([...scoresBy("judge").score]).toEqual(judge);
    expect([...scoresBy("passed").score]).toEqual(candidates.map(({ passed }) => Number(passed)));
    expect(damage(db)).toEqual([]);
  });

  it("has each question once, in the order of first appearance, chats as such, with all its answers", () => {
    const questions = [...new Set(candidates.map(({ input }) => input))];
    ofStage(db, "import", (store, { id }) => {
      const examples = [...readExamples(store, id)];
      expect(examples.map(({ input }) => input)).toEqual(questions);
      for (const { input, format } of examples) expect(format).toBe(input.startsWith("[") ? "chat" : "text");
      const samples = new Map<number, number[]>();
      for (const { exampleId, sample } of readCandidates(store, id)) {
        samples.set(positionOf(exampleId), [...(samples.get(positionOf(exampleId)) ?? []), sample]);
      }
      expect([...samples.values()]).toEqual(questions.map(() => [0, 1, 2, 3, 4]));
    });
  });

  it("balances its books at every stage, and says why a row has no score", () => {
    const missing = candidates.filter(({ judge }) => judge === null).length;
    const total = candidates.length;
    expect(missing).toBeGreaterThan(5);
    expect(first.source.books).toEqual({ input: total, kept: total, rejected: 0, failed: 0 });
    reading(db, (store) => {
      for (const { kind, name, books } of listStages(store, latestRun(store))) {
        expect(books!.input, `${kind} ${name}`).toBe(books!.kept + books!.rejected + books!.failed);
        if (kind === "verify") expect(books!.failed).toBe(name.endsWith("judge") ? missing : 0);
      }
      const errors = store
        .prepare<{ error: string }>("SELECT DISTINCT error FROM scores WHERE error IS NOT NULL")
        .all();
      expect(errors).toEqual([{ error: "the verifier has nothing to judge this candidate by" }]);
    });
  });

  it("says the same from CSV, where every value is a text, with weights", async () => {
    const quoted = (value: unknown): string => `"${String(value ?? "").replaceAll('"', '""')}"`;
    const columns = [
      "id",
      "input",
      "output",
      "gold",
      "judge",
      "passed",
      "kind",
      "topic",
      "ok",
      "times",
    ] as const;
    const weighted = candidates.map((row) => ({ ...row, times: 1 + (row.line % 3) }));
    const rows = weighted.map((row) => columns.map((name) => quoted(row[name])).join(","));
    writeFileSync(join(folder, "rows.csv"), `${[columns.join(","), ...rows].join("\r\n")}\r\n`);
    const other = join(folder, "csv.db");
    const written = curation("rows.csv");
    const weights = { ...written.source.fields, weight: "times" };
    await curated({ ...written, source: { ...written.source, fields: weights } }, folder, {
      db: other,
      through: "verify",
    });
    ofStage(other, "import", (store, { id }) => {
      const expected = weighted.map((row) => plain({ ...row, line: row.line }));
      const lineless = (row: object) => ({ ...row, line: 0, input: "" });
      expect(stored(store, id).map(lineless)).toEqual(expected.map(lineless));
      const labelled = weighted.filter(({ ok }) => ok !== null);
      expect([...readLabels(store, id).weights]).toEqual(labelled.map(({ times }) => times));
    });
    expect(scoresBy("judge", other)).toEqual(scoresBy("judge"));
    expect(scoresBy("passed", other)).toEqual(scoresBy("passed"));
  });
});

describe("an estimate", () => {
  it("is the same of a file, of a curation of it, and of the run in the store", async () => {
    const kinds = lines.map((line, i) => (i % 7 === 0 ? { ...line, kind: null } : line));
    const path = writeLines(folder, kinds, "kinds.jsonl");
    const other = join(folder, "kinds.db");
    const { estimate, source } = await curated(curation(path), folder, { db: other, through: "estimate" });
    const options = { ...configOf(curation(path)).estimate, seed: 3 };
    const { columns } = await readColumns(path, source.mapping, { seed: 3, maxBadRows: 0 });
    expect(columns.group!.names).toContain("(none)");
    expect(fullEstimate(columns, options)).toEqual(estimate);
    reading(other, (store) => {
      const found = columnsOfRun(store, listRuns(store).at(-1)!);
      expect(fullEstimate(found.columns, options)).toEqual(estimate);
    });
  });
});

describe("running again", () => {
  it("does nothing, and says the same", async () => {
    const again = await curated(curation(file, { select: selection }), folder);
    expect(again.done).toEqual([]);
    expect(again.reused).toEqual(first.done);
    expect({ ...again, run: 0, done: 0, reused: 0 }).toEqual({ ...first, run: 0, done: 0, reused: 0 });
  });

  it("from where the file was moved to does nothing either, and adds rules to what is there", async () => {
    copyFileSync(file, join(folder, "a-longer-name-than-before.jsonl"));
    const rule = { kind: "length", unit: "words", min: 1, name: "by-length" };
    const moved = await curated(
      curation("a-longer-name-than-before.jsonl", { select: selection, verifiers: [rule] }),
      folder,
    );
    expect(moved.selection!.id).toBe(first.selection!.id);
    expect(moved.done.map((stage) => stage.split(":")[0])).toEqual(["verify", "estimate"]);
    reading(db, (store) => {
      const { scores } = columnsOfRun(store, listRuns(store).at(-1)!).columns;
      expect(scores.map(({ name }) => name)).toEqual(["judge", "passed", "by-length"]);
    });
  });

  it("with another selection scores nothing again", async () => {
    const selector = { kind: "threshold", threshold: 1 };
    const other = await curated(curation(file, { select: { ...selection, selector } }), folder);
    expect(other.reused).toEqual(first.done.filter((stage) => /^(import|verify)/.test(stage)));
    expect(other.done.map((stage) => stage.split(":")[0])).toEqual(["select", "estimate"]);
  });

  it("with a changed file imports and scores again", async () => {
    const other = join(folder, "changed.db");
    await curated(curation(file), folder, { db: other, through: "verify" });
    const path = writeLines(folder, [...lines, { ...lines[0], id: "one more" }], "changed.jsonl");
    const again = await curated(curation(path), folder, { db: other, through: "verify" });
    expect(again.reused).toEqual([]);
    expect(again.source.books.kept).toBe(candidates.length + [lines[0]!.answer].flat().length);
  });

  it("goes as far as the verb, and the plan says what is left", async () => {
    const other = join(folder, "verbs.db");
    const written = curation(file, { select: selection });
    const imported = await curated(written, folder, { db: other, through: "import" });
    expect(imported).toMatchObject({ estimate: null, selection: null, exports: [] });
    expect(imported.done).toEqual(["import: rows.jsonl"]);
    const plan = await planCuration(configOf(written), { db: other, folder, through: "select" });
    expect(plan.map(({ status }) => status)).toEqual(["done", "new", "new", "new", "new"]);
    const estimated = await curated(written, folder, { db: other, through: "estimate" });
    expect(estimated.estimate!.labelled).toBe(candidates.filter(({ ok }) => ok !== null).length);
    expect(estimated.selection).toBeNull();
  });
});

describe("a rule of one's own", () => {
  const other = join(folder, "module.db");
  const module = join(folder, "mine.ts");
  const rule = { kind: "module", module: "./mine.ts", name: "mine" };
  const run = () => curated(curation(file, { verifiers: [rule] }), folder, { db: other, through: "verify" });
  const write = (body: string) =>
    writeFileSync(module, `export default ({ output, input, reference, fields }) => {\n${body}\n};\n`);

  it("scores again when its file changes, and only then", async () => {
    write("  return output.length;");
    expect((await run()).done).toContain("verify: rows.jsonl by mine");
    expect([...scoresBy("mine", other).score]).toEqual(candidates.map(({ output }) => output.length));
    expect((await run()).done).toEqual([]);
    write("  return -output.length;");
    expect((await run()).done).toEqual(["verify: rows.jsonl by mine"]);
    expect([...scoresBy("mine", other).score]).toEqual(candidates.map(({ output }) => -output.length));
  });

  it("keeps the error of each row that it fails on, and scores the others", async () => {
    write(
      "  if (fields.topic === 'topic 2') throw new Error('no word on ' + fields.topic);\n  return { score: 1, keep: output.includes('answer 1') };",
    );
    const { selection } = await curated(
      curation(file, {
        verifiers: [rule],
        select: { by: "judge", selector: { kind: "all" }, require: ["mine"] },
      }),
      folder,
      { db: other },
    );
    const failed = candidates.filter(({ topic }) => topic === "topic 2").length;
    const isKept = ({ topic, output }: FileCandidate) => topic !== "topic 2" && output.includes("answer 1");
    ofStage(
      other,
      "verify",
      (store, { id, books }) => {
        expect(books).toMatchObject({ input: candidates.length, failed, rejected: 0 });
        const errors = store
          .prepare<{ error: string; rows: number }>(
            "SELECT error, count(*) AS rows FROM scores WHERE stage_id = ? AND error IS NOT NULL GROUP BY error",
          )
          .all(id);
        expect(errors).toEqual([{ error: `${module}:2: no word on topic 2`, rows: failed }]);
      },
      (name) => name.endsWith("mine"),
    );
    const kept = candidates.filter(isKept).length;
    expect(selection).toMatchObject({
      kept,
      dropped: { "failed a required rule": candidates.length - kept },
    });
  });
});

describe("a question with several references", () => {
  it("has each answer judged by the reference of its own row, else by its question's", async () => {
    const path = writeLines(
      folder,
      [
        { question: "q", answer: "a", gold: "a" },
        { question: "q", answer: "b", gold: "b" },
        { question: "q", answer: "b" },
        { question: "q", answer: "a", gold: "b" },
        { question: "r", answer: "c" },
        { question: "r", answer: "c", gold: "c" },
      ],
      "references.jsonl",
    );
    const source = { file: path, fields: { input: "question", output: "answer", reference: "gold" } };
    const other = join(folder, "references.db");
    const verifiers = [{ kind: "exact-match", name: "same" }];
    await curated({ name: "rows", source, verifiers }, folder, { db: other, through: "verify" });
    expect([...scoresBy("same", other).score]).toEqual([1, 1, 0, 0, Number.NaN, 1]);
  });
});

describe("what cannot be curated", () => {
  const refused = (written: object, through: "import" | "select" = "select") =>
    curated(written, folder, { db: join(folder, "refused.db"), through }).then(
      () => undefined,
      (error) => ({
        message: error.message,
        where: error.where,
        remedy: error.remedy,
        exitCode: error.exitCode,
      }),
    );

  it("is refused before anything is written, with what was meant", async () => {
    expect(await refused(curation(file, { select: { ...selection, by: "juge" } }))).toMatchObject({
      message: 'there is no score "juge" to select by',
      remedy: 'did you mean "judge"?',
      exitCode: 2,
    });
    expect(await refused(curation(file, { verifiers: [{ kind: "random", name: "judge" }] }))).toMatchObject({
      message: expect.stringContaining('"judge" is a score of the file'),
      exitCode: 2,
    });
    expect(await refused(curation("none.jsonl"))).toMatchObject({
      where: join(folder, "none.jsonl"),
      exitCode: 2,
    });
    expect(await refused(curation(file, {}, { labels: "none.labels.jsonl" }))).toMatchObject({
      where: join(folder, "none.labels.jsonl"),
      exitCode: 2,
    });
    expect(() => readFileSync(join(folder, "refused.db"))).toThrow("ENOENT");
  });

  it("is told so where a weight counts for nothing", async () => {
    const path = writeLines(
      folder,
      [
        { prompt: "a", answer: "b", ok: 1, times: 1 },
        { prompt: "c", answer: "d", ok: 0, times: 0 },
      ],
      "weightless.jsonl",
    );
    const source = { file: path, fields: { label: "ok", weight: "times" } };
    expect(await refused({ name: "rows", source }, "import")).toMatchObject({
      where: `${path}:2`,
      message: expect.stringContaining('"times"'),
    });
  });
});
