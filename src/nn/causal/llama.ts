import { z } from "zod";
import { PstarError } from "../../errors.ts";
import type { CausalConfig } from "./config.ts";
import { listOf, parseConfigJson, size, token, tokens } from "./parse-config.ts";
import { type RopeScaling, ropeScaling, rotaryPositions } from "./rotary.ts";

/** What differs between members of the family and is not in their files. */
const members = {
  /** Llama 2 and 3, SmolLM2, TinyLlama. */
  llama: { queryKeyNorm: false, biases: "asked" },
  mistral: { queryKeyNorm: false, biases: "none" },
  /** Qwen2 and 2.5: biases on queries, keys and values. */
  qwen2: { queryKeyNorm: false, biases: "query-key-value" },
  qwen3: { queryKeyNorm: true, biases: "asked" },
} as const;

export const llamaTypes = Object.keys(members) as readonly (keyof typeof members)[];

const scaling = z.preprocess(withRopeType, ropeScaling);

const llamaJson = z.object({
  model_type: z.enum(llamaTypes),
  hidden_size: size,
  intermediate_size: size,
  num_hidden_layers: size,
  num_attention_heads: size,
  num_key_value_heads: size.nullish(),
  head_dim: size.nullish(),
  vocab_size: size,
  hidden_act: z.literal("silu").default("silu"),
  rms_norm_eps: z.number().positive().default(1e-6),
  max_position_embeddings: size.default(2048),
  rope_theta: z.number().positive().optional(),
  rope_scaling: scaling.nullish(),
  rope_parameters: scaling.and(z.object({ rope_theta: z.number().positive().optional() })).nullish(),
  partial_rotary_factor: z.literal(1).optional(),
  attention_bias: z.boolean().default(false),
  mlp_bias: z.boolean().default(false),
  tie_word_embeddings: z.boolean().default(false),
  pretraining_tp: z.literal(1).default(1),
  use_sliding_window: z.literal(false).default(false),
  bos_token_id: token.nullish(),
  eos_token_id: tokens,
  pad_token_id: token.nullish(),
});

/** @throws PstarError (exit code 2) naming the key that is wrong or asks for what the engine has not */
export function readLlamaConfig(json: unknown, path: string): CausalConfig {
  const llama = parseConfigJson(llamaJson, json, path);
  const { queryKeyNorm, biases } = members[llama.model_type];
  const heads = llama.num_attention_heads;
  const headSize = llama.head_dim ?? llama.hidden_size / heads;
  const longest = llama.max_position_embeddings;
  const keyValueHeads = llama.num_key_value_heads ?? heads;
  requireWhole("head_dim", headSize / 2, path);
  requireWhole("num_key_value_heads", heads / keyValueHeads, path);
  refuseWindow(json, longest, path);
  const rope: RopeScaling = llama.rope_parameters ?? llama.rope_scaling ?? { rope_type: "default" };
  const theta = llama.rope_parameters?.rope_theta ?? llama.rope_theta ?? 10_000;
  const isAsked = biases === "asked" && llama.attention_bias;
  return {
    family: "llama",
    modelType: llama.model_type,
    width: llama.hidden_size,
    layers: llama.num_hidden_layers,
    heads,
    keyValueHeads,
    headSize,
    feedForward: llama.intermediate_size,
    activation: "silu",
    isGated: true,
    normalization: "rms",
    normalizationEpsilon: llama.rms_norm_eps,
    positions: rotaryPositions(headSize, theta, rope, longest),
    biases: {
      queryKeyValue: isAsked || biases === "query-key-value",
      attentionOutput: isAsked,
      feedForward: llama.model_type === "llama" && llama.mlp_bias,
    },
    queryKeyNorm,
    tiedEmbeddings: llama.tie_word_embeddings,
    vocabularySize: llama.vocab_size,
    longest,
    startToken: llama.bos_token_id ?? undefined,
    endTokens: listOf(llama.eos_token_id),
    padToken: llama.pad_token_id ?? undefined,
  };
}

/** Earlier files call the type `type`; later ones give `rope_theta` without a type. */
function withRopeType(given: unknown): unknown {
  if (typeof given !== "object" || given === null) return given;
  const { type, rope_type = type ?? "default", ...rest } = given as Record<string, unknown>;
  return { rope_type, ...rest };
}

function requireWhole(key: string, ratio: number, path: string): void {
  if (Number.isInteger(ratio)) return;
  throw new PstarError(`${key}: does not fit the other sizes`, { exitCode: 2, where: path });
}

/** Attention that sees no further back than a window differs from what the engine builds, unless the window is the whole. */
function refuseWindow(json: unknown, longest: number, path: string): void {
  const {
    model_type: type,
    sliding_window: window,
    // Mistral has no such key: its window is used where there is one.
    use_sliding_window: isUsed = type === "mistral",
  } = json as {
    readonly model_type: string;
    readonly sliding_window?: number | null;
    readonly use_sliding_window?: boolean;
  };
  if (window == null || window >= longest || !isUsed) return;
  throw new PstarError(`sliding_window: attention over ${window} of ${longest} tokens is not supported`, {
    exitCode: 2,
    where: path,
    remedy: `set max_position_embeddings to ${window} where no text is longer`,
  });
}
