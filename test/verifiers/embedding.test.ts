import { afterAll, describe, expect, it } from "vitest";
import { embedding, embeddingOptions } from "../../src/verifiers/embedding.ts";
import { expected } from "../published/fixtures.ts";
import { opened } from "./published.ts";

const { texts, ...vectors } = expected<{ texts: string[]; mean: number[][]; cls: number[][] }>("bert");
const options = (more: object = {}) => embeddingOptions.parse({ kind: "embedding", model: "bert", ...more });
// The others are cut, which PyTorch was not asked to do.
const short = texts.flatMap((text, i) => (text.length < 60 ? [i] : []));

describe("embedding", () => {
  const made = {
    mean: opened(embedding, options()),
    cls: opened(embedding, options({ pooling: "cls", batchSize: 2 })),
  };
  afterAll(() => Promise.all([made.mean.release(), made.cls.release()]));

  it.each(["mean", "cls"] as const)("is the cosine of PyTorch's vectors: %s", async (pooling) => {
    const pairs = short.flatMap((i) => short.map((j) => [i, j] as const));
    const scores = await made[pooling].score(
      pairs.map(([i, j]) => ({ input: texts[i]!, output: texts[j]! })),
    );
    pairs.forEach(([i, j], k) => {
      const [a, b] = [vectors[pooling][i]!, vectors[pooling][j]!];
      const cosine = a.reduce((sum, value, d) => sum + value * b[d]!, 0);
      expect(scores[k]!.score).toBeCloseTo(cosine, 5);
    });
  });

  it("has a number for an empty output too", async () => {
    const [{ score } = { score: Number.NaN }] = await made.mean.score([{ input: "rain", output: "" }]);
    expect(Math.abs(score)).toBeLessThanOrEqual(1);
  });

  it("is another where another vector stands for a text, not where more are read at once", () => {
    expect(embedding.identity!(options({ batchSize: 1 }))).toEqual(embedding.identity!(options()));
    expect(embedding.identity!(options({ pooling: "cls" }))).not.toEqual(embedding.identity!(options()));
  });
});
