import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inspectRun, listRunHeads } from "../../src/inspect/index.ts";
import { curated, curation, drawLines, writeLines } from "../pipeline/curated.ts";
import { lastingFolder, latestRun, reading } from "../pipeline/tiny.ts";
import { expectSound } from "./sound.ts";

const folder = lastingFolder();
const file = writeLines(folder, drawLines(7, 80));
const unlabelled = writeLines(
  folder,
  drawLines(7, 40).map((line) => ({ ...line, ok: null })),
  "unlabelled.jsonl",
);
const db = join(folder, "rows.db");
const latest = () => reading(db, (store) => inspectRun(store, latestRun(store)));
const heads = () => reading(db, listRunHeads);

const best = { by: "judge", selector: { kind: "top-share", fraction: 0.5 } };

describe("a curation's run", () => {
  it("holds its selection, what that promises, and every score", async () => {
    const { selection, source } = await curated(curation(file, { select: { ...best, budget: 100 } }), folder);
    const found = latest();
    expectSound(found);
    const { head, cells, verifiers, error, verdict } = found;
    expect(head).toMatchObject({ kind: "curation", task: null, metric: null, name: "rows" });
    expect(found).toMatchObject({ generator: null, real: null, trainings: [], spending: null });
    const { id, estimate, coverage, kept, dropped, rows } = selection!;
    expect(cells).toHaveLength(1);
    expect(cells[0]).toMatchObject({ selection: id, verifier: "judge", kept, rows, dropped, coverage });
    expect(cells[0]!.rule).toBe("the best 50 % of all candidates, at most 100 rows");
    expect(cells[0]!.estimate).toMatchObject({
      ...{ phi: estimate!.phi.estimate, pstar: estimate!.pstar, verdict: estimate!.verdict.kind },
      ...{ keptPrecision: estimate!.keptPrecision, labels: estimate!.labels },
    });
    expect(error).toEqual(estimate!.error);
    expect(verifiers.map(({ name }) => name)).toEqual(["judge", "passed"]);
    expect(verdict).toMatchObject({ kind: estimate!.verdict.kind, selection: id, outcome: null });
    expect(verdict.sentence).toContain("the best 50 % of all candidates by judge, at most 100 rows");
    expect(found.stages[0]!.rows).toBe(source.books.kept);
    expect(heads()[0]).toEqual({ ...head, verdict });
  });

  it("gives a judge's marks and a rule's passes a bin each", () => {
    const [judge, passed] = latest().verifiers;
    expect(passed!.histogram.map(({ low, high }) => [low, high])).toEqual([
      [-0.5, 0.5],
      [0.5, 1.5],
    ]);
    expect(judge!.histogram.length).toBeGreaterThan(2);
    expect(judge!.unscored).toBeGreaterThan(0);
  });

  it("says why an export left rows out", async () => {
    const answered = [
      { role: "user", content: "one" },
      { role: "assistant", content: "two" },
    ];
    const lines = drawLines(7, 40).map((line, i) => (i < 9 ? { ...line, prompt: answered } : line));
    const chats = writeLines(folder, lines, "chats.jsonl");
    const select = { by: "judge", selector: { kind: "all" } };
    const written = { select, export: [{ format: "messages", folder: "sft" }] };
    await curated(curation(chats, written), folder, { through: "export" });
    const found = latest();
    expectSound(found);
    const stage = found.stages.find(({ kind }) => kind === "export")!;
    expect(stage.books!.rejected).toBeGreaterThan(0);
    expect(Object.values(stage.rejected).reduce((sum, rows) => sum + rows, 0)).toBe(stage.books!.rejected);
  });

  it("selects nothing and recommends a share where one is surely better", async () => {
    await curated(curation(file, { estimate: { draws: 400, precision: 0.5 } }), folder);
    const found = latest();
    expectSound(found);
    expect(found.cells).toEqual([]);
    expect(found.verdict).toMatchObject({ kind: "improves", selection: null, outcome: null });
    expect(found.verdict.sentence).toMatch(/^Keep the best \d+ % by (judge|passed), [\d,]+ rows: /);
    expect(found.error).not.toBeNull();
    expect(heads()[0]!.verdict).toEqual(found.verdict);
  });

  it("says so where nothing is labelled, selected or not", async () => {
    await curated(curation(unlabelled, { select: best }), folder);
    const selected = latest();
    expectSound(selected);
    expect(selected.cells[0]).toMatchObject({ estimate: null, student: null });
    expect(selected.cells[0]!.coverage).not.toBeNull();
    expect(selected).toMatchObject({ verifiers: [], error: null });
    expect(selected.verdict).toMatchObject({ kind: "unknown", selection: null });
    expect(selected.verdict.sentence).toMatch(/^Nothing is labelled/);
    await curated(curation(file), folder, { through: "verify" });
    expect(latest().verdict.sentence).toBe("Nothing was estimated, so nothing can be said.");
    expect(heads()[0]!.verdict).toEqual(latest().verdict);
    await curated(curation(unlabelled), folder, { through: "import" });
    const imported = latest();
    expectSound(imported);
    expect(imported.verdict.kind).toBe("unknown");
  });

  it("ranks by verifiers put together, and needs its file no more", async () => {
    await curated(curation(file, { select: { ...best, by: "logistic" } }), folder);
    const before = latest();
    rmSync(file);
    expect(latest()).toEqual(before);
    expectSound(before);
    expect(before.cells[0]).toMatchObject({ verifier: "logistic" });
    expect(before.verifiers.map(({ name }) => name)).toEqual(["judge", "passed"]);
  });

  it("throws on nothing where its kinds are too many to tell apart", async () => {
    const lines = drawLines(7, 1200).map((line, i) => ({ ...line, kind: `kind ${i}` }));
    const many = writeLines(folder, lines, "kinds.jsonl");
    await curated(curation(many), folder, { through: "verify" });
    const found = latest();
    expectSound(found);
    expect(found.verifiers).toEqual([]);
    expect(found.warnings.some((warning) => warning.includes("kinds of candidate"))).toBe(true);
  });
});
