import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { transformerConfig } from "../../src/nn/config.ts";
import { decodingModel } from "../../src/nn/decoding/decoder.ts";
import { decodeGreedily } from "../../src/nn/decoding/generate.ts";
import { initialWeights } from "../../src/nn/parameters.ts";
import { writeSafetensors } from "../../src/nn/safetensors/index.ts";
import { createRandom } from "../../src/random/generator.ts";
import { orderByLength, rowOrder, sharedTokens, type TokenRows } from "../../src/training/batches.ts";
import { readCheckpoint } from "../../src/training/checkpoint.ts";
import type { TranslationJob } from "../../src/training/job.ts";
import { type TrainingOptions, trainingOptions } from "../../src/training/options.ts";
import { weightsOf } from "../../src/training/parameters.ts";
import { learningRateAt } from "../../src/training/schedule.ts";
import { trainModel } from "../../src/training/train.ts";
import { parametersOf } from "../../src/training/translation.ts";
import { relativeError } from "../nn/fixture.ts";
import { interrupted } from "./interrupted.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pstar-training-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const config = transformerConfig.parse({
  width: 16,
  heads: 2,
  vocabularySize: 12,
  sourceLength: 4,
  targetLength: 4,
  startToken: 10,
});

/** Rows whose target is their source backwards. */
function reversals(rows: number): TokenRows {
  const random = createRandom(5);
  const source = sharedTokens(rows * 4);
  for (let i = 0; i < rows * 4; i++) source[i] = random.integer(10);
  const target = sharedTokens(rows * 4);
  for (let i = 0; i < rows * 4; i++) target[i] = source[i - (i % 4) + 3 - (i % 4)];
  return { source, target, rows };
}

let jobs = 0;
function job(options: Partial<TrainingOptions>, data = reversals(500)): TranslationJob {
  const name = `job ${jobs++}`;
  const defaults = { steps: 60, batchSize: 16, warmupSteps: 10, learningRate: 0.005 };
  return {
    name,
    key: name,
    config,
    options: trainingOptions.parse({ ...defaults, ...options }),
    data,
    seed: 3,
    checkpoint: join(folder, `${name}.safetensors`),
  };
}

describe("training", () => {
  it("learns a task well enough to decode it", async () => {
    const reversal = job({ steps: 800, batchSize: 32 }, reversals(5000));
    const { parameters, losses } = await trainModel(reversal);
    expect(losses.at(-1)).toBeLessThan(0.2 * losses[0]);
    const model = decodingModel(config, weightsOf(reversal, parameters), 1);
    const tokens = Int32Array.of(1, 2, 3, 4, 9, 8, 8, 0, 5, 0, 5, 7);
    const rows = await decodeGreedily(model, { tokens, rows: 3 });
    expect(rows.map((row) => [...row.tokens])).toEqual([
      [4, 3, 2, 1],
      [0, 8, 8, 9],
      [7, 5, 0, 5],
    ]);
  });

  it("gives the same bits for the same job", async () => {
    const [a, b] = await Promise.all([trainModel(job({ dropout: 0.1 })), trainModel(job({ dropout: 0.1 }))]);
    expect(a.parameters).toEqual(b.parameters);
    const other = await trainModel({ ...job({ dropout: 0.1 }), seed: 4 });
    expect(other.parameters).not.toEqual(a.parameters);
  });

  it.each([
    ["one batch an update", {}],
    ["dropout, decay and smoothing", { dropout: 0.2, weightDecay: 0.1, labelSmoothing: 0.1 }],
    ["several batches an update", { accumulate: 3 }],
    ["two threads", { threads: 2 }],
  ])("resumes an interruption bit for bit: %s", async (_, options) => {
    const undisturbed = await trainModel(job(options));
    const disturbed = job(options);
    const atOnce = await trainModel(disturbed, { signal: AbortSignal.abort() });
    expect(atOnce).toMatchObject({ finished: false, updates: 0 });
    expect(await interrupted(disturbed, 1)).toMatchObject({ finished: false, updates: 1 });
    expect(await interrupted(disturbed, 30)).toMatchObject({ finished: false, updates: 31 });
    const outcome = await trainModel(disturbed);
    expect(outcome.parameters).toEqual(undisturbed.parameters);
    expect(outcome.losses).toEqual(undisturbed.losses);
  });

  it("stops when it is told to, after the update at hand, and saves what it has", async () => {
    const endless = job({ steps: 1_000_000 });
    const controller = new AbortController();
    const outcome = await trainModel(endless, {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    expect(outcome.finished).toBe(false);
    expect(outcome.updates).toBeGreaterThan(0);
    const saved = readCheckpoint(endless.checkpoint, endless.key)!;
    expect(saved.updates).toBe(outcome.updates);
    expect(saved.parameters).toEqual(outcome.parameters);
  });

  it("of several small batches an update equals that of one large batch", async () => {
    const large = await trainModel(job({ steps: 5, batchSize: 48 }));
    const small = await trainModel(job({ steps: 5, batchSize: 16, accumulate: 3 }));
    expect(relativeError(small.parameters, large.parameters)).toBeLessThan(1e-4);
  });

  it("does not count padding", async () => {
    const padded = { ...config, padToken: 11 };
    const data = reversals(64);
    for (let row = 0; row < 64; row++) data.target.fill(11, row * 4 + 1 + (row % 4), row * 4 + 4);
    const changed = reversals(64);
    for (let row = 0; row < 64; row++) changed.target.fill(11, row * 4 + 1 + (row % 4), row * 4 + 4);
    const one = await trainModel({ ...job({ steps: 3 }, data), config: padded });
    const two = await trainModel({
      ...job({ steps: 3, accumulate: 4, batchSize: 4 }, changed),
      config: padded,
    });
    expect(relativeError(two.parameters, one.parameters)).toBeLessThan(1e-4);
  });

  it("does not see how far its sources are padded", async () => {
    const rows = 96;
    const padded = (sourceLength: number): TranslationJob => {
      const short = reversals(rows);
      const source = sharedTokens(rows * sourceLength).fill(11);
      for (let row = 0; row < rows; row++)
        source.set(short.source.subarray(4 * row, 4 * row + 1 + (row % 4)), row * sourceLength);
      // A key's bias has no gradient but rounding noise, which AdamW blows up.
      const longer = { ...config, positions: "relative" as const, biases: false, padToken: 11, sourceLength };
      return { ...job({ steps: 3, batchSize: 8 }), config: longer, data: { ...short, source } };
    };
    const [close, wide] = await Promise.all([trainModel(padded(4)), trainModel(padded(60))]);
    expect(relativeError(wide.parameters, close.parameters)).toBeLessThan(1e-3);
  });

  it("goes on from the weights it is given", async () => {
    const first = job({ steps: 200 });
    const { parameters, losses } = await trainModel(first);
    const tuned = await trainModel({ ...job({ steps: 20 }), initial: weightsOf(first, parameters) });
    expect(tuned.losses[0]).toBeLessThan(0.5 * losses[0]);
  });

  it("leaves frozen parameters as they are and trains the rest", async () => {
    const plain = job({ steps: 30 });
    const initial = initialWeights(parametersOf(config), plain.seed);
    const isFrozen = (name: string) => name.includes("embed") || name.endsWith(".key.weight");
    const frozen = new Map([...initial].filter(([name]) => isFrozen(name)));
    const half = { ...plain, frozen };
    const { parameters, losses } = await trainModel(half);
    const weights = weightsOf(half, parameters);
    expect([...weights.keys()].sort()).toEqual([...initial.keys()].sort());
    for (const [name, { values }] of weights) {
      const before = initial.get(name)!.values;
      if (isFrozen(name)) expect(values).toEqual(before);
      else expect(values, name).not.toEqual(before);
    }
    expect(losses.at(-1)).toBeLessThan(losses[0]);
  });

  it("that diverges stops with step, learning rate and last good checkpoint", async () => {
    const diverging = job({ learningRate: 1e30, warmupSteps: 0, clipNorm: 1e30 });
    const error = trainModel(diverging, { checkpointEvery: 0 });
    await expect(error).rejects.toThrow(
      /diverged at step \d+ \(learning rate 1\.00e\+30\): .* (is NaN|Infinity)/,
    );
    await expect(error).rejects.toThrow(new RegExp(`${diverging.checkpoint} after step \\d+|none was saved`));
    const saved = readCheckpoint(diverging.checkpoint, diverging.key);
    if (saved) expect(saved.parameters.every(Number.isFinite)).toBe(true);
  });

  it("names a damaged checkpoint and what to do about it", async () => {
    const damaged = job({});
    writeSafetensors(damaged.checkpoint, new Map([["mean", { shape: [1], values: Float32Array.of(1) }]]), {
      job: damaged.key,
      updates: "3",
      losses: "[]",
      lossSum: "0",
      seconds: "1",
    });
    await expect(trainModel(damaged)).rejects.toMatchObject({
      where: damaged.checkpoint,
      message: expect.stringContaining("damaged checkpoint"),
      remedy: expect.stringContaining("delete the file"),
    });
  });

  it("ignores the checkpoint of another job", async () => {
    const first = job({});
    await trainModel(first, { checkpointEvery: 0 });
    const second = { ...job({ steps: 7 }), checkpoint: first.checkpoint };
    expect((await trainModel(second)).updates).toBe(7);
  });
});

describe("the order of rows", () => {
  it("goes through all of them once an epoch, each time in another order", () => {
    const at = rowOrder(100, 1);
    const epoch = (n: number) => Array.from({ length: 100 }, (_, i) => at(100 * n + i));
    const [first, second] = [epoch(0), epoch(1)];
    const sorted = Array.from({ length: 100 }, (_, i) => i);
    expect(first.toSorted((a, b) => a - b)).toEqual(sorted);
    expect(second.toSorted((a, b) => a - b)).toEqual(sorted);
    expect(first).not.toEqual(second);
    expect(rowOrder(100, 1)(150)).toBe(second[50]);
  });
});

describe("the order of rows by length", () => {
  const rows = 1000;
  const random = createRandom(8);
  const lengths = Int32Array.from({ length: rows }, () => 50 + random.integer(150));
  const perUpdate = 16;
  const at = orderByLength(lengths, perUpdate, 1);

  it("goes through all rows once an epoch, each time in another order that the seed decides", () => {
    const epoch = (n: number) => Array.from({ length: rows }, (_, i) => at(rows * n + i));
    const [first, second] = [epoch(0), epoch(1)];
    for (const order of [first, second])
      expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: rows }, (_, i) => i));
    expect(first).not.toEqual(second);
    expect(orderByLength(lengths, perUpdate, 1)(rows + 50)).toBe(second[50]);
    expect(orderByLength(lengths, perUpdate, 2)(50)).not.toBe(first[50]);
  });

  it("pads little, and gives long and short updates by turns", () => {
    const updates = Array.from({ length: 180 }, (_, u) =>
      Array.from({ length: perUpdate }, (_, i) => lengths[at(u * perUpdate + i)]),
    );
    const longest = updates.map((update) => Math.max(...update));
    const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
    // In any order the longest of sixteen is near 190, which pads by a half.
    expect((perUpdate * sum(longest)) / sum(updates.flat())).toBeLessThan(1.08);
    const means = updates.map((update) => sum(update) / perUpdate - sum(updates.flat()) / (180 * perUpdate));
    const variance = sum(means.map((m) => m * m)) / 180;
    const neighbours = sum(means.slice(1).map((m, i) => m * means[i])) / 179;
    expect(Math.abs(neighbours / variance)).toBeLessThan(0.2);
  });
});

describe("the learning rate", () => {
  const options = trainingOptions.parse({
    steps: 1000,
    learningRate: 2,
    warmupSteps: 100,
    hold: 0.5,
    finalShare: 0.1,
  });
  it("warms up, holds and decays by a cosine", () => {
    expect(learningRateAt(0, options)).toBeCloseTo(0.02);
    expect(learningRateAt(49, options)).toBeCloseTo(1);
    for (const update of [99, 300, 500]) expect(learningRateAt(update, options)).toBe(2);
    expect(learningRateAt(750, options)).toBeCloseTo(2 * 0.55);
    expect(learningRateAt(999, options)).toBeCloseTo(0.2, 4);
  });
});
