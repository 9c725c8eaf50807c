import { z } from "zod";
import { cosine, embed, openEmbedder } from "../published/embedding.ts";
import { fingerprintOf } from "../published/fingerprint.ts";
import { lazily } from "../published/load.ts";
import { shortName, sourceShape } from "../published/source.ts";
import { verifierName } from "./name.ts";
import type { VerifierKind } from "./verifier.ts";

export const embeddingOptions = z.strictObject({
  kind: z
    .literal("embedding")
    .describe("How near output and input lie in a sentence-embedding model's space"),
  name: verifierName,
  ...sourceShape,
  pooling: z
    .enum(["mean", "cls"])
    .default("mean")
    .describe(
      "Which vector stands for a text: the mean of its tokens', or its first token's; the model's card says",
    ),
  batchSize: z.int().positive().default(16).describe("Texts read at once; changes no score"),
});

/** Score: cosine similarity of the input's and the output's embeddings, each cut where the model reads no further. */
export const embedding: VerifierKind<z.infer<typeof embeddingOptions>> = {
  create(options, { folder = process.cwd(), threads = 1 }) {
    const { pooling, batchSize } = options;
    const model = lazily(
      () => openEmbedder(options, { folder, threads }),
      (opened) => opened.model.dispose(),
    );
    return {
      rowsTogether: 8 * batchSize,
      async score(items) {
        const texts = [...new Set(items.flatMap(({ example, output }) => [example.input, output]))];
        const vectors = await embed(await model.get(), texts, pooling, batchSize);
        const vectorOf = new Map(texts.map((text, i) => [text, vectors[i]!]));
        return items.map(({ example, output }) =>
          cosine(vectorOf.get(example.input)!, vectorOf.get(output)!),
        );
      },
      release: () => model.release(),
    };
  },
  setting: shortName,
  identity: ({ batchSize: _, name: __, ...own }) => own,
  fingerprint: (options, folder) => fingerprintOf(options, "embedding", folder),
};
