import type { Tensor } from "../../onnx/graph.ts";
import { concat, split } from "../../onnx/ops/layout.ts";
import { linear } from "../../onnx/ops/matmul.ts";
import { staticDimension } from "../../onnx/shape.ts";
import type { Initial, Network } from "../parameters.ts";

/** A linear layer `path.weight` [out, in] and, with biases, `path.bias` [out]. */
export function linearLayer(network: Network, path: string, x: Tensor, out: number, biases: boolean): Tensor {
  return stackedLinear(network, [{ path, out }], x, biases)[0];
}

/** Several linear layers of one input as one product: [x·W₁ᵀ + b₁, x·W₂ᵀ + b₂, …]. */
export function stackedLinear(
  { parameters }: Network,
  layers: readonly { readonly path: string; readonly out: number }[],
  x: Tensor,
  biases: boolean,
): Tensor[] {
  const width = staticDimension(x.shape[x.shape.length - 1]);
  const weights = layers.map(({ path, out }) =>
    parameters(`${path}.weight`, [out, width], glorot(width, out)),
  );
  const bias = layers.flatMap(({ path, out }) => (biases ? [parameters(`${path}.bias`, [out], zero)] : []));
  const y = linear(x, concat(weights, 0), biases ? concat(bias, 0) : undefined);
  return split(
    y,
    layers.map(({ out }) => out),
    -1,
  );
}

const zero: Initial = { kind: "constant", value: 0 };

/** Glorot and Bengio (2010), uniform. */
function glorot(fanIn: number, fanOut: number): Initial {
  return { kind: "uniform", bound: Math.sqrt(6 / (fanIn + fanOut)) };
}
