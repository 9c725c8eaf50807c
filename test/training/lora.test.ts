import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { valuesOf } from "../../src/onnx/runtime.ts";
import { sharedTokens } from "../../src/training/batches.ts";
import type { CausalJob, TrainingJob, TranslationJob } from "../../src/training/job.ts";
import { loraOptions } from "../../src/training/lora.ts";
import { createOptimizer } from "../../src/training/optimizer.ts";
import { trainingOptions } from "../../src/training/options.ts";
import { objectiveOf, trainedParameters, weightsOf } from "../../src/training/parameters.ts";
import { createPasses } from "../../src/training/passes.ts";
import { trainModel } from "../../src/training/train.ts";
import { createUpdater } from "../../src/training/updater.ts";
import { unpackFloats } from "../nn/causal/fixture.ts";
import { relativeError } from "../nn/fixture.ts";
import { causalAdapters, readCausalAdapter, readT5Adapter, t5Adapters } from "../nn/lora/fixture.ts";
import { interrupted } from "./interrupted.ts";
import { sequencesOf } from "./sequences.ts";

const folder = mkdtempSync(join(tmpdir(), "pstar-lora-"));
afterAll(() => rmSync(folder, { recursive: true }));

const training = {
  ...{ steps: 5, batchSize: 2, learningRate: 0.01, warmupSteps: 0, hold: 1, weightDecay: 0.1, clipNorm: 1 },
};

function causalJob(name: (typeof causalAdapters)[number]) {
  const { model, weights, adapter, expected } = readCausalAdapter(name);
  const job: CausalJob = {
    ...{ name, key: name, seed: 1, checkpoint: join(folder, `${name}.safetensors`) },
    ...{ causal: model.causal, lora: adapter.lora, initial: new Map([...weights, ...adapter.adapters]) },
    ...{ options: trainingOptions.parse(training), rowLength: 16 },
    data: sequencesOf(expected.rows, expected.prompts),
  };
  return { job, expected };
}

function t5Job(name: (typeof t5Adapters)[number]) {
  const { model, weights, adapter, expected } = readT5Adapter(name);
  const copy = (values: readonly number[]) => {
    const tokens = sharedTokens(values.length);
    tokens.set(values);
    return tokens;
  };
  const [source, target] = [copy(expected.source.flat()), copy(expected.target.flat())];
  const job: TranslationJob = {
    ...{ name, key: name, seed: 1, checkpoint: join(folder, `${name}.safetensors`) },
    ...{ config: model.config, lora: adapter.lora, initial: new Map([...weights, ...adapter.adapters]) },
    ...{ options: trainingOptions.parse(training), data: { source, target, rows: expected.source.length } },
  };
  return { job, expected };
}

const jobs = {
  ...Object.fromEntries(causalAdapters.map((name) => [name, () => causalJob(name)])),
  ...Object.fromEntries(t5Adapters.map((name) => [name, () => t5Job(name)])),
};

describe.each(Object.entries(jobs))("adapters of %s", (_, jobOf) => {
  const { job, expected } = jobOf();
  const specs = trainedParameters(job);
  const objective = objectiveOf(job);

  function optimizerOf() {
    const optimizer = createOptimizer(specs, job.options);
    optimizer.parameters.set(specs.flatMap(({ name }) => [...job.initial!.get(name)!.values]));
    return optimizer;
  }

  it("have peft's loss and gradients", async () => {
    const [batch] = objective.batches(0);
    const passes = createPasses(job, specs, optimizerOf().parameters, "training");
    const results = await passes.run(batch!);
    await passes.release();
    const [loss] = valuesOf<Float32Array>(results.loss!);
    expect(Math.abs(loss! - expected.loss) / expected.loss).toBeLessThan(1e-5);
    const gradients = weightsOf(job, valuesOf<Float32Array>(results.gradient!));
    expect([...gradients.keys()].sort()).toEqual(Object.keys(expected.gradients).sort());
    for (const [name, { shape, values }] of gradients) {
      expect(shape).toEqual(expected.gradients[name]!.shape);
      expect(relativeError(values, unpackFloats(expected.gradients[name]!)), name).toBeLessThan(1e-4);
    }
  });

  it("follow peft through five AdamW steps", async () => {
    const optimizer = optimizerOf();
    const { update, release } = createUpdater(job, objective, specs, optimizer);
    for (const expectedLoss of expected.losses) {
      const { loss } = await update(expected.losses.indexOf(expectedLoss));
      expect(Math.abs(loss - expectedLoss) / expectedLoss).toBeLessThan(1e-4);
    }
    await release();
    for (const [name, { values }] of weightsOf(job, optimizer.parameters))
      expect(relativeError(values, unpackFloats(expected.trained[name]!)), name).toBeLessThan(1e-4);
  });
});

describe("training adapters", () => {
  const fresh = (name: string, options: object, lora: object): TrainingJob => {
    const { job } = causalJob("llama");
    const base = [...job.initial!].filter(([parameter]) => !parameter.includes("lora"));
    return {
      ...{ ...job, name, key: name, checkpoint: join(folder, `${name}.safetensors`), initial: new Map(base) },
      ...{ options: trainingOptions.parse({ ...training, weightDecay: 0, ...options }) },
      lora: loraOptions.parse({ layers: ["all"], rank: 4, ...lora }),
    };
  };

  it("lowers the loss and gives the adapters alone", async () => {
    const job = fresh("lower", { steps: 100 }, {});
    const { losses, parameters } = await trainModel(job);
    expect(losses.at(-1)).toBeLessThan(0.7 * losses[0]!);
    const weights = weightsOf(job, parameters);
    expect([...weights.keys()].every((name) => /\.lora_[AB]\.weight$/.test(name))).toBe(true);
    expect(weights.size).toBe(2 * 7 * 2);
  });

  it("starts where the model is: B is zero and A is not", async () => {
    const job = fresh("start", { steps: 1 }, {});
    const plain = { ...fresh("plain", { steps: 1 }, {}), lora: undefined };
    const { lora, ...whole } = plain;
    const [adapted, full] = [await trainModel(job), await trainModel(whole as TrainingJob)];
    expect(adapted.losses[0]).toBe(full.losses[0]);
  });

  it("drops what adapters read out at their own rate, and resumes an interruption bit for bit", async () => {
    const undisturbed = await trainModel(fresh("undisturbed", { steps: 12, dropout: 0.1 }, { dropout: 0.3 }));
    const disturbed = fresh("disturbed", { steps: 12, dropout: 0.1 }, { dropout: 0.3 });
    expect(await interrupted(disturbed, 3)).toMatchObject({ finished: false, updates: 3 });
    expect(await interrupted(disturbed, 5)).toMatchObject({ finished: false, updates: 8 });
    const outcome = await trainModel(disturbed);
    expect(outcome.parameters).toEqual(undisturbed.parameters);
    const other = await trainModel(fresh("other", { steps: 12, dropout: 0.1 }, { dropout: 0 }));
    expect(other.parameters).not.toEqual(undisturbed.parameters);
  });

  it("refuses layers that the model has not, and names those it has", () => {
    const job = fresh("wrong", {}, { layers: ["query"] });
    expect(() => trainedParameters(job)).toThrow(
      expect.objectContaining({
        message: expect.stringContaining('"query"'),
        remedy: expect.stringContaining("q_proj"),
        exitCode: 2,
      }),
    );
    expect(() => loraOptions.parse({ layers: ["("] })).toThrow("no regular expression");
  });
});
