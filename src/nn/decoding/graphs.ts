import { createGraph, emit, graphBytes, graphInput, graphOutput, type Tensor } from "../../onnx/graph.ts";
import { logSoftmax, softmax } from "../../onnx/ops/activation.ts";
import { multiply } from "../../onnx/ops/elementwise.ts";
import { reshape } from "../../onnx/ops/layout.ts";
import { pickLabels } from "../../onnx/ops/loss.ts";
import { mergedDimension } from "../../onnx/shape.ts";
import type { TransformerConfig } from "../config.ts";
import { headSize, type KeysValues } from "../layers/attention.ts";
import { positionsOf } from "../layers/positions.ts";
import { frozenNetwork, type Network, type Weights } from "../parameters.ts";
import { decode, encode, outputLayer, paddingBias, sourceKeysValues, transformer } from "../transformer.ts";

/** What a decoding step gives beside the new keys and values. */
export type StepOutput =
  /** `logits` [batch, vocabulary]. */
  | "logits"
  /** `nextToken` int64 [batch], the likeliest, and its `logProbability` [batch]. */
  | "greedy"
  /** `logProbabilities` [batch, vocabulary]. */
  | "distribution"
  /** Also `probabilities` [batch, vocabulary] at the temperature whose inverse is the input `sharpness`. */
  | "sampling";

/** Names of a cache's tensors in the graphs' inputs and outputs, by layer. */
export function cacheNames(kind: "source" | "past" | "present", layers: number): string[] {
  return Array.from({ length: layers }, (_, i) => [`${kind}_keys_${i}`, `${kind}_values_${i}`]).flat();
}

/** Whether the model hides padding, and so takes `source_mask` [batch, sourceLength], int64, 1 for tokens. */
export function takesMask({ padToken }: TransformerConfig): boolean {
  return padToken !== undefined;
}

/** ONNX graph of the encoder: `source` int64 [batch, sourceLength] → `source_keys_i`, `source_values_i`. */
export function encoderGraph(config: TransformerConfig, weights: Weights): Uint8Array {
  const graph = createGraph();
  const network = frozenNetwork(graph, weights);
  const source = graphInput(graph, "source", ["batch", config.sourceLength], "int64");
  const encoded = encode(network, config, source, maskInput(network, config));
  outputCache("source", sourceKeysValues(network, config, source, encoded));
  return graphBytes(graph);
}

/**
 * ONNX graph of one decoding step. Inputs: `token` int64 [batch, 1], its position `at` int64 [1], the source's keys and
 * values, the `past_…` ones (length 0 at first). Outputs: see `StepOutput`, and `present_…`, the past of the next step.
 */
export function stepGraph(config: TransformerConfig, weights: Weights, output: StepOutput): Uint8Array {
  const graph = createGraph();
  const network = frozenNetwork(graph, weights);
  const token = graphInput(graph, "token", ["batch", 1], "int64");
  const at = graphInput(graph, "at", [1], "int64");
  const cacheInput = (kind: "source" | "past", length: number | string): KeysValues[] => {
    const shape = ["batch", config.keyValueHeads ?? config.heads, length, headSize(config)];
    const tensors = cacheNames(kind, config.decoderLayers).map((name) =>
      graphInput(graph, name, shape, "float32"),
    );
    return Array.from({ length: config.decoderLayers }, (_, i) => ({
      keys: tensors[2 * i],
      values: tensors[2 * i + 1],
    }));
  };
  const source = cacheInput("source", config.sourceLength);
  const past = cacheInput("past", "past");
  const positions = positionsOf(network, config, {
    stack: "decoder",
    length: 1,
    longest: config.targetLength,
    step: { at, keys: "past+1" },
  });
  const { states, present } = decode(network, config, token, source, maskInput(network, config), {
    past,
    positions,
  });
  outputStep(outputLayer(network, config, states), output);
  outputCache("present", present);
  return graphBytes(graph);
}

/** ONNX graph of `source`, `target`, `labels` int64 [batch, length] → `logProbabilities` of the labels, [batch, length]. */
export function likelihoodGraph(config: TransformerConfig, weights: Weights): Uint8Array {
  const graph = createGraph();
  const network = frozenNetwork(graph, weights);
  const source = graphInput(graph, "source", ["batch", config.sourceLength], "int64");
  const shape = ["batch", config.targetLength];
  const rows = mergedDimension("batch", config.targetLength);
  const target = graphInput(graph, "target", shape, "int64");
  const labels = graphInput(graph, "labels", shape, "int64");
  const all = logSoftmax(transformer(network, config, source, target, maskInput(network, config)));
  const picked = pickLabels(all, reshape(labels, [rows]));
  graphOutput("logProbabilities", reshape(picked, shape));
  return graphBytes(graph);
}

function maskInput(network: Network, config: TransformerConfig): Tensor | undefined {
  if (!takesMask(config)) return undefined;
  return paddingBias(
    network,
    graphInput(network.graph, "source_mask", ["batch", config.sourceLength], "int64"),
  );
}

function outputCache(kind: "source" | "present", layers: readonly KeysValues[]): void {
  const names = cacheNames(kind, layers.length);
  layers.forEach(({ keys, values }, i) => {
    graphOutput(names[2 * i], keys);
    graphOutput(names[2 * i + 1], values);
  });
}

/** Puts out of logits [batch, vocabulary] what a step is to give. */
export function outputStep(logits: Tensor, output: StepOutput): void {
  const logProbabilities = logSoftmax(logits);
  const batch = logits.shape[0]!;
  const column = [batch, 1];
  switch (output) {
    case "logits":
      graphOutput("logits", logits);
      break;
    case "greedy": {
      const token = emit("ArgMax", [logits], { axis: -1, keepdims: 1 }, column, { dtype: "int64" });
      const picked = emit("GatherElements", [logProbabilities, token], { axis: -1 }, column);
      graphOutput("nextToken", reshape(token, [batch]));
      graphOutput("logProbability", reshape(picked, [batch]));
      break;
    }
    case "distribution":
      graphOutput("logProbabilities", logProbabilities);
      break;
    case "sampling": {
      const sharpness = graphInput(logits.graph, "sharpness", [], "float32");
      graphOutput("logProbabilities", logProbabilities);
      graphOutput("probabilities", softmax(multiply(logits, sharpness)));
    }
  }
}
