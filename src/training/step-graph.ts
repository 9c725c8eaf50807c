import { type ParameterSpec, trainableNetwork, type Weights } from "../nn/parameters.ts";
import { gradients } from "../onnx/gradients.ts";
import {
  createGraph,
  type Graph,
  graphBytes,
  graphInput,
  graphOutput,
  graphWithExternalData,
  type Tensor,
} from "../onnx/graph.ts";
import { reshape, split } from "../onnx/ops/layout.ts";
import { sizeOf } from "../onnx/shape.ts";
import { maskedDropout } from "./dropout.ts";
import type { BuildLoss } from "./objective.ts";
import type { TrainingOptions } from "./options.ts";

/** Number of elements of all parameters together. */
export function parameterCount(specs: readonly ParameterSpec[]): number {
  return specs.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

/**
 * Forward and backward pass of one batch as an ONNX graph. Inputs: those `buildLoss` declares, `parameters`, all in one
 * vector in the order of the specs, and with dropout the masks of `maskedDropout`. Outputs: `loss`, and `gradient` like `parameters`.
 */
export function gradientGraph(
  specs: readonly ParameterSpec[],
  buildLoss: BuildLoss,
  options: TrainingOptions,
): Uint8Array {
  return graphBytes(gradientPass(specs, buildLoss, options, new Map()));
}

/**
 * `gradientGraph` with its larger stored values beside it.
 * @param frozen parameters that are no part of the specs
 */
export function gradientModel(
  specs: readonly ParameterSpec[],
  buildLoss: BuildLoss,
  options: TrainingOptions,
  frozen: Weights = new Map(),
): ReturnType<typeof graphWithExternalData> {
  return graphWithExternalData(gradientPass(specs, buildLoss, options, frozen));
}

function gradientPass(
  specs: readonly ParameterSpec[],
  buildLoss: BuildLoss,
  options: TrainingOptions,
  frozen: Weights,
): Graph {
  const graph = createGraph();
  const size = parameterCount(specs);
  const parameters = graphInput(graph, "parameters", [size], "float32", { requiresGradient: true });
  const pieces = split(
    parameters,
    specs.map(({ shape }) => sizeOf(shape)),
    0,
  );
  const tensors = new Map(specs.map(({ name, shape }, i) => [name, reshape(pieces[i], shape)]));
  const dropout = options.dropout === 0 ? (x: Tensor) => x : maskedDropout(graph);
  const loss = buildLoss(trainableNetwork(graph, tensors, { frozen, dropout }));
  // The gradient of cutting the vector into pieces is one vector again.
  const [gradient] = gradients(loss, [parameters]);
  graphOutput("loss", loss);
  graphOutput("gradient", gradient);
  return graph;
}
