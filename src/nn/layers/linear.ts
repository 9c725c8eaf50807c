import type { Tensor } from "../../onnx/graph.ts";
import { linear } from "../../onnx/ops/matmul.ts";
import { staticDimension } from "../../onnx/shape.ts";
import type { Initial, Network } from "../parameters.ts";

/** x · Wᵀ + b with `path.weight` [out, in] and, with biases, `path.bias` [out]. */
export function linearLayer(
  { parameters, adapt }: Network,
  path: string,
  x: Tensor,
  out: number,
  biases: boolean,
): Tensor {
  const width = staticDimension(x.shape[x.shape.length - 1]);
  const weight = parameters(`${path}.weight`, [out, width], glorot(width, out));
  const bias = biases ? parameters(`${path}.bias`, [out], { kind: "constant", value: 0 }) : undefined;
  return adapt(path, x, linear(x, weight, bias));
}

/** Glorot and Bengio (2010), uniform. */
function glorot(fanIn: number, fanOut: number): Initial {
  return { kind: "uniform", bound: Math.sqrt(6 / (fanIn + fanOut)) };
}
