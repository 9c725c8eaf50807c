import { type Network, type ParameterSpec, trainableNetwork, type Weights } from "../nn/parameters.ts";
import { gradients } from "../onnx/gradients.ts";
import { createGraph, type Graph, graphBytes, graphInput, graphOutput, type Tensor } from "../onnx/graph.ts";
import { writeInPlace } from "../onnx/in-place.ts";
import { earlyLeaves } from "../onnx/leaves.ts";
import { reshape, split } from "../onnx/ops/layout.ts";
import { type Feeds, tensorOf } from "../onnx/runtime.ts";
import { sizeOf } from "../onnx/shape.ts";
import { maskedDropout } from "./dropout.ts";
import type { BuildLoss } from "./objective.ts";
import type { TrainingOptions } from "./options.ts";

/** Number of elements of all parameters together. */
export function parameterCount(specs: readonly ParameterSpec[]): number {
  return specs.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

/**
 * Forward and backward pass of one batch as an ONNX graph, for `runInto`. Inputs: those `buildLoss` declares, each parameter by its
 * name, ONNX Runtime reading inputs where they are, and with dropout the masks of `maskedDropout`. Outputs: `loss`, those `buildLoss`
 * makes, and each parameter's gradient, see `gradientOf`.
 * @param frozen parameters that are no part of the specs: inputs too, since ONNX Runtime copies what is stored in a graph, once as it
 * is and once more as its kernels like it
 */
export function stepGraph(
  specs: readonly ParameterSpec[],
  buildLoss: BuildLoss,
  options: TrainingOptions,
  frozen: Weights,
): Uint8Array {
  const graph = createGraph(placed(options));
  const trained = parameterInputs(graph, specs, true);
  const tensors = new Map([...parameterInputs(graph, named(frozen)), ...trained]);
  const loss = buildLoss(trainableNetwork(graph, tensors, dropoutOf(graph, options)));
  const names = [...trained.keys()];
  graphOutput("loss", loss);
  for (const [i, gradient] of gradients(loss, [...trained.values()], options.recompute).entries())
    graphOutput(gradientOf(names[i]!), gradient);
  writeInPlace(loss);
  if (options.recompute) earlyLeaves(graph);
  return graphBytes(graph);
}

/** The output of `stepGraph` that is a parameter's gradient. */
export const gradientOf = (parameter: string): string => `gradient of ${parameter}`;

/** The forward pass alone: `stepGraph` without dropout and gradients, for a session's own `run`. */
export function lossGraph(
  specs: readonly ParameterSpec[],
  buildLoss: BuildLoss,
  options: TrainingOptions,
  frozen: Weights,
): Uint8Array {
  const graph = createGraph(placed(options));
  const tensors = new Map([...parameterInputs(graph, named(frozen)), ...parameterInputs(graph, specs)]);
  graphOutput("loss", buildLoss(trainableNetwork(graph, tensors)));
  return graphBytes(graph);
}

/**
 * `stepGraph` for networks so small that copies are nothing: `parameters` is one vector in the order of the specs and `gradient` another.
 */
export function gradientGraph(
  specs: readonly ParameterSpec[],
  buildLoss: BuildLoss,
  options: TrainingOptions,
): Uint8Array {
  const graph = createGraph();
  const size = parameterCount(specs);
  const parameters = graphInput(graph, "parameters", [size], "float32", { requiresGradient: true });
  const pieces = split(
    parameters,
    specs.map(({ shape }) => sizeOf(shape)),
    0,
  );
  const tensors = new Map(specs.map(({ name, shape }, i) => [name, reshape(pieces[i]!, shape)]));
  const loss = buildLoss(trainableNetwork(graph, tensors, dropoutOf(graph, options)));
  // The gradient of cutting the vector into pieces is one vector again.
  const [gradient] = gradients(loss, [parameters], options.recompute);
  graphOutput("loss", loss);
  graphOutput("gradient", gradient!);
  return graphBytes(graph);
}

const placed = ({ provider = "cpu" }: TrainingOptions) => ({ isPortable: provider !== "cpu" });

const dropoutOf = (graph: Graph, { dropout }: TrainingOptions): Partial<Pick<Network, "dropout">> =>
  dropout === 0 ? {} : { dropout: maskedDropout(graph) };

function parameterInputs(
  graph: Graph,
  parameters: readonly Pick<ParameterSpec, "name" | "shape">[],
  requiresGradient = false,
): Map<string, Tensor> {
  return new Map(
    parameters.map(({ name, shape }) => [
      name,
      graphInput(graph, name, shape, "float32", { requiresGradient }),
    ]),
  );
}

const named = (weights: Weights) => [...weights].map(([name, { shape }]) => ({ name, shape }));

/** Pieces of a vector, each in the shape of its parameter. */
export function piecesOf(
  specs: readonly ParameterSpec[],
  vector: Float32Array,
  nameOf = (parameter: string) => parameter,
): Feeds {
  let offset = 0;
  const piece = ({ name, shape }: ParameterSpec) => {
    const start = offset;
    offset += sizeOf(shape);
    return [nameOf(name), tensorOf(vector.subarray(start, offset), shape)] as const;
  };
  return Object.fromEntries(specs.map(piece));
}
