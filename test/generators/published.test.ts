import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer, Generated, Generator } from "../../src/generators/generator.ts";
import {
  type PublishedOptions,
  publishedGenerator,
  publishedOptions,
} from "../../src/generators/published.ts";
import { expectedTexts, fixtures, here, refusalOf, sumOf } from "../published/fixtures.ts";

const parsed = (options: Record<string, unknown>): PublishedOptions =>
  publishedOptions.parse({ kind: "published", ...options });

const create = (options: PublishedOptions): Promise<Generator> =>
  publishedGenerator.create(options, { ...here, sampling: options.sampling });

const generated = (answer: Answer | undefined): Generated => {
  if (answer === undefined || "error" in answer) throw new Error(answer?.error ?? "no answer");
  return answer;
};

describe("the generator `published`", () => {
  const { chats, greedy } = expectedTexts("llama");
  const ask = (i: number): string => chats[i]!.at(-1)!.content;
  let greedyOne: Generator;
  let drawing: Generator;
  beforeAll(async () => {
    greedyOne = await create(parsed({ model: "llama", maxTokens: 20, prompt: { system: "Be brief." } }));
    drawing = await create(
      parsed({
        model: "llama",
        maxTokens: 10,
        batchSize: 3,
        sampling: { method: "sample", samples: 2, temperature: 1.3 },
      }),
    );
  });
  afterAll(() => Promise.all([greedyOne.release(), drawing.release()]));

  it("gives one greedy answer an item, PyTorch's, with its log-probability and how it ended", async () => {
    const rows = [1, 3, 5];
    const answers = await greedyOne.generate(
      rows.map((i) => ({ example: { input: ask(i) }, seeds: [1, 2] })),
    );
    expect(answers.map((own) => own.length)).toEqual([1, 1, 1]);
    answers.forEach(([answer], k) => {
      const { output, finishReason, logProbability, tokenLogProbabilities, tokens } = generated(answer);
      const wanted = greedy[rows[k]!]!;
      expect({ output, finishReason, tokens }).toEqual({
        output: wanted.text.trim(),
        finishReason: wanted.finishReason,
        tokens: null,
      });
      expect(logProbability).toBeCloseTo(sumOf(wanted.logProbabilities), 3);
      expect(tokenLogProbabilities).toHaveLength(wanted.tokens.length);
    });
  });

  it("gives as many drawn answers as seeds, each by its own seed", async () => {
    const items = [0, 2, 4].map((i) => ({ example: { input: ask(i) }, seeds: [10 + i, 90 + i] }));
    const together = await drawing.generate(items);
    const outputs = together.map((own) => own.map((answer) => generated(answer).output));
    expect(outputs.map((own) => own.length)).toEqual([2, 2, 2]);
    expect(new Set(outputs.flat()).size).toBe(6);
    const swapped = await drawing.generate([{ ...items[1]!, seeds: items[1]!.seeds.toReversed() }]);
    expect(swapped[0]!.map((answer) => generated(answer).output)).toEqual(outputs[1]!.toReversed());
  });

  it("leaves a row unanswered whose prompt is too long, and answers those beside it", async () => {
    const items = [ask(5), "very ".repeat(300), ask(5)].map((input) => ({ example: { input }, seeds: [3] }));
    const [first, long, last] = await drawing.generate(items);
    expect(long).toEqual([
      { error: expect.stringMatching(/^the prompt has \d+ tokens, and the model reads 246 beside/) },
    ]);
    expect(generated(first![0])).toEqual(generated(last![0]));
  });

  it("cuts what an encoder–decoder reads no further, whatever follows", async () => {
    const summariser = await create(
      parsed({ model: "t5", maxTokens: 5, prompt: { user: "summarise: {input}" } }),
    );
    const long = "rain and wind ".repeat(60);
    const items = [long, `${long} and a third thing`].map((input) => ({ example: { input }, seeds: [1] }));
    const [one, other] = await summariser.generate(items);
    expect(generated(one![0]).output).toBe(generated(other![0]).output);
    await summariser.release();
  });

  it("has no beam search", async () => {
    const { line } = await refusalOf(() => create(parsed({ model: "llama", sampling: { method: "beam" } })));
    expect(line).toContain("without beam search — choose greedy or sample");
  });

  it("is known by all that can change an answer, and by its files, not by how many are written at once", () => {
    const { identity, fingerprint } = publishedGenerator;
    const one = parsed({ model: "llama" });
    expect(identity!({ ...one, batchSize: 99 })).toEqual(identity!(one));
    for (const change of [
      { maxTokens: 9 },
      { dtype: "q8" as const },
      { prompt: { user: "Sum up: {input}" } },
    ]) {
      expect(identity!({ ...one, ...change })).not.toEqual(identity!(one));
    }
    expect(fingerprint!(one, fixtures)).toHaveProperty(["onnx/model.onnx"]);
  });
});
