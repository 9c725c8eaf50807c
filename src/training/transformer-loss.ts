import type { TransformerConfig } from "../nn/config.ts";
import type { Network } from "../nn/parameters.ts";
import {
  decode,
  encode,
  outputLayer,
  paddingBias,
  sourceKeysValues,
  transformer,
} from "../nn/transformer.ts";
import { graphInput, type Tensor } from "../onnx/graph.ts";
import { gatherRows } from "../onnx/ops/embedding.ts";
import { concat, split } from "../onnx/ops/layout.ts";
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

/**
 * Logits [labels, vocabulary] at places of a batch's targets, int64 [labels], of two answers to each source: as many rows as sources
 * for the first answers, then as many for the second. Declares `source`, `sourceMask` and `target` as `transformerLoss`; sources are
 * read from the first half of the rows, once for both answers.
 */
export function pairLogits(
  network: Network,
  config: TransformerConfig,
  { batch, sourceLength }: BatchShape,
  at: Tensor,
): Tensor {
  const tokens = (name: string, length: number) => graphInput(network.graph, name, [batch, length], "int64");
  const half = (x: Tensor): Tensor => split(x, [batch / 2, batch / 2], 0)[0]!;
  const twice = (x: Tensor): Tensor => concat([x, x], 0);
  const source = half(tokens("source", sourceLength));
  const padding = paddingBias(network, half(tokens("sourceMask", sourceLength)));
  const encoded = encode(network, config, source, padding);
  const read = sourceKeysValues(network, config, source, encoded).map(({ keys, values }) => ({
    keys: twice(keys),
    values: twice(values),
  }));
  const target = tokens("target", config.targetLength);
  const { states } = decode(network, config, target, read, twice(padding));
  return outputLayer(network, config, gatherRows(states, at));
}
