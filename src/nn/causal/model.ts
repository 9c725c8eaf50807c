import { initializer, type Tensor } from "../../onnx/graph.ts";
import { gelu, geluByTanh, relu, silu } from "../../onnx/ops/activation.ts";
import { add, multiply, scale } from "../../onnx/ops/elementwise.ts";
import { gatherRows } from "../../onnx/ops/embedding.ts";
import { cast, concat, reshape, split } from "../../onnx/ops/layout.ts";
import { linear } from "../../onnx/ops/matmul.ts";
import { cosine, sine } from "../../onnx/ops/trigonometry.ts";
import { checkpoint } from "../../onnx/recompute.ts";
import { staticDimension } from "../../onnx/shape.ts";
import { attention, type KeysValues, rowsShape, splitHeads } from "../layers/attention.ts";
import { normalizationLayer } from "../layers/normalization.ts";
import { turned } from "../layers/positions.ts";
import type { Network } from "../parameters.ts";
import type { CausalConfig } from "./config.ts";
import { type LayerNames, namesOf } from "./names.ts";
import { projection } from "./projection.ts";

/** What a decoder-only model reads. */
export interface CausalInputs {
  /** int64 [batch, length] */
  readonly tokens: Tensor;
  /** int64 [batch, length]: place of each token in its sequence. */
  readonly positions: Tensor;
  /** Added to the scores, broadcasting to [batch, heads, length, keys]: 0 where a token may look, −10⁹ where not. */
  readonly bias: Tensor;
  /** Keys and values of the tokens before those at hand, a layer each. */
  readonly past?: readonly KeysValues[];
}

/** What a layer's attention mixes: rows of queries [.., heads · headSize], of keys and values [.., keyValueHeads · headSize]. */
export interface AttentionRows {
  readonly queries: Tensor;
  readonly keys: Tensor;
  readonly values: Tensor;
}

/** Turns queries and keys by their positions and mixes values by them: rows [.., heads · headSize]. */
export type Attend = (rows: AttentionRows, layer: number) => Tensor;

/**
 * A decoder-only transformer of the Llama family or GPT-2's.
 * @returns states for `causalLogits`, see `Sequences` for their shape, and each layer's keys and values
 */
export function causalStates(
  network: Network,
  config: CausalConfig,
  { tokens, positions, bias, past }: CausalInputs,
): { readonly states: Tensor; readonly present: readonly KeysValues[] } {
  const [batch, length] = tokens.shape;
  const heads = (x: Tensor) => splitHeads(x, config.headSize, { batch: batch!, length: length! });
  const rotate = rotation(network, config, positions);
  const present: KeysValues[] = [];
  const states = causalLayers(network, config, tokens, positions, ({ queries, keys, values }, layer) => {
    const own = { keys: rotate(heads(keys)), values: heads(values) };
    const before = past?.[layer];
    const all =
      before === undefined
        ? own
        : { keys: concat([before.keys, own.keys], 2), values: concat([before.values, own.values], 2) };
    present.push(all);
    return attention(rotate(heads(queries)), all, bias);
  });
  return { states, present };
}

/** The transformer around an attention of the caller's; see `causalStates`. */
export function causalLayers(
  network: Network,
  config: CausalConfig,
  tokens: Tensor,
  positions: Tensor,
  attend: Attend,
): Tensor {
  const [batch, length] = tokens.shape;
  const names = namesOf(config);
  const norm = (path: string, x: Tensor) => normalization(network, config, path, x);
  const embedded = gatherRows(embeddings(network, config), tokens);
  const placed =
    config.positions.kind === "learned" ? add(embedded, learned(network, config, positions)) : embedded;
  let x = network.dropout(reshape(placed, rowsShape({ batch: batch!, length: length! }, config.width)));
  for (let i = 0; i < config.layers; i++) {
    checkpoint(x);
    const layer = names.layer(i);
    const mixed = attend(attentionRows(network, config, layer, norm(layer.attentionNorm, x)), i);
    const { attentionOutput: isBiased } = config.biases;
    const attended = projection(network, config, layer.attentionOutput, mixed, config.width, isBiased);
    x = add(x, network.dropout(attended));
    x = add(x, network.dropout(feedForward(network, config, layer, norm(layer.feedForwardNorm, x))));
  }
  checkpoint(x);
  return norm(names.finalNorm, x);
}

/** Logits [rows, vocabulary] of the tokens that follow, from states [rows, width]. */
export function causalLogits(network: Network, config: CausalConfig, states: Tensor): Tensor {
  const { vocabularySize, width } = config;
  const { output } = namesOf(config);
  if (config.tiedEmbeddings) return linear(states, embeddings(network, config));
  const weight = network.parameters(`${output}.weight`, [vocabularySize, width], fresh);
  return network.adapt(output, states, linear(states, weight));
}

/** Models are read, not begun; where one is, as GPT-2 (Radford et al. 2019). */
const fresh = { kind: "normal", deviation: 0.02 } as const;

const embeddings = (network: Network, config: CausalConfig): Tensor =>
  network.parameters(`${namesOf(config).embeddings}.weight`, [config.vocabularySize, config.width], fresh);

const learned = (network: Network, config: CausalConfig, positions: Tensor): Tensor =>
  gatherRows(
    network.parameters(`${namesOf(config).positions}.weight`, [config.longest, config.width], fresh),
    positions,
  );

function normalization(network: Network, config: CausalConfig, path: string, x: Tensor): Tensor {
  const { normalization, normalizationEpsilon } = config;
  return normalizationLayer(network, path, { normalization, normalizationEpsilon, biases: true }, x);
}

function attentionRows(
  network: Network,
  config: CausalConfig,
  { query, key, value, queryKeyValue, queryNorm, keyNorm }: LayerNames,
  x: Tensor,
): AttentionRows {
  const { heads, keyValueHeads, headSize, biases, queryKeyNorm } = config;
  const [wide, narrow] = [heads * headSize, keyValueHeads * headSize];
  const project = (path: string, out: number) =>
    projection(network, config, path, x, out, biases.queryKeyValue);
  const [queries, keys, values] =
    queryKeyValue === undefined
      ? [project(query, wide), project(key, narrow), project(value, narrow)]
      : split(project(queryKeyValue, wide + 2 * narrow), [wide, narrow, narrow], -1);
  const normed = (path: string, y: Tensor): Tensor => {
    if (!queryKeyNorm) return y;
    const perHead = [...y.shape.slice(0, -1), staticDimension(y.shape.at(-1)!) / headSize, headSize];
    return reshape(normalization(network, config, path, reshape(y, perHead)), y.shape);
  };
  return { queries: normed(queryNorm, queries!), keys: normed(keyNorm, keys!), values: values! };
}

function feedForward(
  network: Network,
  config: CausalConfig,
  { gate, up, down }: LayerNames,
  x: Tensor,
): Tensor {
  const { activation, isGated, feedForward: inner, width, biases } = config;
  const widen = (path: string) => projection(network, config, path, x, inner, biases.feedForward);
  const act = { relu, gelu, "gelu-tanh": geluByTanh, silu }[activation];
  const hidden = isGated ? multiply(act(widen(gate)), widen(up)) : act(widen(up));
  return projection(network, config, down, hidden, width, biases.feedForward);
}

/** Turns queries or keys [batch, heads, length, headSize] by their positions. */
function rotation(
  network: Network,
  { positions: kind }: CausalConfig,
  positions: Tensor,
): (x: Tensor) => Tensor {
  if (kind.kind !== "rotary") return (x) => x;
  const [batch, length] = positions.shape;
  const planes = kind.frequencies.length;
  const twice = [...kind.frequencies, ...kind.frequencies];
  const frequencies = initializer(network.graph, twice, [1, 1, 1, 2 * planes], network.dtype);
  const places = reshape(cast(positions, network.dtype), [batch!, 1, length!, 1]);
  const angles = multiply(places, frequencies);
  const [cosines, sines] = [cosine(angles), sine(angles)].map((part) => scale(part, kind.attentionFactor));
  return (x) => turned(x, cosines!, sines!);
}
