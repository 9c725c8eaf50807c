import { z } from "zod";
import type { CausalConfig } from "./config.ts";
import { listOf, parseConfigJson, size, token, tokens } from "./parse-config.ts";

const activations = {
  gelu_new: "gelu-tanh",
  gelu_pytorch_tanh: "gelu-tanh",
  gelu: "gelu",
  relu: "relu",
} as const;

const gpt2Json = z.object({
  model_type: z.literal("gpt2"),
  n_embd: size.default(768),
  n_layer: size.default(12),
  n_head: size.default(12),
  n_inner: size.nullish(),
  n_positions: size.default(1024),
  vocab_size: size.default(50_257),
  activation_function: z.enum(Object.keys(activations) as (keyof typeof activations)[]).default("gelu_new"),
  layer_norm_epsilon: z.number().positive().default(1e-5),
  scale_attn_weights: z.literal(true).default(true),
  scale_attn_by_inverse_layer_idx: z.literal(false).default(false),
  add_cross_attention: z.literal(false).default(false),
  tie_word_embeddings: z.boolean().default(true),
  bos_token_id: token.nullish(),
  eos_token_id: tokens,
  pad_token_id: token.nullish(),
});

/** @throws PstarError (exit code 2) naming the key that is wrong or asks for what the engine has not */
export function readGpt2Config(json: unknown, path: string): CausalConfig {
  const gpt2 = parseConfigJson(gpt2Json, json, path);
  return {
    family: "gpt2",
    modelType: "gpt2",
    width: gpt2.n_embd,
    layers: gpt2.n_layer,
    heads: gpt2.n_head,
    keyValueHeads: gpt2.n_head,
    headSize: gpt2.n_embd / gpt2.n_head,
    feedForward: gpt2.n_inner ?? 4 * gpt2.n_embd,
    activation: activations[gpt2.activation_function],
    isGated: false,
    normalization: "layer",
    normalizationEpsilon: gpt2.layer_norm_epsilon,
    positions: { kind: "learned" },
    biases: { queryKeyValue: true, attentionOutput: true, feedForward: true },
    queryKeyNorm: false,
    tiedEmbeddings: gpt2.tie_word_embeddings,
    vocabularySize: gpt2.vocab_size,
    longest: gpt2.n_positions,
    startToken: gpt2.bos_token_id ?? undefined,
    endTokens: listOf(gpt2.eos_token_id),
    padToken: gpt2.pad_token_id ?? undefined,
  };
}
