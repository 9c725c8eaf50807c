import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadTuning } from "../../src/config/index.ts";
import { prepareTuning, runTuning } from "../../src/pipeline/index.ts";
import { objectiveOf } from "../../src/training/parameters.ts";
import { commonUpdate, measurePace } from "../../src/tuning/pace.ts";
import type { PreparedJob } from "../../src/tuning/prepare.ts";
import { type Family, lines } from "./tiny-base.ts";
import { tuningFolder } from "./tuning-folder.ts";

type Learnt = "sft" | "dpo";

const words = (count: number): string => Array.from({ length: count }, () => "strike").join(" ");

/** Prompts of 1 to 20 words, and answers of 1 to 4. */
const rows = (count: number, kind: Learnt): string =>
  lines(
    Array.from({ length: count }, (_, i) => {
      const [prompt, chosen, rejected] = [1 + ((i * 13) % 20), 1 + (i % 4), 1 + (i % 3)].map(words);
      return kind === "dpo" ? { prompt, chosen, rejected } : { prompt, completion: chosen };
    }),
  );

/** A tuning of 240 updates, with validation rows. */
async function tuning(family: Family, kind: Learnt) {
  const folder = tuningFolder({
    ...{ family, rows: rows(200, kind), keys: `objective: { kind: ${kind} }` },
    training: "steps: 240, batchSize: 4, learningRate: 0.0001, warmupSteps: 10, threads: 1",
  });
  writeFileSync(join(folder, "held.jsonl"), rows(30, kind));
  const file = join(folder, "t.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replace("rows.jsonl", "rows.jsonl, validation: held.jsonl"));
  const { config, text } = loadTuning(file);
  const prepared = await prepareTuning(config);
  const { lessons } = prepared.data[0]!.encoded;
  return { prepared, lessons, db: join(folder, "t.db"), configText: text };
}

/** The graph of each batch of the first updates. */
function graphsOf(job: PreparedJob): string[] {
  const { batches } = objectiveOf({ ...job, key: "", checkpoint: "" });
  return Array.from({ length: 40 }, (_, update) => [...batches(update)].map(({ graph }) => graph)).flat();
}

describe("the time that a tuning takes", { timeout: 60_000 }, () => {
  it.each([
    ["t5", "sft"],
    ["t5", "dpo"],
    ["llama3", "dpo"],
  ] as const)(
    "is measured on one graph, neither the longest nor the shortest (%s, %s)",
    async (family, kind) => {
      const { prepared, lessons } = await tuning(family, kind);
      const common = commonUpdate(prepared.job, lessons);
      expect(common.validation).toBeUndefined();
      const [measured, ...others] = new Set(graphsOf(common));
      expect(others).toEqual([]);
      const all = graphsOf(prepared.job).map(Number);
      expect(new Set(all).size).toBeGreaterThan(2);
      const mean = all.reduce((sum, length) => sum + length, 0) / all.length;
      expect(Math.abs(Number(measured) - mean)).toBeLessThan(Math.max(...all) / 6);
    },
  );

  // Generous, since the machine may have other work at one of the two times.
  it.each([
    ["t5", "dpo"],
    ["llama3", "sft"],
  ] as const)("is told within a factor of three (%s, %s)", { retry: 2 }, async (family, kind) => {
    const { prepared, lessons, ...run } = await tuning(family, kind);
    const told = await measurePace(prepared.job, prepared.base, lessons);
    const { signal } = new AbortController();
    const { evaluations, seconds } = await runTuning(prepared, {
      ...{ ...run, command: "", signal },
      onProgress: () => {},
    });
    expect(told.looks).toBe(evaluations.length);
    expect(told.seconds / seconds).toBeGreaterThan(1 / 3);
    expect(told.seconds / seconds).toBeLessThan(3);
  });
});
