import { scalar, type Tensor } from "../onnx/graph.ts";
import { add, scale, subtract } from "../onnx/ops/elementwise.ts";
import { gatherRows } from "../onnx/ops/embedding.ts";
import { cast, concat, reshape } from "../onnx/ops/layout.ts";
import { linear } from "../onnx/ops/matmul.ts";
import { checkpoint } from "../onnx/recompute.ts";
import { staticDimension } from "../onnx/shape.ts";
import type { TransformerConfig } from "./config.ts";
import {
  attend,
  type KeysValues,
  projectKeysValues,
  projectQueries,
  rowsShape,
  type Sequences,
} from "./layers/attention.ts";
import { feedForwardLayer } from "./layers/feed-forward.ts";
import { linearLayer } from "./layers/linear.ts";
import { normalizationLayer } from "./layers/normalization.ts";
import { causalMask, type Positions, positionsOf } from "./layers/positions.ts";
import type { Network } from "./parameters.ts";

// The encoder–decoder transformer of Vaswani et al. (2017), normalising before each layer (Xiong et al. 2020).

/** Scores' bias that hides padding: [batch, 1, 1, length] from a mask [batch, length], int64, 1 for a token, 0 for padding. */
export function paddingBias({ dtype }: Network, mask: Tensor): Tensor {
  const [batch, length] = mask.shape;
  const present = cast(mask, dtype);
  return reshape(scale(subtract(scalar(present, 1), present), -1e9), [batch, 1, 1, length]);
}

/**
 * @param source int64 [batch, length], the length up to the model's longest
 * @param padding see `paddingBias`
 * @param positions the model's own; to be given where the length is known only at run time
 * @returns the source's encoding, see `Sequences` for its shape
 */
export function encode(
  network: Network,
  config: TransformerConfig,
  source: Tensor,
  padding?: Tensor,
  positions = wholePositions(network, config, "encoder", source),
): Tensor {
  const sequences = sequencesOf(source);
  const bias = sum(positions.bias, padding);
  let x = embed(network, config, "encoder", source, positions);
  for (let i = 0; i < config.encoderLayers; i++) {
    checkpoint(x);
    const path = `encoder.layers.${i}`;
    const attended = (h: Tensor) => {
      const queries = projectQueries(network, `${path}.attention`, config, h, sequences);
      const { keys, values } = projectKeysValues(network, `${path}.attention`, config, h, sequences);
      const turned = { keys: positions.rotate(keys), values };
      return attend(network, `${path}.attention`, config, positions.rotate(queries), turned, bias);
    };
    x = residual(network, config, `${path}.attention_norm`, x, attended);
    x = residual(network, config, `${path}.feed_forward_norm`, x, (h) =>
      feedForwardLayer(network, `${path}.feed_forward`, config, h),
    );
  }
  checkpoint(x);
  return normalizationLayer(network, "encoder.norm", config, x);
}

/** The keys and values by which each decoder layer reads a source [batch, sourceLength] and its encoding. */
export function sourceKeysValues(
  network: Network,
  config: TransformerConfig,
  source: Tensor,
  encoded: Tensor,
): KeysValues[] {
  const sequences = sequencesOf(source);
  return Array.from({ length: config.decoderLayers }, (_, i) =>
    projectKeysValues(network, `decoder.layers.${i}.cross_attention`, config, encoded, sequences),
  );
}

/** What decoding token by token remembers. */
export interface DecoderCache {
  /** Positions of the tokens at hand among all. */
  readonly positions: Positions;
  /** Self-attention's keys and values of the tokens before, a layer each. */
  readonly past: readonly KeysValues[];
}

/**
 * @param target int64 [batch, length]: the start token and what follows, or with a cache the tokens at hand
 * @param source keys and values of the source, a layer each
 * @returns states of the target for `outputLayer`, see `Sequences` for their shape, and each layer's keys and values
 */
export function decode(
  network: Network,
  config: TransformerConfig,
  target: Tensor,
  source: readonly KeysValues[],
  padding?: Tensor,
  cache?: DecoderCache,
): { states: Tensor; present: KeysValues[] } {
  const sequences = sequencesOf(target);
  const positions = cache?.positions ?? wholePositions(network, config, "decoder", target);
  const bias =
    cache === undefined
      ? sum(positions.bias, causalMask(network, staticDimension(sequences.length)))
      : positions.bias;
  const present: KeysValues[] = [];
  let x = embed(network, config, "decoder", target, positions);
  for (let i = 0; i < config.decoderLayers; i++) {
    checkpoint(x);
    const path = `decoder.layers.${i}`;
    const attended = (h: Tensor) => {
      const queries = projectQueries(network, `${path}.attention`, config, h, sequences);
      const { keys, values } = projectKeysValues(network, `${path}.attention`, config, h, sequences);
      const own = append(cache?.past[i], { keys: positions.rotate(keys), values });
      present.push(own);
      return attend(network, `${path}.attention`, config, positions.rotate(queries), own, bias);
    };
    const crossAttended = (h: Tensor) => {
      const queries = projectQueries(network, `${path}.cross_attention`, config, h, sequences);
      return attend(network, `${path}.cross_attention`, config, queries, source[i], padding);
    };
    x = residual(network, config, `${path}.attention_norm`, x, attended);
    x = residual(network, config, `${path}.cross_attention_norm`, x, crossAttended);
    x = residual(network, config, `${path}.feed_forward_norm`, x, (h) =>
      feedForwardLayer(network, `${path}.feed_forward`, config, h),
    );
  }
  checkpoint(x);
  return { states: normalizationLayer(network, "decoder.norm", config, x), present };
}

/**
 * Logits of a whole target given its source, for training and scoring.
 * @param at int64 [rows], positions among all batch · targetLength; all of them when left out
 * @returns [rows, vocabulary]
 */
export function transformer(
  network: Network,
  config: TransformerConfig,
  source: Tensor,
  target: Tensor,
  padding?: Tensor,
  at?: Tensor,
): Tensor {
  const encoded = encode(network, config, source, padding);
  const keysValues = sourceKeysValues(network, config, source, encoded);
  const { states } = decode(network, config, target, keysValues, padding);
  return outputLayer(network, config, at === undefined ? states : gatherRows(states, at));
}

function embeddingTable(network: Network, config: TransformerConfig, stack: "encoder" | "decoder"): Tensor {
  const name = config.tiedEmbeddings !== false ? "shared.weight" : `${stack}.embed.weight`;
  const deviation = 1 / Math.sqrt(config.width);
  return network.parameters(name, [config.vocabularySize, config.width], { kind: "normal", deviation });
}

/** Tokens [batch, length] as rows [batch · length, width] that know their positions. */
function embed(
  network: Network,
  config: TransformerConfig,
  stack: "encoder" | "decoder",
  ids: Tensor,
  positions: Positions,
): Tensor {
  const embedded = positions.embed(gatherRows(embeddingTable(network, config, stack), ids));
  return network.dropout(reshape(embedded, rowsShape(sequencesOf(ids), config.width)));
}

function sequencesOf({ shape: [batch, length] }: Tensor): Sequences {
  return { batch, length };
}

function wholePositions(
  network: Network,
  config: TransformerConfig,
  stack: "encoder" | "decoder",
  { shape: [, length] }: Tensor,
): Positions {
  const longest = stack === "encoder" ? config.sourceLength : config.targetLength;
  return positionsOf(network, config, { stack, length: staticDimension(length), longest });
}

/** Logits [rows, vocabulary] of the tokens that follow, from the decoder's states [rows, width]. */
export function outputLayer(network: Network, config: TransformerConfig, x: Tensor): Tensor {
  if (config.tiedEmbeddings !== true)
    return linearLayer(network, "output", x, config.vocabularySize, config.biases);
  return linear(x, embeddingTable(network, config, "decoder"));
}

function residual(
  network: Network,
  config: TransformerConfig,
  normPath: string,
  x: Tensor,
  layer: (h: Tensor) => Tensor,
): Tensor {
  return add(x, network.dropout(layer(normalizationLayer(network, normPath, config, x))));
}

function append(past: KeysValues | undefined, own: KeysValues): KeysValues {
  if (past === undefined) return own;
  return { keys: concat([past.keys, own.keys], 2), values: concat([past.values, own.values], 2) };
}

function sum(a: Tensor | undefined, b: Tensor | undefined): Tensor | undefined {
  return a === undefined ? b : b === undefined ? a : add(a, b);
}
