import type { TransformerConfig } from "../nn/config.ts";
import type { Network } from "../nn/parameters.ts";
import { paddingBias, transformer } from "../nn/transformer.ts";
import { graphInput, type Tensor } from "../onnx/graph.ts";
import { reshape } from "../onnx/ops/layout.ts";
import { crossEntropy } from "../onnx/ops/loss.ts";

/**
 * Cross-entropy of a batch of target rows given source rows. Declares the inputs `source` [batch, sourceLength],
 * `target` (the start token and all but the last label), `labels` and `labelWeights` [batch, targetLength], and where the
 * model pads `sourceMask`.
 */
export function transformerLoss(
  network: Network,
  config: TransformerConfig,
  batch: number,
  labelSmoothing: number,
): Tensor {
  const { graph } = network;
  const { sourceLength, targetLength } = config;
  const tokens = (name: string, length: number) => graphInput(graph, name, [batch, length], "int64");
  const source = tokens("source", sourceLength);
  const target = tokens("target", targetLength);
  const labels = tokens("labels", targetLength);
  const weights = graphInput(graph, "labelWeights", [batch, targetLength], network.dtype);
  const padding =
    config.padToken === undefined ? undefined : paddingBias(network, tokens("sourceMask", sourceLength));
  const rows = batch * targetLength;
  const logits = transformer(network, config, source, target, padding);
  return crossEntropy(logits, reshape(labels, [rows]), reshape(weights, [rows]), labelSmoothing);
}
