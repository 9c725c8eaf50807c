import type { Tensor } from "../../onnx/graph.ts";
import { add } from "../../onnx/ops/elementwise.ts";
import { matmul } from "../../onnx/ops/matmul.ts";
import { staticDimension } from "../../onnx/shape.ts";
import { linearLayer } from "../layers/linear.ts";
import type { Network } from "../parameters.ts";
import type { CausalConfig } from "./config.ts";

/** A linear layer of a family: GPT-2 stores its matrices as [in, out], the others as [out, in]. */
export function projection(
  network: Network,
  { family }: CausalConfig,
  path: string,
  x: Tensor,
  out: number,
  hasBias: boolean,
): Tensor {
  if (family !== "gpt2") return linearLayer(network, path, x, out, hasBias);
  const width = staticDimension(x.shape[x.shape.length - 1]!);
  const weight = network.parameters(`${path}.weight`, [width, out], { kind: "normal", deviation: 0.02 });
  const bias = network.parameters(`${path}.bias`, [out], { kind: "constant", value: 0 });
  return network.adapt(path, x, add(matmul(x, weight), bias));
}
