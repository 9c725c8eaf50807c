import { afterAll, describe, expect, it } from "vitest";
import { likelihood, likelihoodOptions } from "../../src/verifiers/likelihood.ts";
import { expectedTexts, fixtures, sumOf } from "../published/fixtures.ts";
import { opened } from "./published.ts";

describe.each([
  ["t5", {}],
  ["llama", { prompt: { system: "Be brief." } }],
] as const)("likelihood under a published %s", (model, more) => {
  const { chats, answers, likelihoods } = expectedTexts(model);
  const rows = chats.flatMap((chat, i) => (model === "t5" || chat.length === 2 ? [i] : []));
  const items = rows.map((i) => ({ input: chats[i]!.at(-1)!.content, output: answers[i]! }));
  const perToken = opened(likelihood, likelihoodOptions.parse({ kind: "likelihood", model, ...more }));
  const perAnswer = opened(
    likelihood,
    likelihoodOptions.parse({ kind: "likelihood", model, per: "answer", batchSize: 2, ...more }),
  );
  afterAll(() => Promise.all([perToken.release(), perAnswer.release()]));

  it("is PyTorch's, of an answer or of a token of it", async () => {
    const [token, answer] = [await perToken.score(items), await perAnswer.score(items)];
    rows.forEach((i, k) => {
      const sum = sumOf(likelihoods[i]!);
      expect(answer[k]!.score).toBeCloseTo(sum, 3);
      expect(token[k]!.score).toBeCloseTo(sum / likelihoods[i]!.length, 4);
    });
  });

  it("fails a row that is too long, with the reason, and no other", async () => {
    const [long, short] = await perToken.score([{ input: "x", output: "very ".repeat(500) }, items[0]!]);
    expect(long).toEqual({ score: Number.NaN, error: expect.stringContaining("the model reads") });
    expect(short!.score).toBeLessThan(0);
  });
});

describe("likelihood", () => {
  it("is known by its model's files and its options, its batches and name aside", () => {
    const options = likelihoodOptions.parse({ kind: "likelihood", model: "t5" });
    expect(likelihood.fingerprint!(options, fixtures)).toHaveProperty(["onnx/encoder_model.onnx"]);
    expect(likelihood.identity!({ ...options, batchSize: 1, name: "x" })).toEqual(
      likelihood.identity!(options),
    );
    expect(likelihood.identity!({ ...options, per: "answer" })).not.toEqual(likelihood.identity!(options));
    expect(likelihood.setting!({ ...options, model: "../models/bart/" })).toBe("bart");
  });
});
