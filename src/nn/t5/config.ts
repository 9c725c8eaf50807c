import { z } from "zod";
import { PstarError } from "../../errors.ts";
import { type TransformerConfig, transformerConfig } from "../config.ts";
import { headSize } from "../layers/attention.ts";
import { buckets, farthest } from "../layers/positions.ts";

/** T5's names of the activations (`feed_forward_proj`); its "gated-gelu" is the approximation by tanh. */
const activations = {
  relu: "relu",
  gelu: "gelu",
  "gelu-tanh": "gelu_new",
  silu: "silu",
  "gated-gelu": "gated-gelu_python",
  "gated-gelu-tanh": "gated-gelu",
  "gated-silu": "gated-silu",
} as const;

/** A config whose model is a T5 (Raffel et al. 2020) under another name for its parameters. */
export type T5Config = TransformerConfig & { readonly padToken: number; readonly endToken: number };

/** Whether a model can be written as a T5: see `t5Parameters` for the two ways in which ours counts differently. */
export function isT5(config: TransformerConfig): config is T5Config {
  const { positions, normalization, biases, tiedEmbeddings, keyValueHeads, heads } = config;
  const isShaped = positions === "relative" && normalization === "rms" && !biases && tiedEmbeddings !== false;
  const isUngrouped = keyValueHeads === undefined || keyValueHeads === heads;
  return isShaped && isUngrouped && config.padToken !== undefined && config.endToken !== undefined;
}

/** `config.json` of a T5; what T5 has no word for is under `pstar`. */
export function t5ConfigJson(config: T5Config) {
  const { width, heads, feedForward = 4 * width, sourceLength, targetLength } = config;
  return {
    architectures: ["T5ForConditionalGeneration"],
    model_type: "t5",
    is_encoder_decoder: true,
    d_model: width,
    d_kv: headSize(config),
    d_ff: feedForward,
    num_layers: config.encoderLayers,
    num_decoder_layers: config.decoderLayers,
    num_heads: heads,
    relative_attention_num_buckets: buckets,
    relative_attention_max_distance: farthest,
    feed_forward_proj: activations[config.activation],
    layer_norm_epsilon: config.normalizationEpsilon,
    dropout_rate: 0,
    vocab_size: config.vocabularySize,
    tie_word_embeddings: config.tiedEmbeddings === true,
    scale_decoder_outputs: config.tiedEmbeddings === true,
    use_cache: true,
    pad_token_id: config.padToken,
    eos_token_id: config.endToken,
    decoder_start_token_id: config.startToken,
    n_positions: sourceLength,
    dtype: "float32",
    pstar: { sourceLength, targetLength },
  };
}

/** `generation_config.json`: greedy, up to the longest target. */
export function t5GenerationJson({ padToken, endToken, startToken, targetLength }: T5Config) {
  return {
    pad_token_id: padToken,
    eos_token_id: endToken,
    decoder_start_token_id: startToken,
    max_new_tokens: targetLength,
    do_sample: false,
    num_beams: 1,
  };
}

const size = z.number().int().positive();
const token = z.number().int().nonnegative();
/** T5's own defaults are those of its first release. */
const t5Json = z.object({
  d_model: size,
  d_kv: size,
  d_ff: size,
  num_layers: size,
  num_decoder_layers: size.nullish(),
  num_heads: size,
  relative_attention_num_buckets: z.literal(buckets).default(buckets),
  relative_attention_max_distance: z.literal(farthest).default(farthest),
  feed_forward_proj: z.enum(Object.values(activations)).default("relu"),
  layer_norm_epsilon: z.number().positive().default(1e-6),
  vocab_size: size,
  tie_word_embeddings: z.boolean().default(true),
  scale_decoder_outputs: z.boolean().optional(),
  pad_token_id: token.default(0),
  eos_token_id: token.default(1),
  decoder_start_token_id: token.nullish(),
  n_positions: size.default(512),
  pstar: z.object({ sourceLength: size, targetLength: size }).optional(),
});

export interface ReadT5 {
  /** With an output layer of its own where the file says so. */
  readonly config: T5Config;
  /** Whether the decoder's output is divided by √width: in v1.0, not in v1.1, whatever is tied. */
  readonly isScaled: boolean;
}

/**
 * Our config of a T5's `config.json`. A T5 not written by pstar names no longest source and target; both are its
 * `n_positions`.
 * @param path of the file, for messages
 * @throws PstarError naming the first key that is wrong or of a T5 that our layers can't express
 */
export function readT5Config(json: unknown, path: string): ReadT5 {
  const parsed = t5Json.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new PstarError(`${issue.path.join(".")}: ${issue.message}`, { where: path });
  }
  const t5 = parsed.data;
  const [activation] = Object.entries(activations).find(([, theirs]) => theirs === t5.feed_forward_proj)!;
  const { sourceLength, targetLength } = t5.pstar ?? {
    sourceLength: t5.n_positions,
    targetLength: t5.n_positions,
  };
  const config = transformerConfig.parse({
    width: t5.d_model,
    encoderLayers: t5.num_layers,
    decoderLayers: t5.num_decoder_layers ?? t5.num_layers,
    heads: t5.num_heads,
    ...(t5.d_kv * t5.num_heads !== t5.d_model && { headSize: t5.d_kv }),
    feedForward: t5.d_ff,
    activation,
    normalization: "rms",
    normalizationEpsilon: t5.layer_norm_epsilon,
    positions: "relative",
    biases: false,
    tiedEmbeddings: t5.tie_word_embeddings || "inputs",
    vocabularySize: t5.vocab_size,
    sourceLength,
    targetLength,
    startToken: t5.decoder_start_token_id ?? t5.pad_token_id,
    endToken: t5.eos_token_id,
    padToken: t5.pad_token_id,
  });
  return { config: config as T5Config, isScaled: t5.scale_decoder_outputs ?? t5.tie_word_embeddings };
}
