import { z } from "zod";

/** Shape of an encoder–decoder transformer: what `config.json` beside its weights says, and a pipeline file's `model`. */
export const transformerShape = z.strictObject({
  width: z.number().int().positive().default(64).describe("Model width (d_model)"),
  encoderLayers: z.number().int().positive().default(1),
  decoderLayers: z.number().int().positive().default(1),
  heads: z.number().int().positive().default(4).describe("Attention heads; divides the width"),
  keyValueHeads: z.number().int().positive().optional().describe("Grouped-query attention; divides heads"),
  headSize: z.number().int().positive().optional().describe("Width of a head, width / heads when left out"),
  feedForward: z
    .number()
    .int()
    .positive()
    .optional()
    .describe("Inner width of the feed-forward layers, 4 × width"),
  activation: z
    .enum(["relu", "gelu", "gelu-tanh", "silu", "gated-gelu", "gated-gelu-tanh", "gated-silu"])
    .default("relu")
    .describe(
      "Feed-forward activation; the gated ones have a third matrix, those by tanh are GELU's usual approximation",
    ),
  normalization: z.enum(["layer", "rms"]).default("layer"),
  normalizationEpsilon: z.number().positive().default(1e-5),
  positions: z
    .enum(["learned", "sinusoidal", "relative", "rotary"])
    .default("learned")
    .describe("Position information: learned or sinusoidal embeddings, T5 relative bias, or rotary"),
  biases: z.boolean().default(true).describe("Bias vectors in linear layers"),
  tiedEmbeddings: z
    .union([z.boolean(), z.literal("inputs")])
    .default(false)
    .describe("One matrix for both embeddings and the output layer; `inputs`: for the embeddings alone"),
});

/** A whole model: its shape and the sizes its task gives. */
export const transformerConfig = transformerShape.extend({
  vocabularySize: z.number().int().positive(),
  sourceLength: z.number().int().positive().describe("Longest source in tokens"),
  targetLength: z.number().int().positive().describe("Longest target in tokens"),
  startToken: z.number().int().nonnegative().describe("Token the decoder starts from"),
  endToken: z
    .number()
    .int()
    .nonnegative()
    .optional()
    .describe("Token that ends an output; none where lengths are fixed"),
  padToken: z
    .number()
    .int()
    .nonnegative()
    .optional()
    .describe("Token that fills rows; none where lengths are fixed"),
});

export type TransformerShape = z.infer<typeof transformerShape>;
export type TransformerConfig = z.infer<typeof transformerConfig>;
