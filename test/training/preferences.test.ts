import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { t5Parameters } from "../../src/nn/t5/weights.ts";
import { valuesOf } from "../../src/onnx/runtime.ts";
import { createRandom } from "../../src/random/generator.ts";
import type { CausalPreferenceJob, PreferenceJob } from "../../src/training/job.ts";
import { loraOptions } from "../../src/training/lora.ts";
import { createOptimizer } from "../../src/training/optimizer.ts";
import { trainingOptions } from "../../src/training/options.ts";
import { objectiveOf, trainedParameters, weightsOf } from "../../src/training/parameters.ts";
import { createPasses } from "../../src/training/passes.ts";
import { trainModel } from "../../src/training/train.ts";
import { createUpdater } from "../../src/training/updater.ts";
import { tokenRowsOf } from "../../src/tuning/data.ts";
import { readCausalFixture, unpackFloats } from "../nn/causal/fixture.ts";
import { relativeError } from "../nn/fixture.ts";
import { readCausalAdapter, readT5Adapter } from "../nn/lora/fixture.ts";
import { interrupted } from "./interrupted.ts";
import { sequencesOf } from "./sequences.ts";

const folder = mkdtempSync(join(tmpdir(), "pstar-preferences-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What PyTorch makes of three pairs, in float64; written by scripts/peers/preference.py. */
interface Expected {
  readonly beta: number;
  readonly labelSmoothing: number;
  readonly gradients: Readonly<Record<string, Parameters<typeof unpackFloats>[0]>>;
  readonly steps: readonly { readonly loss: number; readonly accuracy: number; readonly margin: number }[];
  readonly trained: Expected["gradients"];
}

type Rows = readonly (readonly number[])[];

interface CausalPairs {
  readonly rows: Rows;
  readonly prompts: readonly number[];
}

interface TranslationPairs {
  readonly sources: Rows;
  readonly targets: Rows;
}

const { model } = readCausalFixture("llama");
const adapted = readCausalAdapter("llama");
const t5 = readT5Adapter();

const starts = {
  full: { causal: model.config, initial: model.weights },
  lora: {
    causal: model.config,
    lora: adapted.adapter.lora,
    initial: new Map([...model.weights, ...adapted.adapter.adapters]),
  },
  "t5-full": { initial: t5.weights },
  "t5-lora": { lora: t5.adapter.lora, initial: new Map([...t5.weights, ...t5.adapter.adapters]) },
};

/** In rows that are longer than any answer. */
const causalData = ({ rows, prompts }: CausalPairs) => ({
  causal: model.config,
  ...{ rowLength: 16, data: sequencesOf(rows, prompts) },
});

function translationData({ sources, targets }: TranslationPairs) {
  const config = { ...t5.model.config, padToken: 0, sourceLength: 8, targetLength: 12 };
  const data = tokenRowsOf(
    sources.map((given, row) => ({ given, learnt: targets[row]! })),
    config,
  );
  return { config, data };
}

describe.each(["full", "lora", "t5-full", "t5-lora"] as const)("preferences against PyTorch, %s", (name) => {
  const path = new URL(`../fixtures/preference/${name}.json.gz`, import.meta.url);
  const expected: Expected & (CausalPairs | TranslationPairs) = JSON.parse(
    gunzipSync(readFileSync(path)).toString("utf8"),
  );
  const { labelSmoothing, beta } = expected;
  const data = "sources" in expected ? translationData(expected) : causalData(expected);
  const job: PreferenceJob = {
    ...{ name, key: name, seed: 1, checkpoint: join(folder, name), ...starts[name], ...data },
    preference: { beta },
    // A batch larger than its pairs are many would see some twice.
    options: trainingOptions.parse({
      ...{ steps: 5, batchSize: 3, learningRate: 0.003, warmupSteps: 0, hold: 1, labelSmoothing },
    }),
  };
  /** Adapters go by their family's names. */
  const theirs = new Map(
    name === "t5-full" ? t5Parameters(t5.model.config).map(({ name, t5Name }) => [name, t5Name]) : [],
  );
  const find = (weights: Expected["gradients"], parameter: string) =>
    unpackFloats(weights[theirs.get(parameter) ?? parameter]!);
  const specs = trainedParameters(job);

  async function started() {
    const objective = objectiveOf(job);
    const optimizer = createOptimizer(specs, job.options);
    optimizer.parameters.set(specs.flatMap(({ name }) => [...job.initial!.get(name)!.values]));
    const passes = createPasses(job, specs, optimizer.parameters, "evaluation");
    for await (const _ of objective.prepare!(passes.run));
    await passes.release();
    return { objective, optimizer };
  }

  it("have its gradients", async () => {
    const { objective, optimizer } = await started();
    const [batch] = objective.batches(0);
    const passes = createPasses(job, specs, optimizer.parameters, "training");
    const results = await passes.run(batch!);
    await passes.release();
    const gradients = weightsOf(job, valuesOf<Float32Array>(results.gradient!));
    expect(gradients.size).toBe(Object.keys(expected.gradients).length);
    for (const [name, { values }] of gradients)
      expect(relativeError(values, find(expected.gradients, name)), name).toBeLessThan(1e-4);
  });

  it("follow it through five AdamW steps", async () => {
    const { objective, optimizer } = await started();
    const { update, release } = createUpdater(job, objective, specs, optimizer);
    for (const [number, step] of expected.steps.entries()) {
      const { loss, measures } = await update(number);
      expect(loss).toBeCloseTo(step.loss, 4);
      expect(measures!.margin).toBeCloseTo(step.margin, 4);
      // At first no margin is anything but rounding.
      if (number > 0) expect(measures!.accuracy).toBeCloseTo(step.accuracy, 6);
    }
    await release();
    for (const [name, { values }] of weightsOf(job, optimizer.parameters))
      expect(relativeError(values, find(expected.trained, name)), name).toBeLessThan(1e-3);
  });
});

describe("learning preferences", () => {
  let jobs = 0;
  /** Answers that count upwards are preferred to those that count downwards. */
  function countings(pairs: number, seed: number) {
    const random = createRandom(seed);
    return Array.from({ length: pairs }, () => {
      const start = 12 + random.integer(8);
      const count = (step: number) =>
        Array.from({ length: 3 + random.integer(5) }, (_, i) => start + step * i);
      return [count(1), count(-1)];
    }).flat();
  }
  const settings = (options: object = {}) => {
    const name = `preferences ${jobs++}`;
    const training = { steps: 30, batchSize: 4, learningRate: 0.005, warmupSteps: 0, ...options };
    return {
      ...{ name, key: name, seed: 1, checkpoint: join(folder, `${name}.safetensors`) },
      ...{ options: trainingOptions.parse(training), preference: { beta: 0.1 } },
    };
  };
  function jobOf(extra: Partial<CausalPreferenceJob>, options: object = {}): CausalPreferenceJob {
    const set = (pairs: number, seed: number) => {
      const rows = countings(pairs, seed);
      return sequencesOf(rows, Array(rows.length).fill(1));
    };
    return {
      ...{ ...settings(options), ...starts.full, rowLength: 12, data: set(30, 1) },
      validation: { data: set(11, 2), evaluateEvery: 10 },
      ...extra,
    };
  }
  /** Sources tell where to start, and are of many lengths. */
  function t5JobOf(): PreferenceJob {
    const set = (pairs: number, seed: number) => {
      const rows = countings(pairs, seed);
      const sources = rows.map(([start], i) => Array(1 + ((i >> 1) % 8)).fill(start));
      return translationData({ sources, targets: rows.map((row) => row.slice(1)) });
    };
    return {
      ...{ ...settings(), ...starts["t5-full"], ...set(30, 1) },
      validation: { data: set(11, 2).data, evaluateEvery: 10 },
    };
  }

  it.each([
    ["all weights", () => jobOf({})],
    ["adapters", () => jobOf({ lora: loraOptions.parse({ rank: 4, layers: ["all"] }) })],
    ["an encoder–decoder", t5JobOf],
  ])("carries over to pairs that were not seen: %s", async (_, job) => {
    const { evaluations, losses } = await trainModel(job());
    // The model has not moved yet: every margin is 0.
    expect(evaluations[0]).toEqual({
      ...{ updates: 0, loss: expect.closeTo(Math.log(2), 6) },
      measures: { accuracy: expect.any(Number), margin: expect.closeTo(0, 6) },
    });
    const last = evaluations.at(-1)!;
    expect(last.loss).toBeLessThan(0.5);
    expect(last.measures!.accuracy).toBeGreaterThan(0.9);
    expect(last.measures!.margin).toBeGreaterThan(0.3);
    expect(losses[0]).toBeCloseTo(Math.log(2), 6);
  });

  it("resumes an interruption bit for bit: the reference stays what training started from", async () => {
    const undisturbed = await trainModel(jobOf({}, { accumulate: 2, dropout: 0.1 }));
    const disturbed = jobOf({}, { accumulate: 2, dropout: 0.1 });
    for (const questions of [0, 5, 12, 17, 40]) await interrupted(disturbed, questions);
    const { seconds: _, ...outcome } = await trainModel(disturbed);
    const { seconds: __, ...expected } = undisturbed;
    expect(outcome).toEqual(expected);
  });

  it("tells accuracy and margin as it goes", async () => {
    const seen: unknown[] = [];
    await trainModel(jobOf({}), { onProgress: ({ measures }) => seen.push(measures) });
    expect(seen.at(-1)).toEqual({ accuracy: expect.any(Number), margin: expect.any(Number) });
  });
});
