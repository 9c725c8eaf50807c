import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readCheckpoint } from "../src/training/checkpoint.ts";

const folder = mkdtempSync(join(tmpdir(), "pstar-exit-"));
afterAll(() => rmSync(folder, { recursive: true }));

const source = new URL("../src/", import.meta.url);

/** A process that ends while three trainings of its are in the midst of their updates. */
const program = (end: string, checkpoint: string) => `
  const { transformerConfig } = await import("${source}nn/config.ts");
  const { sharedTokens } = await import("${source}training/batches.ts");
  const { trainingOptions } = await import("${source}training/options.ts");
  const { trainModel } = await import("${source}training/train.ts");
  const shape = { width: 16, heads: 2, vocabularySize: 12, sourceLength: 4, targetLength: 4, startToken: 10 };
  const data = { source: sharedTokens(200), target: sharedTokens(200), rows: 50 };
  const seen = new Set();
  for (const name of ["a", "b", "c"])
    trainModel(
      {
        name, key: name, data, seed: 1,
        config: transformerConfig.parse(shape),
        options: trainingOptions.parse({ steps: 10_000_000 }),
        checkpoint: ${JSON.stringify(checkpoint)} + name,
      },
      {
        onProgress: () => {
          seen.add(name);
          if (seen.size === 3) { ${end} }
        },
      },
    );`;

const run = (file: string) =>
  new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    execFile(process.execPath, [file]).on("exit", (code, signal) => resolve({ code, signal }));
  });

/** A process that ends while two threads decode. */
const decoding = (end: string) => `
  const { transformerConfig } = await import("${source}nn/config.ts");
  const { decodingPool } = await import("${source}nn/decoding/pool.ts");
  const { initialWeights } = await import("${source}nn/parameters.ts");
  const { parametersOf } = await import("${source}training/translation.ts");
  const shape = { width: 64, heads: 2, vocabularySize: 12, sourceLength: 4, targetLength: 64, startToken: 10 };
  const config = transformerConfig.parse(shape);
  const pool = decodingPool({ config, weights: initialWeights(parametersOf(config), 1) }, { method: "greedy" }, 2);
  const rows = 60;
  const sources = { tokens: new Int32Array(4 * rows), rows };
  for (const _ of [0, 1])
    (async () => {
      for (;;) await pool.decode(sources, []);
    })();
  await pool.decode({ tokens: new Int32Array(4), rows: 1 }, []);
  setTimeout(() => { ${end} }, 50);`;

describe("a process that ends in the midst of decoding", () => {
  it.each([
    ["exits", "process.exit(7)", 7],
    ["fails", "throw new Error('on purpose')", 1],
  ])("keeps its exit code, time and again, when it %s", async (name, end, code) => {
    const file = join(folder, `decoding-${name}.mjs`);
    writeFileSync(file, decoding(end));
    for (let time = 0; time < 3; time++) expect(await run(file)).toEqual({ code, signal: null });
  });
});

describe("a process that ends in the midst of trainings", () => {
  it.each([
    ["exits", "process.exit(7)", 7],
    ["fails", "throw new Error('on purpose')", 1],
  ])("keeps its exit code and what was learnt, when it %s", async (name, end, code) => {
    const checkpoint = join(folder, `${name}-`);
    const file = join(folder, `${name}.mjs`);
    writeFileSync(file, program(end, checkpoint));
    expect(await run(file)).toEqual({ code, signal: null });
    for (const job of ["a", "b", "c"])
      expect(readCheckpoint(checkpoint + job, job)!.updates).toBeGreaterThan(0);
  });
});
