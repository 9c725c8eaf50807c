import { trainingOptions } from "../../src/training/options.ts";
import { trainModel } from "../../src/training/train.ts";
import { openBase } from "../../src/tuning/base.ts";
import { estimateMemory } from "../../src/tuning/memory.ts";
import { prepareJob, withWeights } from "../../src/tuning/prepare.ts";

/** Prints what a tuning was estimated to take and what the process took at most, in bytes. */
const [folder, rows, tokens, recompute] = process.argv.slice(2);
const base = await openBase(folder!);
const half = Number(tokens) / 2;
const some = (from: number, step: number): number[] =>
  Array.from({ length: half }, (_, i) => (from + i * step) % 300);
const lessons = Array.from({ length: 32 }, (_, i) => ({ given: some(i, 7), learnt: some(i, 13) }));
const training = {
  ...trainingOptions.parse({ batchSize: Number(rows), steps: 3, recompute: recompute === "recompute" }),
  epochs: 1,
};
const job = prepareJob(
  base,
  { train: lessons },
  { name: "memory", length: Number(tokens), seed: 1, training },
);
const { total } = estimateMemory(job);
await trainModel(
  { ...withWeights(job, base), key: "memory", checkpoint: `${folder}/checkpoint` },
  { checkpointEvery: Number.POSITIVE_INFINITY },
);
process.stdout.write(JSON.stringify({ estimate: total, peak: 1024 * process.resourceUsage().maxRSS }));
