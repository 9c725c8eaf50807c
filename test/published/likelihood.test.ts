import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerLikelihoods } from "../../src/published/likelihood.ts";
import { write } from "../../src/published/text-generation.ts";
import { openTextModel, type TextModel } from "../../src/published/text-model.ts";
import { expectedTexts, here, sourceOf, sumOf } from "./fixtures.ts";

describe.each(["llama", "t5"] as const)("the likelihood of answers under a %s", (name) => {
  const { prompts, answers, likelihoods } = expectedTexts(name);
  let model: TextModel;
  beforeAll(async () => {
    model = await openTextModel(sourceOf(name), here);
  });
  afterAll(() => model.model.dispose());

  it.each([1, 4, 6])("is PyTorch's, %i rows together", async (batchSize) => {
    const questions = prompts.map((prompt, i) => ({ prompt, answer: answers[i]! }));
    const found = await answerLikelihoods(model, questions, batchSize);
    found.forEach((one, i) => {
      if ("error" in one) throw new Error(one.error);
      expect(one.tokens).toBe(likelihoods[i]!.length);
      expect(Math.abs(one.value - sumOf(likelihoods[i]!))).toBeLessThan(2e-4);
    });
  });

  it("is none of a text longer than the model reads, and those beside it have theirs", async () => {
    const [long, short] = await answerLikelihoods(
      model,
      [
        { prompt: prompts[5]!, answer: "very ".repeat(400) },
        { prompt: prompts[5]!, answer: answers[5]! },
      ],
      2,
    );
    expect(long).toMatchObject({
      error: expect.stringMatching(/ha(s|ve) \d+ tokens, and the model reads \d+$/),
    });
    expect("value" in short! && Math.abs(short.value - sumOf(likelihoods[5]!))).toBeLessThan(2e-4);
  });
});

describe("an answer's likelihood", () => {
  it("is the generator's own where the answer's tokens are the same again", async () => {
    const { prompts } = expectedTexts("t5");
    const model = await openTextModel(sourceOf("t5"), here);
    const asked = prompts.flatMap((tokens) => Array.from({ length: 40 }, (_, seed) => ({ tokens, seed })));
    const draw = { temperature: 1.5 };
    const written = await write(model, asked, { draw, maxTokens: 6, batchSize: 60 });
    const same = written.flatMap(({ tokens, text, finishReason, logProbabilities }, i) => {
      const again = [...model.tokenizer.encode(text, { add_special_tokens: false }), model.endTokens[0]!];
      const isSame = finishReason === "end" && again.join() === [...tokens].join();
      return isSame ? [{ prompt: asked[i]!.tokens, answer: text, own: sumOf(logProbabilities) }] : [];
    });
    expect(same.length).toBeGreaterThan(1);
    const found = await answerLikelihoods(model, same, 8);
    found.forEach((one, i) => {
      expect("value" in one && Math.abs(one.value - same[i]!.own)).toBeLessThan(2e-4);
    });
    await model.model.dispose();
  });
});
