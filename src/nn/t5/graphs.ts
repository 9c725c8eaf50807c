import {
  constant,
  createGraph,
  emit,
  type Graph,
  graphInput,
  graphOutput,
  type Tensor,
} from "../../onnx/graph.ts";
import { add } from "../../onnx/ops/elementwise.ts";
import { concat } from "../../onnx/ops/layout.ts";
import type { Dimension } from "../../onnx/shape.ts";
import type { TransformerConfig } from "../config.ts";
import { headSize, type KeysValues } from "../layers/attention.ts";
import { openRelativePositions } from "../layers/positions.ts";
import { range, sizeOfAxis } from "../onnx/dynamic.ts";
import { frozenNetwork, type Weights } from "../parameters.ts";
import { decode, encode, outputLayer, paddingBias, sourceKeysValues } from "../transformer.ts";

// The two graphs by which Transformers.js runs a T5, with the names of inputs, outputs and dimensions it goes by.

const sourceShape = ["batch_size", "encoder_sequence_length"];

/** `encoder_model.onnx`: `input_ids`, `attention_mask` int64 [batch, source] → `last_hidden_state` [batch, source, width]. */
export function t5EncoderGraph(config: TransformerConfig, weights: Weights): Graph {
  const graph = createGraph();
  const network = frozenNetwork(graph, weights);
  const source = graphInput(graph, "input_ids", sourceShape, "int64");
  const mask = graphInput(graph, "attention_mask", sourceShape, "int64");
  const at = range(none(source), sizeOfAxis(source, 1), sourceShape[1]);
  const positions = openRelativePositions(network, config, "encoder", at, at);
  graphOutput("last_hidden_state", encode(network, config, source, paddingBias(network, mask), positions));
  return graph;
}

/**
 * `decoder_model_merged.onnx`: the tokens at hand after those of a cache → `logits` [batch, length, vocabulary] and what the
 * cache is to hold next, `present.…`. The library begins with a cache of length 0. Such a graph is usually an `If` of two
 * branches, which projects the source or takes it from the cache; here the rows that the cache lacks are projected, which are
 * all or none. As in those graphs `present.….encoder` counts at the first step alone: later it is empty.
 */
export function t5DecoderGraph(config: TransformerConfig, weights: Weights): Graph {
  const graph = createGraph();
  const network = frozenNetwork(graph, weights);
  const mask = graphInput(graph, "encoder_attention_mask", sourceShape, "int64");
  const target = graphInput(graph, "input_ids", ["batch_size", "decoder_sequence_length"], "int64");
  const encoded = graphInput(graph, "encoder_hidden_states", [...sourceShape, config.width], "float32");
  const cached = (stack: Stack, layer: number): KeysValues => {
    const shape = ["batch_size", config.heads, `past_${stack}_sequence_length`, headSize(config)];
    const input = (name: string) =>
      graphInput(graph, `past_key_values.${layer}.${stack}.${name}`, shape, "float32");
    return { keys: input("key"), values: input("value") };
  };
  const layers = [...Array(config.decoderLayers).keys()];
  const past = layers.map((layer) => cached("decoder", layer));
  const known = layers.map((layer) => cached("encoder", layer));

  const lacking = from(encoded, sizeOfAxis(known[0].keys, 2), "lacking_sequence_length");
  const fresh = sourceKeysValues(network, config, lacking, lacking);
  const source = layers.map((layer) => joined(known[layer], fresh[layer], sourceShape[1]));

  const seen = sizeOfAxis(past[0].keys, 2);
  const all = add(seen, sizeOfAxis(target, 1));
  const queriesAt = range(seen, all, "decoder_sequence_length");
  const keysAt = range(none(seen), all, "past_decoder_sequence_length+decoder_sequence_length");
  const positions = openRelativePositions(network, config, "decoder", queriesAt, keysAt);
  const cache = { past, positions };
  const { states, present } = decode(network, config, target, source, paddingBias(network, mask), cache);
  graphOutput("logits", outputLayer(network, config, states));
  for (const layer of layers) {
    outputCache(`present.${layer}.decoder`, present[layer]);
    outputCache(`present.${layer}.encoder`, fresh[layer]);
  }
  return graph;
}

type Stack = "encoder" | "decoder";

function outputCache(name: string, { keys, values }: KeysValues): void {
  graphOutput(`${name}.key`, keys);
  graphOutput(`${name}.value`, values);
}

function joined(known: KeysValues, fresh: KeysValues, length: Dimension): KeysValues {
  const join = (a: Tensor, b: Tensor): Tensor => {
    const [batch, heads, , size] = a.shape;
    return { ...concat([a, b], 2), shape: [batch, heads, length, size] };
  };
  return { keys: join(known.keys, fresh.keys), values: join(known.values, fresh.values) };
}

function none({ graph }: Tensor): Tensor {
  return constant(graph, [0], [1], "int64");
}

/** The rows of [batch, rows, width] from one on. */
function from(x: Tensor, start: Tensor, rows: string): Tensor {
  const int64 = (value: number) => constant(x.graph, [value], [1], "int64");
  const [batch, , width] = x.shape;
  return emit("Slice", [x, start, int64(Number.MAX_SAFE_INTEGER), int64(1)], {}, [batch, rows, width]);
}
