import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { loadConfig } from "../../src/config/index.ts";
import { inspectRun, listRunHeads } from "../../src/inspect/index.ts";
import { checkJudge, runPipeline, writePipelineBatch } from "../../src/pipeline/index.ts";
import { readSpending } from "../../src/store/index.ts";
import { startReplying } from "../endpoint/replying.ts";
import { project } from "../endpoint-run/project.ts";
import { latestRun, reading } from "../pipeline/tiny.ts";
import { expectSound } from "./sound.ts";

/** A server that writes, judges, and refuses to answer about some inputs; and a pipeline that asks it. */
async function asking() {
  const server = await startReplying(({ body }) => {
    const asked = body.messages.at(-1)!.content;
    if (asked.includes("number 3 ")) return { status: 400, message: "never about number 3" };
    const mark = JSON.stringify({ reason: "so", score: 1 + (asked.length % 5), better: "first" });
    return [{ content: asked.includes("Say it again") ? `${asked.slice(14, 60)} ${body.seed}` : mark }];
  });
  onTestFinished(() => server.close());
  const { file, folder } = project(server.url, { synthesis: 8, calibration: 10, test: 4 });
  const { config, text: configText } = loadConfig(file);
  const db = join(folder, "prompts.db");
  const silent = { configText, signal: new AbortController().signal, onProgress: () => {} };
  return { config, db, silent, latest: () => reading(db, (store) => inspectRun(store, latestRun(store))) };
}

describe("a run that asks endpoints", () => {
  it("tells what it cost, when, and what failed, without its files", async () => {
    const { config, db, silent, latest } = await asking();
    await runPipeline(config, { db, ...silent, through: "evaluate" });
    for (const name of ["prompts.yaml", "prompts.jsonl"]) rmSync(join(dirname(db), name));
    const found = latest();
    expectSound(found);
    const { overTime, ...spending } = found.spending!;
    expect(spending).toEqual(reading(db, (store) => readSpending(store)));
    expect(overTime.length).toBeGreaterThan(10);
    overTime.slice(1).forEach(({ cost, tokens }, i) => {
      expect(cost).toBeGreaterThanOrEqual(overTime[i]!.cost);
      expect(tokens).toBeGreaterThanOrEqual(overTime[i]!.tokens);
    });
    expect(found.head).toMatchObject({ kind: "pipeline", task: "prompt", metric: "exact" });
    expect(found.failures.length).toBeGreaterThan(0);
    for (const { stage, rows, of, error, title } of found.failures) {
      expect(found.stages.find(({ id }) => id === stage)!.books!.failed).toBeGreaterThanOrEqual(rows);
      expect(rows).toBeLessThan(of);
      expect(error).toContain("never about number 3");
      expect(found.warnings.some((warning) => warning.includes(`rows of "${title}" failed`))).toBe(true);
    }
    expect(found.cells.length).toBeGreaterThan(2);
    expect(found.cells.every(({ student }) => student === null)).toBe(true);
    expect(found.verdict.outcome).toBeNull();
    expect(Object.keys(found.generator!.metrics)).toEqual(["exact", "rougeL"]);
  });

  it("is told from a check of its judge and from a batch", async () => {
    const { config, db, silent, latest } = await asking();
    const path = join(dirname(db), "requests.jsonl");
    await writePipelineBatch(config, path, { db, ...silent });
    const batch = latest();
    await runPipeline(config, { db, ...silent, through: "estimate" });
    await checkJudge(config, { db, ...silent, pairs: 10 });
    const judge = latest();
    for (const found of [batch, judge]) expectSound(found);
    expect(batch.head).toMatchObject({
      kind: "batch",
      command: `npx pstar batch write prompts.yaml --db ${db}`,
    });
    expect(judge.head).toMatchObject({ kind: "judge", command: `npx pstar judge prompts.yaml --db ${db}` });
    for (const { verdict, cells, verifiers } of [batch, judge]) {
      expect(verdict).toMatchObject({ kind: "unknown", selection: null, outcome: null });
      expect({ cells, verifiers }).toEqual({ cells: [], verifiers: [] });
    }
    expect(judge.spending!.answered).toBeGreaterThan(0);
    expect(reading(db, listRunHeads).map(({ kind }) => kind)).toEqual(["judge", "pipeline", "batch"]);
  });
});
