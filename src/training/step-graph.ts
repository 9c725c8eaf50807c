import { type Network, networkOf, type ParameterSpec } from "../nn/parameters.ts";
import { gradients } from "../onnx/gradients.ts";
import { createGraph, type Graph, graphBytes, graphInput, graphOutput, type Tensor } from "../onnx/graph.ts";
import { dropout } from "../onnx/ops/dropout.ts";
import { add } from "../onnx/ops/elementwise.ts";
import { reshape, split } from "../onnx/ops/layout.ts";
import { sizeOf } from "../onnx/shape.ts";
import { adamW, clipByGlobalNorm } from "./adamw.ts";
import type { TrainingOptions } from "./options.ts";

/** A model as training sees it: its loss on one batch, from inputs it declares itself. */
export type BuildLoss = (network: Network) => Tensor;

/** Number of elements of all parameters together. */
export function parameterCount(specs: readonly ParameterSpec[]): number {
  return specs.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

/**
 * One whole optimiser update as an ONNX graph: forward, backward, clipping and AdamW.
 * Inputs: the batch, `parameters`, `mean`, `square`, `stepSize`, `epsilon`, `decay`, with dropout `dropoutSeed`.
 * Outputs: `loss`, `norm`, `nextParameters`, `nextMean`, `nextSquare`.
 */
export function updateGraph(
  specs: readonly ParameterSpec[],
  buildLoss: BuildLoss,
  options: TrainingOptions,
): Uint8Array {
  const { graph, parameters, loss, gradient } = lossAndGradient(specs, buildLoss, options);
  graphOutput("loss", loss);
  applyGradient(graph, parameters, gradient, specs, options);
  return graphBytes(graph);
}

/**
 * One batch of several that make an update. Inputs: the batch, `parameters`, `gradient` so far; outputs: `loss`,
 * `nextGradient` with this batch's added.
 */
export function accumulationGraph(
  specs: readonly ParameterSpec[],
  buildLoss: BuildLoss,
  options: TrainingOptions,
): Uint8Array {
  const { graph, loss, gradient } = lossAndGradient(specs, buildLoss, options);
  const sum = graphInput(graph, "gradient", [parameterCount(specs)], "float32");
  graphOutput("loss", loss);
  graphOutput("nextGradient", add(sum, gradient));
  return graphBytes(graph);
}

/** The update from an accumulated `gradient`; otherwise as `updateGraph`, without batch and loss. */
export function applyGraph(specs: readonly ParameterSpec[], options: TrainingOptions): Uint8Array {
  const graph = createGraph();
  const size = parameterCount(specs);
  const parameters = graphInput(graph, "parameters", [size], "float32");
  applyGradient(graph, parameters, graphInput(graph, "gradient", [size], "float32"), specs, options);
  return graphBytes(graph);
}

function lossAndGradient(specs: readonly ParameterSpec[], buildLoss: BuildLoss, options: TrainingOptions) {
  const graph = createGraph();
  const size = parameterCount(specs);
  const parameters = graphInput(graph, "parameters", [size], "float32", { requiresGradient: true });
  const pieces = split(
    parameters,
    specs.map(({ shape }) => sizeOf(shape)),
    0,
  );
  const tensors = new Map(specs.map(({ name, shape }, i) => [name, reshape(pieces[i], shape)]));
  const loss = buildLoss(networkOf(graph, tensors, trainingDropout(graph, options.dropout)));
  // The gradient of the cut into pieces is one vector again.
  const [gradient] = gradients(loss, [parameters]);
  return { graph, parameters, loss, gradient };
}

function trainingDropout(graph: Graph, rate: number): (x: Tensor) => Tensor {
  if (rate === 0) return (x) => x;
  const seed = graphInput(graph, "dropoutSeed", [], "int64");
  let site = 0;
  return (x) => dropout(x, seed, site++, rate);
}

function applyGradient(
  graph: Graph,
  parameters: Tensor,
  gradient: Tensor,
  specs: readonly ParameterSpec[],
  options: TrainingOptions,
): void {
  graph.recording = false;
  const state = {
    parameters,
    mean: graphInput(graph, "mean", parameters.shape, "float32"),
    square: graphInput(graph, "square", parameters.shape, "float32"),
  };
  const scalars = {
    stepSize: graphInput(graph, "stepSize", [], "float32"),
    epsilon: graphInput(graph, "epsilon", [], "float32"),
    decay: graphInput(graph, "decay", [], "float32"),
  };
  const { clipped, norm } = clipByGlobalNorm(gradient, options.clipNorm);
  const next = adamW(state, clipped, scalars, specs, options);
  graphOutput("norm", norm);
  graphOutput("nextParameters", next.parameters);
  graphOutput("nextMean", next.mean);
  graphOutput("nextSquare", next.square);
}
