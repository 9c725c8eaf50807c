import type { Tensor } from "../../onnx/graph.ts";
import { softmax } from "../../onnx/ops/activation.ts";
import { add } from "../../onnx/ops/elementwise.ts";
import { reshape, transpose } from "../../onnx/ops/layout.ts";
import { matmul } from "../../onnx/ops/matmul.ts";
import type { TransformerShape } from "../config.ts";
import type { Network } from "../parameters.ts";
import { linearLayer, stackedLinear } from "./linear.ts";

/** Keys and values of one attention layer, each [batch, keyValueHeads, length, headSize]. */
export interface KeysValues {
  readonly keys: Tensor;
  readonly values: Tensor;
}

export function headSize({ width, heads }: TransformerShape): number {
  return width / heads;
}

function keyValueLayers(path: string, shape: TransformerShape) {
  const out = (shape.keyValueHeads ?? shape.heads) * headSize(shape);
  return [
    { path: `${path}.key`, out },
    { path: `${path}.value`, out },
  ];
}

/** Queries [batch, heads, length, headSize], keys and values of x [batch, length, width], in one product. */
export function projectAll(
  network: Network,
  path: string,
  shape: TransformerShape,
  x: Tensor,
): KeysValues & { readonly queries: Tensor } {
  const layers = [{ path: `${path}.query`, out: shape.width }, ...keyValueLayers(path, shape)];
  const [queries, keys, values] = stackedLinear(network, layers, x, shape.biases).map((y) =>
    splitHeads(y, shape),
  );
  return { queries, keys, values };
}

/** Queries [batch, heads, length, headSize] of x [batch, length, width]. */
export function projectQueries(network: Network, path: string, shape: TransformerShape, x: Tensor): Tensor {
  return splitHeads(linearLayer(network, `${path}.query`, x, shape.width, shape.biases), shape);
}

/** Keys and values of x [batch, length, width]. */
export function projectKeysValues(
  network: Network,
  path: string,
  shape: TransformerShape,
  x: Tensor,
): KeysValues {
  const projected = stackedLinear(network, keyValueLayers(path, shape), x, shape.biases);
  const [keys, values] = projected.map((y) => splitHeads(y, shape));
  return { keys, values };
}

/**
 * Scaled dot-product attention (Vaswani et al. 2017) and its output layer. Query heads share key–value heads in groups
 * (Ainslie et al. 2023): the group becomes part of the query's length, so that nothing is repeated.
 * @param queries [batch, heads, length, headSize]
 * @param bias added to the scores, broadcasting to [batch, heads, length, keys]
 * @returns [batch, length, width]
 */
export function attend(
  network: Network,
  path: string,
  shape: TransformerShape,
  queries: Tensor,
  { keys, values }: KeysValues,
  bias?: Tensor,
): Tensor {
  const [batch, heads, length, size] = queries.shape as [Tensor["shape"][0], number, number, number];
  const [, keyHeads, keyLength] = keys.shape as [unknown, number, Tensor["shape"][0]];
  const grouped = [batch, keyHeads, (heads / keyHeads) * length];
  const scores = matmul(reshape(queries, [...grouped, size]), keys, {
    transposeB: true,
    alpha: 1 / Math.sqrt(size),
  });
  const perHead = reshape(scores, [batch, heads, length, keyLength]);
  const probabilities = softmax(bias === undefined ? perHead : add(perHead, bias));
  const mixed = matmul(reshape(probabilities, [...grouped, keyLength]), values);
  const merged = transpose(reshape(mixed, [batch, heads, length, size]), [0, 2, 1, 3]);
  return linearLayer(
    network,
    `${path}.output`,
    reshape(merged, [batch, length, heads * size]),
    shape.width,
    shape.biases,
  );
}

/** [batch, length, heads · headSize] → [batch, heads, length, headSize]. */
function splitHeads(x: Tensor, shape: TransformerShape): Tensor {
  const [batch, length, width] = x.shape as [Tensor["shape"][0], Tensor["shape"][0], number];
  const size = headSize(shape);
  return transpose(reshape(x, [batch, length, width / size, size]), [0, 2, 1, 3]);
}
