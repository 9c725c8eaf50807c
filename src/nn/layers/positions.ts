import { constant, emit, initializer, type Tensor } from "../../onnx/graph.ts";
import { add, multiply, negate, subtract } from "../../onnx/ops/elementwise.ts";
import { gatherRows } from "../../onnx/ops/embedding.ts";
import { concat, reshape, split, transpose } from "../../onnx/ops/layout.ts";
import { type Dimension, staticDimension } from "../../onnx/shape.ts";
import type { TransformerShape } from "../config.ts";
import type { Network } from "../parameters.ts";
import { headSize } from "./attention.ts";

/** How one stack of layers learns where its tokens are. */
export interface Positions {
  /** Adds positions to token embeddings [batch, length, width]. */
  readonly embed: (x: Tensor) => Tensor;
  /** Turns queries or keys [batch, heads, length, headSize] by their positions. */
  readonly rotate: (x: Tensor) => Tensor;
  /** Added to self-attention scores: [1, heads, length, keys], or undefined. */
  readonly bias: Tensor | undefined;
}

export interface PositionOptions {
  readonly stack: "encoder" | "decoder";
  /** Tokens at hand; ignored for a step. */
  readonly length: number;
  /** Longest sequence of the stack. */
  readonly longest: number;
  /** For one token after those in a cache: its position, int64 [1], and the length of all keys. */
  readonly step?: { readonly at: Tensor; readonly keys: Dimension };
}

/** The position scheme that a model's shape asks for. */
export function positionsOf(network: Network, shape: TransformerShape, options: PositionOptions): Positions {
  const unchanged = (x: Tensor) => x;
  const none: Positions = { embed: unchanged, rotate: unchanged, bias: undefined };
  switch (shape.positions) {
    case "learned": {
      const table = network.parameters(`${options.stack}.positions.weight`, [options.longest, shape.width], {
        kind: "normal",
        deviation: 1 / Math.sqrt(shape.width),
      });
      return { ...none, embed: (x) => add(x, rowsInUse(table, options)) };
    }
    case "sinusoidal": {
      const table = initializer(
        network.graph,
        sinusoids(options.longest, shape.width),
        [options.longest, shape.width],
        network.dtype,
      );
      return { ...none, embed: (x) => add(x, rowsInUse(table, options)) };
    }
    case "rotary":
      return { ...none, rotate: rotation(network, headSize(shape), options) };
    case "relative":
      return { ...none, bias: relativeBias(network, shape, options) };
  }
}

/** −10⁹ above the diagonal: [1, 1, length, length]. */
export function causalMask(network: Network, length: number): Tensor {
  const mask = new Float64Array(length * length);
  for (let row = 0; row < length; row++) mask.fill(-1e9, row * length + row + 1, (row + 1) * length);
  return initializer(network.graph, mask, [1, 1, length, length], network.dtype);
}

function rowsInUse(table: Tensor, { length, longest, step }: PositionOptions): Tensor {
  if (step !== undefined) return gatherRows(table, step.at);
  return length === longest ? table : split(table, [length, longest - length], 0)[0];
}

/** Vaswani et al. (2017), §3.5: sine and cosine in turn. */
function sinusoids(length: number, width: number): Float64Array {
  return Float64Array.from({ length: length * width }, (_, i) => {
    const column = i % width;
    const angle = Math.floor(i / width) / 10_000 ** ((column - (column % 2)) / width);
    return column % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });
}

/** Rotary embedding (Su et al. 2021) in Llama's layout: the two halves of a head are the coordinates of its planes. */
function rotation(network: Network, size: number, options: PositionOptions): (x: Tensor) => Tensor {
  const half = size / 2;
  const table = (f: (angle: number) => number) => {
    const values = Float64Array.from({ length: options.longest * size }, (_, i) =>
      f(Math.floor(i / size) / 10_000 ** ((i % half) / half)),
    );
    return rowsInUse(initializer(network.graph, values, [options.longest, size], network.dtype), options);
  };
  const cosine = table(Math.cos);
  const sine = table(Math.sin);
  return (x) => turned(x, cosine, sine);
}

/** Each plane of x's heads [..., size] turned: (x₁, x₂) by an angle whose cosine and sine, [..., size], stand twice. */
export function turned(x: Tensor, cosine: Tensor, sine: Tensor): Tensor {
  const half = staticDimension(x.shape[x.shape.length - 1]!) / 2;
  const [first, second] = split(x, [half, half], -1);
  return add(multiply(x, cosine), multiply(concat([negate(second), first], -1), sine));
}

/** T5's `relative_attention_num_buckets` and `relative_attention_max_distance`. */
export const buckets = 32;
export const farthest = 128;

/** T5's bias by distance (Raffel et al. 2020), one table for all layers of a stack. */
function relativeBias(network: Network, { heads }: TransformerShape, options: PositionOptions): Tensor {
  const { stack, length, longest, step } = options;
  const table = relativeTable(network, heads, stack);
  const bucketsOf = (rows: number) => {
    const values = Int32Array.from({ length: rows * rows }, (_, i) =>
      relativeBucket((i % rows) - Math.floor(i / rows), stack === "encoder"),
    );
    return initializer(network.graph, values, [rows, rows], "int64");
  };
  if (step === undefined) return perHead(gatherRows(table, bucketsOf(length)), heads);
  const row = gatherRows(bucketsOf(longest), step.at);
  const int64 = (value: number) => constant(network.graph, [value], [1], "int64");
  const end = add(step.at, int64(1));
  const seen = emit("Slice", [row, int64(0), end, int64(1)], {}, [1, step.keys]);
  return perHead(gatherRows(table, seen), heads);
}

/**
 * T5's positions for lengths known only at run time: the bias of every query–key pair, and in the decoder the mask of keys
 * after their query. Beyond `farthest` all distances are alike, so a table over the nearer ones is all there is to look up.
 * @param queries positions of the queries, int64 [queries]
 * @param keys positions of the keys, int64 [keys]
 */
export function openRelativePositions(
  network: Network,
  { heads }: TransformerShape,
  stack: "encoder" | "decoder",
  queries: Tensor,
  keys: Tensor,
): Positions {
  const distances = Array.from({ length: 2 * farthest + 1 }, (_, i) => i - farthest);
  const bucketOf = distances.map((distance) => relativeBucket(distance, stack === "encoder"));
  const int64 = (values: number[], shape: number[]) => constant(network.graph, values, shape, "int64");
  const learned = gatherRows(relativeTable(network, heads, stack), int64(bucketOf, [bucketOf.length]));
  const hidden = distances.map((distance) => (stack === "decoder" && distance > 0 ? -1e9 : 0));
  const byDistance = add(learned, initializer(network.graph, hidden, [hidden.length, 1], network.dtype));
  const apart = subtract(reshape(keys, [1, 1, keys.shape[0]]), reshape(queries, [1, queries.shape[0], 1]));
  const near = emit("Clip", [apart, int64([-farthest], []), int64([farthest], [])], {}, apart.shape);
  const bias = transpose(gatherRows(byDistance, add(near, int64([farthest], []))), [0, 3, 1, 2]);
  return { embed: (x) => x, rotate: (x) => x, bias };
}

function relativeTable(network: Network, heads: number, stack: "encoder" | "decoder"): Tensor {
  return network.parameters(`${stack}.relative.weight`, [buckets, heads], {
    kind: "normal",
    deviation: 0.1,
  });
}

/** [queries, keys, heads] → [1, heads, queries, keys]. */
function perHead(bias: Tensor, heads: number): Tensor {
  const [queries, keys] = bias.shape;
  return reshape(transpose(bias, [2, 0, 1]), [1, heads, queries, keys]);
}

/** T5's bucket of a key `distance` tokens after its query; bothWays in the encoder. */
export function relativeBucket(distance: number, bothWays: boolean): number {
  const available = bothWays ? buckets / 2 : buckets;
  const offset = bothWays && distance > 0 ? available : 0;
  const apart = bothWays ? Math.abs(distance) : Math.max(-distance, 0);
  const exact = available / 2;
  if (apart < exact) return offset + apart;
  const far =
    exact + Math.floor((Math.log(apart / exact) / Math.log(farthest / exact)) * (available - exact));
  return offset + Math.min(far, available - 1);
}
