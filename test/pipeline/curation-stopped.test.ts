import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import type { Progress } from "../../src/pipeline/index.ts";
import { createRandom } from "../../src/random/generator.ts";
import { listRuns, openIfMade } from "../../src/store/index.ts";
import { curated, curation, writeLines } from "./curated.ts";
import { resultOf, start, success, undisturbed } from "./process.ts";
import { contents, damage, lasting, lastingFolder, reading } from "./tiny.ts";

const rows = 30_000;
const folder = lastingFolder();
let alone: Awaited<ReturnType<typeof undisturbed>>;

const written = {
  ...curation("many.jsonl", {
    verifiers: [{ kind: "random", name: "chance" }],
    select: { by: "judge", selector: { kind: "best-of-n", fraction: 0.3 } },
  }),
  source: { file: "many.jsonl", fields: { label: "ok", scores: ["judge"] } },
};

/** Answers to one question lie thousands of lines apart. */
function manyLines() {
  const random = createRandom(1);
  return Array.from({ length: rows }, (_, i) => {
    const correct = random.uniform() < 0.6;
    const judge = random.uniform() < 0.01 ? null : Math.round(50 * (random.normal() + Number(correct))) / 50;
    const label = i % 50 === 0 ? { ok: correct } : {};
    return {
      id: `r${i}`,
      prompt: `question ${i % 5987}`,
      answer: `answer ${random.integer(99)}`,
      judge,
      ...label,
    };
  });
}

beforeAll(async () => {
  writeLines(folder, manyLines(), "many.jsonl");
  alone = await undisturbed(folder, JSON.stringify(written));
});

/** Rows that processes have committed so far. */
function committed(db: string, table: "candidates" | "scores" | "runs"): number {
  const store = openIfMade(db);
  try {
    const count = `SELECT count(*) AS rows FROM ${table}`;
    return store?.prepare<{ rows: number }>(count).get()?.rows ?? 0;
  } finally {
    store?.close();
  }
}

/** Starts a process and stops it once it has so many rows. */
async function stopAt(db: string, table: "candidates" | "scores", least: number, signal: NodeJS.Signals) {
  const before = committed(db, "runs");
  const { child, ended } = start(alone.file, db);
  while (committed(db, "runs") === before || committed(db, table) < least) await setTimeout(2);
  child.kill(signal);
  const end = await ended;
  expect(committed(db, "candidates") + committed(db, "scores")).toBeLessThan(3 * rows);
  return end;
}

/** The slow comparison, which shows the difference, only where there is one. */
function expectSame(db: string, expected: ReturnType<typeof contents>): void {
  const found = contents(db);
  if (!isDeepStrictEqual(found, expected)) expect(found).toEqual(expected);
  expect(damage(db)).toEqual([]);
}

describe("a curation of thirty thousand rows", () => {
  it("killed, or stopped by Ctrl-C, while it imports and while it scores, goes on to what an undisturbed one leaves", async () => {
    const db = join(folder, "killed.db");
    const killed = { signal: "SIGKILL" };
    const stopped = { code: 130, signal: null, stdout: "" };
    expect(await stopAt(db, "candidates", 1, "SIGINT")).toMatchObject(stopped);
    expect(await stopAt(db, "candidates", 15_000, "SIGKILL")).toMatchObject(killed);
    expect(await stopAt(db, "scores", 1, "SIGINT")).toMatchObject(stopped);
    expect(await stopAt(db, "scores", rows + 8_000, "SIGKILL")).toMatchObject(killed);
    const states = ["interrupted", "running", "interrupted", "running"];
    expect(reading(db, listRuns).map(({ status }) => status)).toEqual(states);
    const completed = await start(alone.file, db).ended;
    expect(completed).toMatchObject(success);
    expect(resultOf(completed)).toEqual(alone.result);
    expectSame(db, alone.contents);
  });

  it("interrupted at every stage that has several batches goes on from the batch it stopped at", async () => {
    const db = join(folder, "interrupted.db");
    const from = new Map<string, number>();
    for (;;) {
      const controller = new AbortController();
      const onProgress = ({ stage, done, total, state }: Progress): void => {
        if (state !== "running" || done === 0 || done === (total ?? rows) || from.has(stage)) return;
        from.set(stage, done);
        controller.abort();
      };
      const told: Progress[] = [];
      const result = await curated(written, folder, {
        db,
        through: "export",
        signal: controller.signal,
        onProgress: (progress) => {
          told.push(progress);
          onProgress(progress);
        },
      }).catch((error) => {
        expect(error).toHaveProperty("name", "AbortError");
      });
      for (const { stage, done, state } of told) {
        const isResumed = stage.startsWith("verify") && state === "running" && done > 0;
        if (isResumed && told[0]!.stage !== stage) expect(done).toBeGreaterThanOrEqual(from.get(stage) ?? 0);
      }
      if (result === undefined) continue;
      const { done: _, reused: __, ...rest } = result;
      expect(lasting(rest)).toEqual({ ...alone.result });
      break;
    }
    expect([...from.keys()]).toEqual([
      "import: many.jsonl",
      "verify: many.jsonl by judge",
      "verify: many.jsonl by chance",
    ]);
    expectSame(db, alone.contents);
  });
});

describe("malformed rows", () => {
  const bad = ['{"prompt":"q","answer":', '{"prompt":"q","answer":"a","judge":"high","id":"x"}'];
  const lines = () =>
    manyLines()
      .slice(0, 20_000)
      .map((line) => JSON.stringify(line));
  const file = join(folder, "bad.jsonl");
  const rejects = `${file}.rejects.jsonl`;
  const db = join(folder, "bad.db");
  const run = (maxBadRows: number, to = db) =>
    curated({ ...written, source: { ...written.source, file: "bad.jsonl", maxBadRows } }, folder, { db: to });

  it("stop an import past the limit with place, reason and remedy, and what it left does not count as done", async () => {
    const all = lines();
    all.splice(15_000, 0, bad[0]!);
    all.splice(15_010, 0, bad[1]!);
    writeFileSync(file, `${all.join("\n")}\n`);
    await expect(run(0)).rejects.toMatchObject({
      where: `${file}:15001`,
      message: expect.stringContaining("JSON"),
      remedy: expect.stringContaining("--max-bad-rows 10"),
      exitCode: 1,
    });
    reading(db, (store) => {
      expect(listRuns(store).map(({ status }) => status)).toEqual(["failed"]);
      const stages = store.prepare<{ kind: string; status: string }>("SELECT kind, status FROM stages").all();
      expect(stages).toEqual([{ kind: "import", status: "running" }]);
    });
    expect(committed(db, "candidates")).toBeGreaterThan(1000);

    const { source } = await run(2);
    expect(source.books).toEqual({ input: 20_002, kept: 20_000, rejected: 2, failed: 0 });
    const undisturbedDb = join(folder, "bad-alone.db");
    await run(2, undisturbedDb);
    expectSame(db, contents(undisturbedDb));
  });

  it("are in the file of rejects with line and reason, until the file is mended", async () => {
    const rejected = readFileSync(rejects, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(rejected).toEqual([
      { line: 15_001, reason: expect.stringContaining("JSON"), text: bad[0] },
      { line: 15_011, reason: '"judge" is no number: "high"', text: expect.stringContaining('"high"') },
    ]);
    writeFileSync(file, `${lines().join("\n")}\n`);
    const { source } = await run(0);
    expect(source.books).toEqual({ input: 20_000, kept: 20_000, rejected: 0, failed: 0 });
    expect(existsSync(rejects)).toBe(false);
  });
});
