import type { Tensor } from "../../onnx/graph.ts";
import { mixByScores } from "../../onnx/ops/attention.ts";
import { add } from "../../onnx/ops/elementwise.ts";
import { reshape, transpose } from "../../onnx/ops/layout.ts";
import { matmul } from "../../onnx/ops/matmul.ts";
import { type Dimension, mergedDimension, type Shape, staticDimension } from "../../onnx/shape.ts";
import type { TransformerShape } from "../config.ts";
import type { Network } from "../parameters.ts";
import { linearLayer } from "./linear.ts";

/** Keys and values of one attention layer, each [batch, keyValueHeads, length, headSize]. */
export interface KeysValues {
  readonly keys: Tensor;
  readonly values: Tensor;
}

export function headSize({ headSize, width, heads }: TransformerShape): number {
  return headSize ?? width / heads;
}

/**
 * What the rows that layers work on are: [batch · length, width], or [batch, length, width] where neither is known before
 * run time, since then no reshaping could tell them apart again.
 */
export interface Sequences {
  readonly batch: Dimension;
  readonly length: Dimension;
}

export function rowsShape({ batch, length }: Sequences, width: number): Shape {
  const isOpen = typeof batch === "string" && typeof length === "string";
  return isOpen ? [batch, length, width] : [mergedDimension(batch, length), width];
}

/** Queries [batch, heads, length, headSize] of the rows x. */
export function projectQueries(
  network: Network,
  path: string,
  shape: TransformerShape,
  x: Tensor,
  sequences: Sequences,
): Tensor {
  const out = shape.heads * headSize(shape);
  return splitHeads(linearLayer(network, `${path}.query`, x, out, shape.biases), headSize(shape), sequences);
}

/** Keys and values of the rows x. */
export function projectKeysValues(
  network: Network,
  path: string,
  shape: TransformerShape,
  x: Tensor,
  sequences: Sequences,
): KeysValues {
  const out = (shape.keyValueHeads ?? shape.heads) * headSize(shape);
  const project = (name: string) =>
    splitHeads(linearLayer(network, `${path}.${name}`, x, out, shape.biases), headSize(shape), sequences);
  return { keys: project("key"), values: project("value") };
}

/** `attention` and its output layer. */
export function attend(
  network: Network,
  path: string,
  shape: TransformerShape,
  queries: Tensor,
  keysValues: KeysValues,
  bias?: Tensor,
): Tensor {
  const mixed = attention(queries, keysValues, bias);
  return linearLayer(network, `${path}.output`, mixed, shape.width, shape.biases);
}

/**
 * Scaled dot-product attention (Vaswani et al. 2017). Query heads share key–value heads in groups (Ainslie et al. 2023): the
 * group becomes part of the query's length, so that nothing is repeated.
 * @param queries [batch, heads, length, headSize]
 * @param bias added to the scores, broadcasting to [batch, heads, length, keys]
 * @returns rows of heads · headSize
 */
export function attention(queries: Tensor, { keys, values }: KeysValues, bias?: Tensor): Tensor {
  const [batch, heads, length, size] = queries.shape as [Dimension, number, Dimension, number];
  const [, keyHeads, keyLength] = keys.shape as [Dimension, number, Dimension];
  const groupLength = mergedDimension(heads / keyHeads, length);
  const grouped = [batch, keyHeads, groupLength];
  const scores = matmul(reshape(queries, [...grouped, size]), keys, {
    transposeB: true,
    alpha: 1 / Math.sqrt(size),
  });
  const perHead = reshape(scores, [batch, heads, length, keyLength]);
  const biased = bias === undefined ? perHead : add(perHead, bias);
  const mixed = mixByScores(reshape(biased, [...grouped, keyLength]), values);
  const merged = transpose(reshape(mixed, [batch, heads, length, size]), [0, 2, 1, 3]);
  return reshape(merged, rowsShape({ batch, length }, heads * size));
}

/** Rows of heads · size → [batch, heads, length, size]. */
export function splitHeads(x: Tensor, size: number, { batch, length }: Sequences): Tensor {
  const heads = staticDimension(x.shape[x.shape.length - 1]) / size;
  return transpose(reshape(x, [batch, length, heads, size]), [0, 2, 1, 3]);
}
