import { describe, expect, it } from "vitest";
import type { TrainingJob } from "../../src/training/job.ts";
import { createOptimizer } from "../../src/training/optimizer.ts";
import { trainingOptions } from "../../src/training/options.ts";
import { objectiveOf, trainedParameters } from "../../src/training/parameters.ts";
import { createUpdater } from "../../src/training/updater.ts";
import { tokenRowsOf } from "../../src/tuning/data.ts";
import { readCausalFixture } from "../nn/causal/fixture.ts";
import { relativeError } from "../nn/fixture.ts";
import { readCausalAdapter, readT5Adapter } from "../nn/lora/fixture.ts";
import { sequencesOf } from "./sequences.ts";

const common = { name: "again", key: "again", seed: 1, checkpoint: "" };
const options = trainingOptions.parse({
  ...{ steps: 3, batchSize: 2, accumulate: 2, learningRate: 0.01, warmupSteps: 0, dropout: 0.3 },
});

const gpt2 = readCausalFixture("gpt2");
const llama = readCausalAdapter("llama");
const t5 = readT5Adapter();
const withDropout = <T extends object>(lora: T) => ({ ...lora, dropout: 0.3 });
const rows = [
  [5, 9, 2, 7, 4],
  [3, 8, 6],
  [4, 4, 9, 2],
  [7, 3, 2, 5, 8, 6],
];
const lessons = rows.map((given) => ({ given, learnt: given.toReversed() }));
const config = { ...t5.model.config, padToken: 0, sourceLength: 8, targetLength: 8 };
const causal = { rowLength: 8, data: sequencesOf(rows, [1, 1, 2, 1]) };

const jobs: Readonly<Record<string, TrainingJob>> = {
  "a decoder-only model": {
    ...{ ...common, ...causal, options, causal: gpt2.model.config, initial: gpt2.model.weights },
  },
  "its adapters": {
    ...{ ...common, ...causal, options, causal: llama.model.causal },
    lora: withDropout(llama.adapter.lora),
    initial: new Map([...llama.weights, ...llama.adapter.adapters]),
  },
  preferences: {
    ...{ ...common, ...causal, options: { ...options, batchSize: 1 }, preference: { beta: 0.1 } },
    ...{ causal: gpt2.model.config, initial: gpt2.model.weights },
  },
  "an encoder–decoder": {
    ...{ ...common, options, config, data: tokenRowsOf(lessons, config), initial: t5.weights },
  },
  "the adapters of one": {
    ...{ ...common, options, config, data: tokenRowsOf(lessons, config) },
    lora: withDropout(t5.adapter.lora),
    initial: new Map([...t5.weights, ...t5.adapter.adapters]),
  },
};

async function trained(job: TrainingJob): Promise<Float32Array> {
  const specs = trainedParameters(job);
  const optimizer = createOptimizer(specs, job.options);
  optimizer.parameters.set(specs.flatMap(({ name }) => [...job.initial!.get(name)!.values]));
  const { update, release } = createUpdater(job, objectiveOf(job), specs, optimizer);
  for (let number = 0; number < job.options.steps; number++) await update(number);
  await release();
  return optimizer.parameters;
}

describe("training that computes layers again, dropout and all", () => {
  it.each(Object.entries(jobs))("learns the same: %s", async (_, job) => {
    const kept = await trained(job);
    const again = await trained({ ...job, options: { ...job.options, recompute: true } });
    expect(relativeError(again, kept)).toBeLessThan(1e-4);
    expect(relativeError(await trained({ ...job, seed: 2 }), kept)).toBeGreaterThan(1e-3);
  });
});
