import {
  constant,
  createGraph,
  emit,
  type Graph,
  graphInput,
  graphOutput,
  type Tensor,
} from "../../onnx/graph.ts";
import { add, scale } from "../../onnx/ops/elementwise.ts";
import { cast, reshape } from "../../onnx/ops/layout.ts";
import type { Shape } from "../../onnx/shape.ts";
import { range, sizeOfAxis } from "../onnx/dynamic.ts";
import { frozenNetwork, type Weights } from "../parameters.ts";
import type { CausalConfig } from "./config.ts";
import { causalLogits, causalStates } from "./model.ts";

const [batch, past, length] = ["batch_size", "past_sequence_length", "sequence_length"];
const total = `${past}+${length}`;

/**
 * `model.onnx`, by which Transformers.js runs a decoder-only model: the tokens at hand after those of a cache → `logits`
 * [batch, length, vocabulary] and the cache with them, `present.…`.
 *
 * Inputs: `input_ids` and `position_ids` int64 [batch, length]; `attention_mask` int64 [batch, past + length], 0 for padding
 * on whichever side; `past_key_values.…` [batch, keyValueHeads, past, headSize], of length 0 at first.
 */
export function causalGraph(config: CausalConfig, weights: Weights): Graph {
  const graph = createGraph();
  const network = frozenNetwork(graph, weights);
  const int64 = (name: string, shape: Shape) => graphInput(graph, name, shape, "int64");
  const tokens = int64("input_ids", [batch!, length!]);
  const mask = int64("attention_mask", [batch!, total]);
  const positions = int64("position_ids", [batch!, length!]);
  const layers = [...Array(config.layers).keys()];
  const cacheShape = [batch!, config.keyValueHeads, past!, config.headSize];
  const cached = (layer: number, part: string) =>
    graphInput(graph, `past_key_values.${layer}.${part}`, cacheShape, "float32");
  const cache = layers.map((layer) => ({ keys: cached(layer, "key"), values: cached(layer, "value") }));
  const bias = scale(cast(hidden(tokens, cache[0]!.keys, mask), network.dtype), -1e9);
  const { states, present } = causalStates(network, config, { tokens, positions, bias, past: cache });
  graphOutput("logits", causalLogits(network, config, states));
  for (const [layer, { keys, values }] of present.entries()) {
    graphOutput(`present.${layer}.key`, keys);
    graphOutput(`present.${layer}.value`, values);
  }
  return graph;
}

/** Which tokens no token may look at, and which not those before them: bool [batch, 1, length, past + length]. */
function hidden(tokens: Tensor, keys: Tensor, mask: Tensor): Tensor {
  const { graph } = tokens;
  const zero = constant(graph, [0], [1], "int64");
  const before = sizeOfAxis(keys, 2);
  const end = add(before, sizeOfAxis(tokens, 1));
  const queriesAt = reshape(range(before, end, length!), [1, 1, length!, 1]);
  const keysAt = reshape(range(zero, end, total), [1, 1, 1, total]);
  const bool = (operator: string, a: Tensor, b: Tensor, shape: Shape) =>
    emit(operator, [a, b], {}, shape, { dtype: "bool" });
  const later = bool("Less", queriesAt, keysAt, [1, 1, length!, total]);
  const padding = bool("Equal", reshape(mask, [batch!, 1, 1, total]), zero, [batch!, 1, 1, total]);
  return bool("Or", later, padding, [batch!, 1, length!, total]);
}
