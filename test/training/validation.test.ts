import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { tokenRows } from "../../src/nn/causal/decoding/token-rows.ts";
import { causalLikelihoodModel } from "../../src/nn/causal/likelihood.ts";
import { transformerConfig } from "../../src/nn/config.ts";
import { createRandom } from "../../src/random/generator.ts";
import { sharedTokens, type TokenRows } from "../../src/training/batches.ts";
import type { CausalJob, TranslationJob } from "../../src/training/job.ts";
import { type TrainingOptions, trainingOptions } from "../../src/training/options.ts";
import { weightsOf } from "../../src/training/parameters.ts";
import { trainModel } from "../../src/training/train.ts";
import { bestOf, isPatienceSpent } from "../../src/training/validation.ts";
import { readCausalFixture } from "../nn/causal/fixture.ts";
import { interrupted } from "./interrupted.ts";
import { sequencesOf } from "./sequences.ts";

const folder = mkdtempSync(join(tmpdir(), "pstar-validation-"));
afterAll(() => rmSync(folder, { recursive: true }));

const { model } = readCausalFixture("llama");
let jobs = 0;

/** Sequences of the fixture's vocabulary that count upwards, of 4 to 11 tokens, the first given. */
function countings(rows: number, seed: number) {
  const random = createRandom(seed);
  return Array.from({ length: rows }, () => {
    const start = 3 + random.integer(10);
    return Array.from({ length: 4 + random.integer(8) }, (_, i) => start + i);
  });
}

const validationRows = countings(7, 2);

function causalJob(
  options: Partial<TrainingOptions>,
  validation: { evaluateEvery: number; patience?: number },
  rows = validationRows,
): CausalJob {
  const name = `job ${jobs++}`;
  const defaults = { steps: 24, batchSize: 2, warmupSteps: 0, learningRate: 0.01, dropout: 0.1 };
  const given = (rows: readonly unknown[]) => rows.map(() => 1);
  const train = countings(40, 1);
  return {
    ...{ name, key: name, checkpoint: join(folder, `${name}.safetensors`), seed: 3, rowLength: 16 },
    ...{ causal: model.config, initial: model.weights, data: sequencesOf(train, given(train)) },
    options: trainingOptions.parse({ ...defaults, ...options }),
    validation: { ...validation, data: sequencesOf(rows, given(rows)) },
  };
}

/** Mean loss a label by the model that scores texts. */
async function meanLoss(job: CausalJob, parameters: Float32Array, rows: readonly (readonly number[])[]) {
  const scorer = await causalLikelihoodModel({ config: job.causal, weights: weightsOf(job, parameters) }, 1);
  const sums = await scorer.logLikelihoods(
    tokenRows(rows),
    rows.map(() => 1),
  );
  await scorer.release();
  const labels = rows.reduce((sum, row) => sum + row.length - 1, 0);
  return -sums.reduce((a, b) => a + b, 0) / labels;
}

describe("evaluation during training", () => {
  it("is of all labels alike, without dropout and smoothing, before the first update and after every so many", async () => {
    const job = causalJob({ steps: 10, labelSmoothing: 0.2 }, { evaluateEvery: 4 });
    const { evaluations } = await trainModel(job);
    expect(evaluations.map(({ updates }) => updates)).toEqual([0, 4, 8, 10]);
    const initial = new Float32Array([...model.weights.values()].flatMap(({ values }) => [...values]));
    const before = await meanLoss(job, initial, validationRows);
    expect(evaluations[0]!.loss).toBeCloseTo(before, 5);
  });

  it("gives the parameters that were best", async () => {
    // What is validated is the contrary of what is learnt.
    const backwards = countings(7, 2).map((row) => row.toReversed());
    const job = causalJob({ steps: 40, learningRate: 0.02 }, { evaluateEvery: 2 }, backwards);
    const { evaluations, parameters, updates } = await trainModel(job);
    const best = evaluations[bestOf(evaluations)]!;
    expect(updates).toBe(40);
    expect(best.loss).toBeLessThan(evaluations.at(-1)!.loss);
    expect(await meanLoss(job, parameters, backwards)).toBeCloseTo(best.loss, 5);
  });

  it("ends a training that has become no better for as long as patience lasts", async () => {
    const backwards = countings(7, 2).map((row) => row.toReversed());
    const job = causalJob({ steps: 400, learningRate: 0.02 }, { evaluateEvery: 2, patience: 3 }, backwards);
    const { evaluations, updates, finished, losses } = await trainModel(job);
    expect(finished).toBe(true);
    expect(updates).toBeLessThan(400);
    expect(evaluations.length - 1 - bestOf(evaluations)).toBe(3);
    expect(losses.length).toBe(Math.floor(updates / 4));
  });

  it("changes nothing of what is learnt", async () => {
    const { validation, ...without } = causalJob({}, { evaluateEvery: 5 });
    const plain = await trainModel(without);
    const evaluated = await trainModel(causalJob({}, { evaluateEvery: 24 }));
    expect(evaluated.losses).toEqual(plain.losses);
    expect(plain.evaluations).toEqual([]);
    // Its last parameters are its best.
    expect(bestOf(evaluated.evaluations)).toBe(1);
    expect(evaluated.parameters).toEqual(plain.parameters);
  });

  it("survives interruptions bit for bit, those within an evaluation among them", async () => {
    const settings = [{ steps: 24 }, { evaluateEvery: 3, patience: 2 }] as const;
    const backwards = countings(7, 2).map((row) => row.toReversed());
    const undisturbed = await trainModel(causalJob(...settings, backwards));
    const disturbed = causalJob(...settings, backwards);
    let outcome = await interrupted(disturbed, 0);
    expect(outcome).toMatchObject({ finished: false, updates: 0, evaluations: [] });
    for (let questions = 1; !outcome.finished; questions++)
      outcome = await interrupted(disturbed, 3 + (questions % 9));
    const { seconds: _, ...expected } = undisturbed;
    expect(outcome).toEqual({ ...expected, seconds: expect.any(Number) });
    // A training that is over stays so.
    expect((await trainModel(disturbed)).parameters).toEqual(undisturbed.parameters);
  });

  it("is reported as it happens", async () => {
    const seen: number[] = [];
    const job = causalJob({ steps: 6 }, { evaluateEvery: 3 });
    await trainModel(job, {
      onProgress: ({ evaluation, updates }) => {
        seen.push(updates, evaluation!.updates);
      },
    });
    expect(seen.slice(-2)).toEqual([6, 6]);
  });

  it("is refused where nothing finite comes of it", async () => {
    const job = causalJob({ learningRate: 1e30, clipNorm: 1e30, steps: 3 }, { evaluateEvery: 1 });
    await expect(trainModel(job)).rejects.toThrow(/validation data is NaN after 1 updates|diverged at step/);
  });
});

describe("evaluation of an encoder–decoder", () => {
  const shape = {
    ...{ width: 16, heads: 2, vocabularySize: 12, sourceLength: 4, targetLength: 4, startToken: 10 },
  };
  const rowsOf = (rows: number): TokenRows => {
    const random = createRandom(rows);
    const source = sharedTokens(rows * 4).map(() => random.integer(10));
    const copy = sharedTokens(rows * 4);
    copy.set(source);
    return { source: copy, target: copy, rows };
  };
  const jobOf = (padToken: number | undefined, batchSize: number): TranslationJob => {
    const name = `translation ${jobs++}`;
    return {
      ...{ name, key: name, checkpoint: join(folder, `${name}.safetensors`), seed: 3, data: rowsOf(40) },
      config: transformerConfig.parse({ ...shape, ...(padToken !== undefined && { padToken }) }),
      options: trainingOptions.parse({ steps: 2, batchSize }),
      validation: { data: rowsOf(10), evaluateEvery: 100 },
    };
  };

  it.each([11, undefined])(
    "does not depend on how its rows fall into batches (pad token %s)",
    async (padToken) => {
      const [four, five] = await Promise.all([4, 5].map((size) => trainModel(jobOf(padToken, size))));
      expect(four!.evaluations[0]!.loss).toBeCloseTo(five!.evaluations[0]!.loss, 6);
      expect(four!.evaluations[0]!.loss).toBeGreaterThan(1);
    },
  );
});

describe("patience", () => {
  const course = (...losses: number[]) => losses.map((loss, updates) => ({ updates, loss }));
  it("is spent after so many evaluations that are not better than the best", () => {
    expect(bestOf(course(3, 1, 1, 2))).toBe(1);
    expect(isPatienceSpent(course(3, 1, 1, 2), 2)).toBe(true);
    expect(isPatienceSpent(course(3, 1, 1, 2), 3)).toBe(false);
    expect(isPatienceSpent(course(3, 1, 1, 2))).toBe(false);
    expect(isPatienceSpent([], 1)).toBe(false);
  });
});
