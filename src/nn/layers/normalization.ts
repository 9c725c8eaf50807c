import type { Tensor } from "../../onnx/graph.ts";
import { layerNorm, rmsNorm } from "../../onnx/ops/normalization.ts";
import { staticDimension } from "../../onnx/shape.ts";
import type { TransformerShape } from "../config.ts";
import type { Network } from "../parameters.ts";

/** `path.weight` and, for layer normalisation with biases, `path.bias`; over the last axis. */
export function normalizationLayer(
  { parameters }: Network,
  path: string,
  {
    normalization,
    normalizationEpsilon,
    biases,
  }: Pick<TransformerShape, "normalization" | "normalizationEpsilon" | "biases">,
  x: Tensor,
): Tensor {
  const width = staticDimension(x.shape[x.shape.length - 1]);
  const weight = parameters(`${path}.weight`, [width], { kind: "constant", value: 1 });
  if (normalization === "rms") return rmsNorm(x, weight, normalizationEpsilon);
  const bias = biases ? parameters(`${path}.bias`, [width], { kind: "constant", value: 0 }) : undefined;
  return layerNorm(x, weight, bias, normalizationEpsilon);
}
