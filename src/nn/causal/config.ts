/** Shape of a decoder-only language model: what its `config.json` says, in terms that hold for every family. */
export interface CausalConfig {
  /** Whose names its tensors go by. */
  readonly family: "llama" | "gpt2";
  /** `model_type` of its `config.json`. */
  readonly modelType: string;
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  /** Divides `heads`: query heads share keys and values in groups (Ainslie et al. 2023). */
  readonly keyValueHeads: number;
  readonly headSize: number;
  /** Inner width of the feed-forward layers. */
  readonly feedForward: number;
  readonly activation: "silu" | "gelu" | "gelu-tanh" | "relu";
  /** Whether the activation gates a third matrix (Shazeer 2020). */
  readonly isGated: boolean;
  readonly normalization: "rms" | "layer";
  readonly normalizationEpsilon: number;
  readonly positions: { readonly kind: "learned" } | RotaryPositions;
  readonly biases: {
    readonly queryKeyValue: boolean;
    readonly attentionOutput: boolean;
    readonly feedForward: boolean;
  };
  /** Queries and keys of each head are normalised before they are turned (Qwen3). */
  readonly queryKeyNorm: boolean;
  /** The output layer is the embeddings' matrix. */
  readonly tiedEmbeddings: boolean;
  readonly vocabularySize: number;
  /** Most tokens it can see at once. */
  readonly longest: number;
  readonly startToken: number | undefined;
  /** Any of them ends an output. */
  readonly endTokens: readonly number[];
  readonly padToken: number | undefined;
}

export interface RotaryPositions {
  readonly kind: "rotary";
  /** Radians a token of each of a head's planes, headSize / 2 of them. */
  readonly frequencies: readonly number[];
  /** Cosines and sines are multiplied by it (YaRN's temperature; else 1). */
  readonly attentionFactor: number;
}
