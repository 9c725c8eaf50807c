import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cosine, embed, openEmbedder } from "../../src/published/embedding.ts";
import type { Loaded } from "../../src/published/load.ts";
import { encodeWithin, frameOf } from "../../src/published/tokens.ts";
import { expected, here, sourceOf } from "./fixtures.ts";

const reference = expected<{ texts: string[]; mean: number[][]; cls: number[][] }>("bert");

describe("embeddings", () => {
  let embedder: Loaded;
  beforeAll(async () => {
    embedder = await openEmbedder(sourceOf("bert"), here);
  });
  afterAll(() => embedder.model.dispose());

  it.each([
    ["mean", 1],
    ["mean", 6],
    ["cls", 4],
  ] as const)("are PyTorch's: %s, %i rows together", async (pooling, batchSize) => {
    const texts = reference.texts.filter((text) => embedder.tokenizer.encode(text).length <= 48);
    expect(texts.length).toBeGreaterThan(3);
    const vectors = await embed(embedder, texts, pooling, batchSize);
    texts.forEach((text, i) => {
      const wanted = reference[pooling][reference.texts.indexOf(text)]!;
      wanted.forEach((value, k) => {
        expect(Math.abs(vectors[i]![k]! - value)).toBeLessThan(1e-5);
      });
    });
  });

  it("have length 1, and cosine 1 with themselves alone", async () => {
    const [one, other, again] = await embed(embedder, ["rain", "profit rose", "rain"], "mean", 2);
    expect(cosine(one!, one!)).toBeCloseTo(1, 12);
    expect(cosine(one!, again!)).toBeCloseTo(1, 6);
    expect(cosine(one!, other!)).toBeLessThan(0.999);
  });

  it("are of a text's beginning where it is too long, with the model's own frame around it", async () => {
    const long = "rain on friday . ".repeat(40);
    const { tokenizer } = embedder;
    const ids = encodeWithin(tokenizer, long, 48);
    const whole = tokenizer.encode(long);
    expect(frameOf(tokenizer)).toEqual({ before: [2], after: [3] });
    expect(ids).toEqual([...whole.slice(0, 47), 3]);
    const [cut, longer] = await embed(embedder, [long, `${long} ${long}`], "mean", 2);
    expect(cosine(cut!, longer!)).toBeCloseTo(1, 6);
  });

  it("are near those of full precision where weights are quantised", async () => {
    const quantised = await openEmbedder(sourceOf("bert", { dtype: "q8" }), here);
    const [exact, rough] = await Promise.all(
      [embedder, quantised].map((model) => embed(model, ["the company said its profit rose"], "mean", 1)),
    );
    const similarity = cosine(exact![0]!, rough![0]!);
    expect(similarity).toBeGreaterThan(0.9);
    expect(similarity).toBeLessThan(1 - 1e-7);
    await quantised.model.dispose();
  });
});
