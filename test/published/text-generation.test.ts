import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Written, write } from "../../src/published/text-generation.ts";
import { openTextModel, type TextModel } from "../../src/published/text-model.ts";
import { copyOf, type ExpectedAnswer, expected, expectedTexts, here, sourceOf, sumOf } from "./fixtures.ts";

const tokensOf = (written: readonly Written[]): number[][] => written.map(({ tokens }) => [...tokens]);

describe.each(["llama", "t5"] as const)("a published %s", (name) => {
  const { chats, prompts, greedy } = expectedTexts(name);
  let model: TextModel;
  beforeAll(async () => {
    model = await openTextModel(sourceOf(name), here);
  });
  afterAll(() => model.model.dispose());

  it("reads prompts as PyTorch's tokenizer and chat template do", () => {
    expect(chats.map((chat) => model.promptTokens(chat))).toEqual(prompts);
  });

  it.each([1, 4, 6])("writes PyTorch's greedy answers, %i rows together", async (batchSize) => {
    const asked = prompts.map((tokens) => ({ tokens, seed: 1 }));
    const written = await write(model, asked, { maxTokens: 20, batchSize });
    expect(tokensOf(written)).toEqual(greedy.map(({ tokens }) => tokens));
    written.forEach(({ text, finishReason, logProbabilities }, i) => {
      expect({ text, finishReason }).toEqual({
        text: greedy[i]!.text,
        finishReason: greedy[i]!.finishReason,
      });
      greedy[i]!.logProbabilities.forEach((log, j) => {
        expect(Math.abs(logProbabilities[j]! - log)).toBeLessThan(1e-4);
      });
    });
    expect(new Set(written.map(({ finishReason }) => finishReason))).toEqual(new Set(["end", "length"]));
  });

  it("draws each answer from its own seed, whatever is drawn beside it", async () => {
    const draw = { temperature: 1.5, topK: 200, topP: 0.98 };
    const asked = prompts.flatMap((tokens) => [11, 12, 13].map((seed) => ({ tokens, seed })));
    const together = await write(model, asked, { draw, maxTokens: 12, batchSize: 8 });
    const alone = await write(model, asked, { draw, maxTokens: 12, batchSize: 1 });
    const reversed = await write(model, asked.toReversed(), { draw, maxTokens: 12, batchSize: 5 });
    expect(tokensOf(together)).toEqual(tokensOf(alone));
    expect(tokensOf(reversed.toReversed())).toEqual(tokensOf(alone));
    expect(new Set(tokensOf(alone).map(String)).size).toBeGreaterThan(prompts.length * 2);
  });

  it("tells log-probabilities at temperature 1, however tokens are drawn", async () => {
    const asked = prompts.slice(0, 3).map((tokens) => ({ tokens, seed: 5 }));
    const [sharp, plain] = await Promise.all([
      write(model, asked, { draw: { temperature: 1e-3, topK: 1 }, maxTokens: 20, batchSize: 3 }),
      write(model, asked, { maxTokens: 20, batchSize: 3 }),
    ]);
    expect(tokensOf(sharp)).toEqual(tokensOf(plain));
    sharp.forEach(({ logProbabilities }, i) => {
      expect(sumOf(logProbabilities)).toBeCloseTo(sumOf(greedy[i]!.logProbabilities), 3);
    });
  });

  it("draws first tokens as often as their probability says", async () => {
    const tokens = prompts[5]!;
    const draws = 2000;
    const asked = Array.from({ length: draws }, (_, seed) => ({ tokens, seed }));
    const written = await write(model, asked, { draw: { temperature: 1 }, maxTokens: 1, batchSize: 500 });
    const counts = new Map<number, { count: number; share: number }>();
    for (const { tokens, logProbabilities } of written) {
      const found = counts.get(tokens[0]!) ?? { count: 0, share: Math.exp(logProbabilities[0]!) };
      counts.set(tokens[0]!, { ...found, count: found.count + 1 });
    }
    for (const { count, share } of counts.values()) {
      expect(Math.abs(count - draws * share)).toBeLessThan(5 * Math.sqrt(draws * share) + 5);
    }
  });
});

describe("a decoder-only folder", () => {
  it("without a chat template reads plain text", async () => {
    const { plain } = expected<{ plain: { text: string; prompt: number[]; greedy: ExpectedAnswer } }>(
      "llama",
    );
    const folder = copyOf("llama");
    const { chat_template: _, ...config } = JSON.parse(
      readFileSync(join(folder, "tokenizer_config.json"), "utf8"),
    );
    writeFileSync(join(folder, "tokenizer_config.json"), JSON.stringify(config));
    const model = await openTextModel(sourceOf(folder), here);
    const tokens = model.promptTokens([{ role: "user", content: plain.text }]);
    expect(tokens).toEqual(plain.prompt);
    const [answer] = await write(model, [{ tokens, seed: 1 }], { maxTokens: 20, batchSize: 1 });
    expect([...answer!.tokens]).toEqual(plain.greedy.tokens);
    await model.model.dispose();
  });

  it("may keep its chat template in a file of its own", async () => {
    const { chats, prompts } = expectedTexts("llama");
    const folder = copyOf("llama");
    const { chat_template: template, ...config } = JSON.parse(
      readFileSync(join(folder, "tokenizer_config.json"), "utf8"),
    );
    writeFileSync(join(folder, "tokenizer_config.json"), JSON.stringify(config));
    writeFileSync(join(folder, "chat_template.jinja"), template);
    const model = await openTextModel(sourceOf(folder), here);
    expect(chats.map((chat) => model.promptTokens(chat))).toEqual(prompts);
    await model.model.dispose();
  });

  it("has its generation_config.json heard: forced ends aside, a longer answer is asked for by min_new_tokens", async () => {
    const { prompts, greedy } = expectedTexts("llama");
    const short = greedy.findIndex(({ finishReason }) => finishReason === "end");
    const folder = copyOf("llama");
    const path = join(folder, "generation_config.json");
    const config = JSON.parse(readFileSync(path, "utf8"));
    writeFileSync(path, JSON.stringify({ ...config, min_new_tokens: 25, forced_eos_token_id: 1 }));
    const model = await openTextModel(sourceOf(folder), here);
    const [answer] = await write(model, [{ tokens: prompts[short]!, seed: 1 }], {
      maxTokens: 24,
      batchSize: 1,
    });
    expect(answer).toMatchObject({ finishReason: "length" });
    expect(answer!.tokens).toHaveLength(24);
    await model.model.dispose();
  });
});
