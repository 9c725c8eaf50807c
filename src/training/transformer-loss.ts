import type { TransformerConfig } from "../nn/config.ts";
import type { Network } from "../nn/parameters.ts";
import { paddingBias, transformer } from "../nn/transformer.ts";
import { graphInput, type Tensor } from "../onnx/graph.ts";
import { crossEntropy } from "../onnx/ops/loss.ts";
import type { Shape } from "../onnx/shape.ts";

/** Rows of one batch, and the length of their sources, up to the model's longest. */
export interface BatchShape {
  readonly batch: number;
  readonly sourceLength: number;
}

/**
 * Cross-entropy of a batch of target rows given source rows. Declares the inputs `source` [batch, sourceLength], `target`
 * [batch, targetLength], the start token and all but the last label, `labels` and `labelWeights`, each [labels], and where
 * the model pads `sourceMask` and `labelAt` [labels]: where in the batch's targets the labels are, that are no padding.
 */
export function transformerLoss(
  network: Network,
  config: TransformerConfig,
  { batch, sourceLength }: BatchShape,
  labelSmoothing: number,
): Tensor {
  const { graph } = network;
  const isPadded = config.padToken !== undefined;
  const tokens = (name: string, shape: Shape) => graphInput(graph, name, shape, "int64");
  const rows = isPadded ? "labels" : batch * config.targetLength;
  const source = tokens("source", [batch, sourceLength]);
  const target = tokens("target", [batch, config.targetLength]);
  const labels = tokens("labels", [rows]);
  const weights = graphInput(graph, "labelWeights", [rows], network.dtype);
  const padding = isPadded ? paddingBias(network, tokens("sourceMask", [batch, sourceLength])) : undefined;
  const labelAt = isPadded ? tokens("labelAt", [rows]) : undefined;
  const logits = transformer(network, config, source, target, padding, labelAt);
  return crossEntropy(logits, labels, weights, labelSmoothing);
}
