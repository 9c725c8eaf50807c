import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/index.ts";
import { type Progress, planPipeline } from "../../src/pipeline/index.ts";
import { listRuns, readLedger } from "../../src/store/index.ts";
import { readCheckpoint } from "../../src/training/checkpoint.ts";
import { resultOf, start, success, undisturbed } from "./process.ts";
import { contents, edited, lasting, lastingFolder, latestRun, reading, runText, tiny } from "./tiny.ts";

/** Long at the generator's training; several batches of examples, of candidates and of scores. */
const text = edited(
  tiny,
  ["real: 600", "real: 5000"],
  ["steps: 150", "steps: 450"],
  ["steps: 100", "steps: 10"],
  ["kind: oracle", "kind: random"],
  ["  - { kind: noisy-oracle, noise: 0.5 }\n", ""],
);
const generator = "train: generator";

const folder = lastingFolder();
let alone: Awaited<ReturnType<typeof undisturbed>>;

beforeAll(async () => {
  alone = await undisturbed(folder, text);
});

const planned = async (db: string) =>
  (await planPipeline(parseConfig(text, "tiny.yaml"), db)).find(({ name }) => name === generator)!;

async function checkpointOf(db: string) {
  const { key } = await planned(db);
  return readCheckpoint(join(db.replace(/\.db$/, ".artifacts"), key, "checkpoint.safetensors"), key);
}

/** Runs until `enough` is told of the generator's training, and there interrupts. */
async function interruptAt(db: string, enough: (progress: Progress) => boolean) {
  const controller = new AbortController();
  const onProgress = (progress: Progress): void => {
    if (progress.stage === generator && enough(progress)) controller.abort();
  };
  await expect(runText(text, db, { signal: controller.signal, onProgress })).rejects.toThrow(
    expect.objectContaining({ name: "AbortError" }),
  );
}

describe("an interrupted run", () => {
  it("saves its training and goes on from there to the same end", async () => {
    const db = join(folder, "interrupted.db");
    await interruptAt(db, ({ done }) => done >= 50);
    expect(reading(db, listRuns).map(({ status }) => status)).toEqual(["interrupted"]);
    const { updates } = (await checkpointOf(db))!;
    expect(updates).toBeGreaterThanOrEqual(50);
    expect(updates).toBeLessThan(450);

    const told: number[] = [];
    const result = await runText(text, db, {
      onProgress: ({ stage, done }) => {
        if (stage === generator && done > 0) told.push(done);
      },
    });
    expect(Math.min(...told)).toBeGreaterThan(updates);
    expect(lasting(result)).toEqual(alone.result);
    expect(contents(db)).toEqual(alone.contents);
    expect(await checkpointOf(db)).toBeUndefined();
  });

  it("keeps what was estimated before any student is trained, and what came of those that were", async () => {
    const short = edited(tiny, ["steps: 150", "steps: 40"], ["steps: 100", "steps: 10"]);
    const ledgerAfter = async (db: string, stage: RegExp) => {
      const controller = new AbortController();
      const onProgress = (progress: Progress): void => {
        if (stage.test(progress.stage) && progress.done > 0) controller.abort();
      };
      await expect(runText(short, db, { signal: controller.signal, onProgress })).rejects.toThrow();
      return reading(db, (store) => readLedger(store, latestRun(store)));
    };
    const db = join(folder, "ledger.db");
    const estimated = await ledgerAfter(db, /^train: student of/);
    expect(estimated.map(({ verifier }) => verifier).sort()).toEqual(["noisy-oracle", "none", "oracle"]);
    for (const { estimate, metrics } of estimated) {
      expect(estimate).toHaveProperty("estimate.pstar");
      expect(metrics).toBeNull();
    }
    await runText(short, db);
    const whole = reading(db, (store) => readLedger(store, latestRun(store)));
    expect(whole.map(({ metrics }) => metrics !== null)).toEqual([true, true, true]);
  });

  it("enters no file in its books that another process is writing, or was when it was killed", async () => {
    const db = join(folder, "leftover.db");
    const { key } = await planned(db);
    const model = join(folder, "leftover.artifacts", key, "model");
    mkdirSync(join(model, "onnx"), { recursive: true });
    for (const file of ["model.safetensors.4194304.tmp", "onnx/encoder.onnx.1.tmp"])
      writeFileSync(join(model, file), "half");
    await runText(text, db, { through: "generate" });
    const entered = reading(db, (store) =>
      store.prepare<{ path: string }>("SELECT path FROM artifacts").all(),
    );
    expect(entered.length).toBeGreaterThan(3);
    expect(entered.filter(({ path }) => path.includes("tmp"))).toEqual([]);
  });

  it("goes on from the batch it stopped at, in every stage that has several", async () => {
    const db = join(folder, "batches.db");
    const stopped = new Set<string>();
    for (;;) {
      const controller = new AbortController();
      const onProgress = ({ stage, done, total, unit }: Progress): void => {
        if (unit === "steps" || done === 0 || done === total || stopped.has(stage)) return;
        stopped.add(stage);
        controller.abort();
      };
      const result = await runText(text, db, { signal: controller.signal, onProgress }).catch((error) => {
        expect(error).toHaveProperty("name", "AbortError");
      });
      if (result === undefined) continue;
      expect(lasting(result)).toEqual(alone.result);
      break;
    }
    expect([...stopped]).toEqual([
      "examples: training",
      "generate: synthesis",
      "verify: synthesis by random",
    ]);
    expect(contents(db)).toEqual(alone.contents);
  });

  it("keeps a training that was finished just then", async () => {
    const db = join(folder, "finished.db");
    await interruptAt(db, ({ done, total }) => done === total);
    expect((await planned(db)).status).toBe("done");
  });

  it("interrupted before it starts does nothing", async () => {
    const db = join(folder, "none.db");
    await expect(runText(text, db, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/);
    expect((await planned(db)).status).toBe("new");
  });

  it("by Ctrl-C ends with code 130, and the same command completes it", async () => {
    const db = join(folder, "signalled.db");
    const { child, ended } = start(alone.file, db);
    while ((await planned(db)).status === "new") await setTimeout(50);
    child.kill("SIGINT");
    const end = await ended;
    expect(end).toMatchObject({ code: 130, signal: null, stdout: "" });
    const completed = await start(alone.file, db).ended;
    expect(completed).toMatchObject(success);
    expect(resultOf(completed)).toEqual(alone.result);
    expect(contents(db)).toEqual(alone.contents);
  });
});
