import { join } from "node:path";
import * as ort from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import type { Generated } from "../../src/generators/generator.ts";
import { modelGenerator } from "../../src/generators/trained.ts";
import { type TransformerConfig, transformerConfig } from "../../src/nn/config.ts";
import { decodingModel } from "../../src/nn/decoding/decoder.ts";
import { type Decoding, decodeGreedily } from "../../src/nn/decoding/generate.ts";
import { likelihoodModel } from "../../src/nn/decoding/likelihood.ts";
import { initialWeights } from "../../src/nn/parameters.ts";
import { deriveSeed } from "../../src/random/seed.ts";
import { listStages, readArtifact, readCandidates } from "../../src/store/index.ts";
import { createEigenvaluesTask } from "../../src/tasks/eigenvalues/eigenvalues.ts";
import { parametersOf } from "../../src/training/translation.ts";
import { edited, latestRun, reading, runText, tiny } from "../pipeline/tiny.ts";
import { temporaryFolder } from "../store/temporary.ts";

const task = createEigenvaluesTask({
  kind: "eigenvalues",
  size: 2,
  distribution: "uniform",
  bound: 10,
  encoding: "P1000",
  tolerance: 0.05,
});
const { codec } = task;

/** A model of random weights: nothing is as sensitive to the last bit as answers that are all as likely. */
const config = transformerConfig.parse({
  width: 64,
  vocabularySize: codec.vocabularySize,
  sourceLength: codec.sourceLength,
  targetLength: codec.targetLength,
  startToken: codec.startToken,
});
const model = { config, weights: initialWeights(parametersOf(config), 3) };
const sampling: Decoding = { method: "sample", temperature: 0.9 };

const items = Array.from({ length: 70 }, (_, i) => ({
  example: task.example(1, "synthesis", i),
  seeds: [0, 1, 2].map((sample) => deriveSeed(7, i, sample)),
}));

async function generate(
  decoding: Decoding,
  { threads = 1, batch = items.length } = {},
): Promise<Generated[][]> {
  const generator = modelGenerator(model, codec, decoding, threads);
  const starts = Array.from({ length: Math.ceil(items.length / batch) }, (_, i) => i * batch);
  const answers = await Promise.all(
    starts.map((start) => generator.generate(items.slice(start, start + batch))),
  );
  await generator.release();
  return answers.flat().map((group) => [...group]);
}

describe.each([
  ["greedy", { method: "greedy" }, 1],
  ["sampled", sampling, 3],
  ["beam-searched", { method: "beam", width: 3 }, 3],
] as const)("%s answers", (_, decoding: Decoding, samples) => {
  it("are as many as asked for, each with its tokens' text and log-probability", async () => {
    const answers = await generate(decoding);
    expect(answers).toHaveLength(items.length);
    const scorer = await likelihoodModel(config, model.weights, 1);
    for (const [i, group] of answers.entries()) {
      expect(group).toHaveLength(samples);
      for (const { output, tokens, tokenLogProbabilities, logProbability, finishReason } of group) {
        expect(tokens).toHaveLength(codec.targetLength);
        expect(output).toBe(codec.decodeOutput(tokens!));
        expect(finishReason).toBe("length");
        expect(logProbability).toBeCloseTo(
          tokenLogProbabilities!.reduce((sum, value) => sum + value, 0),
          4,
        );
        if (i % 40 > 0) continue;
        const source = { tokens: codec.encodeInput(items[i]!.example.input), rows: 1 };
        const [likelihood] = await scorer.logLikelihoods(source, tokens!);
        expect(logProbability).toBeCloseTo(likelihood!, 3);
      }
    }
    await scorer.release();
  });

  it("are the same to the last bit in any batch and on one or two threads", async () => {
    const whole = await generate(decoding);
    expect(await generate(decoding, { batch: 1 })).toEqual(whole);
    expect(await generate(decoding, { batch: 7 })).toEqual(whole);
    expect(await generate(decoding, { threads: 2 })).toEqual(whole);
    expect(await generate(decoding, { threads: 2, batch: 32 })).toEqual(whole);
  });
});

it("ONNX Runtime's own threads change no token and no log-probability", async () => {
  const rows = items.length * 4;
  const inputs = Array.from({ length: rows }, (_, i) => task.example(2, "synthesis", i).input);
  const tokens = Int32Array.from(inputs.flatMap((input) => [...codec.encodeInput(input)]));
  const [one, two] = await Promise.all(
    [1, 2].map((threads) => decodeGreedily(decodingModel(config, model.weights, threads), { tokens, rows })),
  );
  expect(one).toHaveLength(rows);
  expect(two).toEqual(one);
});

it("sampled answers differ by their seeds, and by nothing else", async () => {
  const generator = modelGenerator(model, codec, sampling, 1);
  const [{ example }] = items as [(typeof items)[number]];
  const seeds = [5, 6, 5];
  const [[first, second, third], [again]] = (await generator.generate([
    { example, seeds },
    { example, seeds: [6, 7, 8] },
  ])) as [Generated[], Generated[]];
  expect(third).toEqual(first);
  expect(second).not.toEqual(first);
  expect(again).toEqual(second);
  await generator.release();
});

it("an exported model, loaded by ONNX Runtime alone, answers as ours does", async () => {
  const db = join(temporaryFolder(), "run.db");
  const text = edited(
    tiny,
    ["method: sample, samples: 4, temperature: 0.8", "method: greedy"],
    ["best-of-n", "top-share"],
    ["synthesis: 300", "synthesis: 40"],
  );
  await runText(text, db, { through: "generate" });
  const { folder, answers } = reading(db, (store) => {
    const stages = listStages(store, latestRun(store));
    const training = stages.find(({ kind }) => kind === "train")!;
    const synthesis = stages.find(({ kind, name }) => kind === "generate" && name === "synthesis")!;
    const path = (file: string) => readArtifact(store, training.id, file).path;
    return {
      folder: { encoder: path("onnx/encoder.onnx"), decoder: path("onnx/decoder.onnx") },
      answers: [...readCandidates(store, synthesis.id)],
    };
  });
  const encoder = await ort.InferenceSession.create(folder.encoder);
  const decoder = await ort.InferenceSession.create(folder.decoder);
  const small: TransformerConfig = { ...config, width: 16, heads: 2 };
  expect(answers).toHaveLength(40);
  for (const { example, tokens } of answers)
    expect(await decodeByHand(encoder, decoder, small, codec.encodeInput(example.input))).toEqual([
      ...tokens!,
    ]);
  expect(new Set(answers.map(({ output }) => output)).size).toBeGreaterThan(1);
});

/** The likeliest token at every step of one row, with nothing but the two exported graphs. */
async function decodeByHand(
  encoder: ort.InferenceSession,
  decoder: ort.InferenceSession,
  { heads, width, targetLength, startToken }: TransformerConfig,
  input: Int32Array,
): Promise<number[]> {
  const int64 = (values: readonly number[], shape: readonly number[]) =>
    new ort.Tensor("int64", BigInt64Array.from(values, BigInt), shape);
  const source = await encoder.run({ source: int64([...input], [1, input.length]) });
  const nothing = () => new ort.Tensor("float32", new Float32Array(0), [1, heads, 0, width / heads]);
  let past: Record<string, ort.Tensor> = { past_keys_0: nothing(), past_values_0: nothing() };
  const tokens: number[] = [];
  for (let at = 0; at < targetLength; at++) {
    const { logits, ...present } = await decoder.run({
      token: int64([tokens.at(-1) ?? startToken], [1, 1]),
      at: int64([at], [1]),
      ...source,
      ...past,
    });
    const values = logits!.data as Float32Array;
    tokens.push(values.indexOf(Math.max(...values)));
    past = Object.fromEntries(
      Object.entries(present).map(([name, tensor]) => [name.replace("present", "past"), tensor]),
    );
  }
  return tokens;
}
