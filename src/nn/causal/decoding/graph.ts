import {
  constant,
  createGraph,
  emit,
  emitMany,
  type Graph,
  graphInput,
  graphOutput,
  type Tensor,
} from "../../../onnx/graph.ts";
import { gatherRows } from "../../../onnx/ops/embedding.ts";
import { reshape } from "../../../onnx/ops/layout.ts";
import type { Shape } from "../../../onnx/shape.ts";
import { frozenNetwork, type Weights } from "../../parameters.ts";
import type { CausalConfig } from "../config.ts";
import { type Attend, causalLayers, causalLogits } from "../model.ts";

/** Size of a head in the cache: ONNX Runtime's attention over one takes multiples of 8. */
export const cachedSize = ({ headSize }: CausalConfig): number => Math.ceil(headSize / 8) * 8;

/** Names of the cache's tensors among a step's inputs, or as it leaves them among its outputs. */
export const cacheNames = (kind: "past" | "present", { layers }: CausalConfig): string[] =>
  Array.from({ length: layers }, (_, i) => [`${kind}_keys_${i}`, `${kind}_values_${i}`]).flat();

/**
 * Reads `tokens` int64 [batch, length] after those in the cache: one of every row, or the first ones of all rows.
 *
 * Inputs: their `positions`, alike; `last` int32 [batch], the position of each row's last token; `total` int32 [], the largest
 * of them and one; `wanted` int64 [wanted], the tokens (of all, row by row) whose continuation is asked for; with rotary
 * positions their `cosines` and `sines` [places, headSize / 2]; and the cache, `past_…` [batch, keyValueHeads, capacity,
 * cachedSize], where token p of a row lies at p and what lies after the last does not matter. Outputs: `present_…`, which may be
 * the very memory of `past_…`, and whatever `output` puts out of the logits [wanted, vocabulary].
 */
export function causalStepGraph(
  config: CausalConfig,
  weights: Weights,
  output: (logits: Tensor) => void,
): Graph {
  const graph = createGraph();
  const network = frozenNetwork(graph, weights);
  const int64 = (name: string, shape: Shape) => graphInput(graph, name, shape, "int64");
  const tokens = int64("tokens", ["batch", "length"]);
  const positions = int64("positions", ["batch", "length"]);
  const wanted = int64("wanted", ["wanted"]);
  const states = causalLayers(network, config, tokens, positions, cachedAttention(graph, config, positions));
  const asked = gatherRows(reshape(states, ["batch*length", config.width]), wanted);
  output(causalLogits(network, config, asked));
  return graph;
}

/** Queries, keys and values as ONNX Runtime's own operators take them; the cache is declared and put out on the way. */
function cachedAttention(graph: Graph, config: CausalConfig, positions: Tensor): Attend {
  const { heads, keyValueHeads, headSize, layers } = config;
  const size = cachedSize(config);
  const last = graphInput(graph, "last", ["batch"], "int32");
  const total = graphInput(graph, "total", [], "int32");
  const rotate = rotation(graph, config, positions);
  const shape = ["batch", keyValueHeads, "capacity", size];
  const past = cacheNames("past", config).map((name) => graphInput(graph, name, shape, "float32"));
  const present: Tensor[] = [];
  return ({ queries, keys, values }, layer) => {
    const [mixed, ...own] = emitMany(
      "GroupQueryAttention",
      [
        resized(rotate(queries, heads), headSize, size),
        resized(rotate(keys, keyValueHeads), headSize, size),
        resized(values, headSize, size),
        past[2 * layer]!,
        past[2 * layer + 1]!,
        last,
        total,
      ],
      { num_heads: heads, kv_num_heads: keyValueHeads, scale: { float: 1 / Math.sqrt(headSize) } },
      [["batch", "length", heads * size], shape, shape].map((shape) => ({ shape, dtype: "float32" })),
      undefined,
      "com.microsoft",
    );
    present.push(...own);
    if (layer === layers - 1)
      cacheNames("present", config).forEach((name, i) => {
        graphOutput(name, present[i]!);
      });
    return resized(mixed!, size, headSize);
  };
}

type Rotate = (rows: Tensor, heads: number) => Tensor;

function rotation(graph: Graph, { positions: kind, headSize }: CausalConfig, positions: Tensor): Rotate {
  if (kind.kind !== "rotary") return (rows) => rows;
  const table = (name: string) => graphInput(graph, name, ["places", headSize / 2], "float32");
  const [cosines, sines] = [table("cosines"), table("sines")];
  return (rows, heads) =>
    emit(
      "RotaryEmbedding",
      [rows, positions, cosines, sines],
      { num_heads: heads, rotary_embedding_dim: headSize },
      rows.shape,
      { domain: "com.microsoft" },
    );
}

/** Each head of rows [batch, length, heads · from] cut or filled with zeros to size `to`. */
function resized(rows: Tensor, from: number, to: number): Tensor {
  if (from === to) return rows;
  const [batch, length, width] = rows.shape as [string, string, number];
  const heads = width / from;
  const int64 = (values: number[]) => constant(rows.graph, values, [values.length], "int64");
  const perHead = reshape(rows, [batch, length, heads, from]);
  const shape = [batch, length, heads, to];
  const sized =
    to > from
      ? emit("Pad", [perHead, int64([0, 0, 0, 0, 0, 0, 0, to - from])], {}, shape)
      : emit("Slice", [perHead, int64([0]), int64([to]), int64([3])], {}, shape);
  return reshape(sized, [batch, length, heads * to]);
}
