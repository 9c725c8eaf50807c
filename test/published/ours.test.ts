import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { transformerConfig } from "../../src/nn/config.ts";
import { decodingModel } from "../../src/nn/decoding/decoder.ts";
import { decodeGreedily } from "../../src/nn/decoding/generate.ts";
import { likelihoodModel } from "../../src/nn/decoding/likelihood.ts";
import { writeModelFolder } from "../../src/nn/model-folder.ts";
import { initialWeights } from "../../src/nn/parameters.ts";
import { answerLikelihoods } from "../../src/published/likelihood.ts";
import { write } from "../../src/published/text-generation.ts";
import { openTextModel } from "../../src/published/text-model.ts";
import { parametersOf } from "../../src/training/translation.ts";
import { expectedTexts, fixtures, here, sourceOf } from "./fixtures.ts";

const config = transformerConfig.parse({
  width: 24,
  heads: 3,
  encoderLayers: 2,
  decoderLayers: 2,
  feedForward: 40,
  activation: "relu",
  normalization: "rms",
  normalizationEpsilon: 1e-6,
  positions: "relative",
  biases: false,
  tiedEmbeddings: true,
  vocabularySize: 290,
  sourceLength: 96,
  targetLength: 12,
  startToken: 0,
  endToken: 1,
  padToken: 0,
});

function padded(rows: readonly (readonly number[])[], length: number): Int32Array {
  const tokens = new Int32Array(rows.length * length);
  rows.forEach((row, i) => {
    tokens.set(row, i * length);
  });
  return tokens;
}

it("a model that pstar trained in T5's layout writes and judges here as in the engine", async () => {
  const initial = [...initialWeights(parametersOf(config), 3)];
  const weights = new Map(
    initial.map(([name, { shape, values }]) => [name, { shape, values: values.map((value) => 1.8 * value) }]),
  );
  const folder = mkdtempSync(join(tmpdir(), "pstar ours-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeModelFolder(folder, { config, weights });
  for (const file of ["tokenizer.json", "tokenizer_config.json"])
    copyFileSync(join(fixtures, "t5", file), join(folder, file));
  const { chats, prompts, answers } = expectedTexts("t5");
  const published = await openTextModel(sourceOf(folder), here);
  expect(chats.map((chat) => published.promptTokens(chat))).toEqual(prompts);

  const sources = { tokens: padded(prompts, config.sourceLength), rows: prompts.length };
  const ours = await decodeGreedily(decodingModel(config, weights, 1), sources);
  const asked = prompts.map((tokens) => ({ tokens, seed: 1 }));
  const written = await write(published, asked, { maxTokens: config.targetLength, batchSize: 4 });
  expect(written.map(({ tokens }) => [...tokens])).toEqual(ours.map(({ tokens }) => [...tokens]));
  expect(written.map(({ finishReason }) => finishReason)).toEqual(
    ours.map(({ finishReason }) => finishReason),
  );

  const targets = answers.map((answer) => published.tokenizer.encode(answer).slice(0, config.targetLength));
  const engine = await likelihoodModel(config, weights, 1);
  const wanted = await engine.logLikelihoods(sources, padded(targets, config.targetLength));
  const questions = prompts.map((prompt, i) => ({ prompt, answer: answers[i]! }));
  const found = await answerLikelihoods(published, questions, 4);
  const whole = answers.flatMap((answer, i) =>
    published.tokenizer.encode(answer).length <= config.targetLength ? [i] : [],
  );
  expect(whole.length).toBeGreaterThan(2);
  for (const i of whole) {
    const one = found[i]!;
    expect("value" in one && Math.abs(one.value - wanted[i]!)).toBeLessThan(1e-3);
  }
  await Promise.all([published.model.dispose(), engine.release()]);
});
