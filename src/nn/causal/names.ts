import type { CausalConfig } from "./config.ts";

/** Paths of one layer's parts, as their family calls them. */
export interface LayerNames {
  readonly attentionNorm: string;
  readonly query: string;
  readonly key: string;
  readonly value: string;
  /** The three in one, where the family has it so. */
  readonly queryKeyValue: string | undefined;
  readonly queryNorm: string;
  readonly keyNorm: string;
  readonly attentionOutput: string;
  readonly feedForwardNorm: string;
  readonly gate: string;
  readonly up: string;
  readonly down: string;
}

export interface ModelNames {
  readonly embeddings: string;
  readonly positions: string;
  readonly finalNorm: string;
  readonly output: string;
  layer(index: number): LayerNames;
}

/** What a model's parts are called in its family's files. */
export function namesOf({ family }: Pick<CausalConfig, "family">): ModelNames {
  return family === "llama" ? llama : gpt2;
}

const llama: ModelNames = {
  embeddings: "model.embed_tokens",
  positions: "",
  finalNorm: "model.norm",
  output: "lm_head",
  layer(index) {
    const path = `model.layers.${index}`;
    return {
      attentionNorm: `${path}.input_layernorm`,
      query: `${path}.self_attn.q_proj`,
      key: `${path}.self_attn.k_proj`,
      value: `${path}.self_attn.v_proj`,
      queryKeyValue: undefined,
      queryNorm: `${path}.self_attn.q_norm`,
      keyNorm: `${path}.self_attn.k_norm`,
      attentionOutput: `${path}.self_attn.o_proj`,
      feedForwardNorm: `${path}.post_attention_layernorm`,
      gate: `${path}.mlp.gate_proj`,
      up: `${path}.mlp.up_proj`,
      down: `${path}.mlp.down_proj`,
    };
  },
};

const gpt2: ModelNames = {
  embeddings: "transformer.wte",
  positions: "transformer.wpe",
  finalNorm: "transformer.ln_f",
  output: "lm_head",
  layer(index) {
    const path = `transformer.h.${index}`;
    return {
      attentionNorm: `${path}.ln_1`,
      query: "",
      key: "",
      value: "",
      queryKeyValue: `${path}.attn.c_attn`,
      queryNorm: "",
      keyNorm: "",
      attentionOutput: `${path}.attn.c_proj`,
      feedForwardNorm: `${path}.ln_2`,
      gate: "",
      up: `${path}.mlp.c_fc`,
      down: `${path}.mlp.c_proj`,
    };
  },
};
