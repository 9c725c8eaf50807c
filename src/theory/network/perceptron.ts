import { linearLayer } from "../../nn/layers/linear.ts";
import {
  declaredParameters,
  frozenNetwork,
  type Network,
  type ParameterSpec,
  type Weights,
} from "../../nn/parameters.ts";
import { createGraph, graphBytes, graphInput, graphOutput, type Tensor } from "../../onnx/graph.ts";
import { gelu } from "../../onnx/ops/activation.ts";
import { multiply, scale, subtract } from "../../onnx/ops/elementwise.ts";
import { reduceSum } from "../../onnx/ops/reduce.ts";
import type { Dimension } from "../../onnx/shape.ts";

/**
 * A fully connected network with one hidden layer and one output a class. Its units are GELUs: of ReLUs most of a narrow
 * layer can die in the first updates, and width would no longer mean what it says.
 */
export interface Perceptron {
  /** Pixels of an image. */
  readonly inputs: number;
  /** Hidden units. */
  readonly width: number;
  readonly classes: number;
}

function outputs(network: Network, { width, classes }: Perceptron, images: Tensor): Tensor {
  const hidden = gelu(linearLayer(network, "hidden", images, width, true));
  return linearLayer(network, "output", hidden, classes, true);
}

function imagesInput(network: Network, { inputs }: Perceptron, rows: Dimension): Tensor {
  return graphInput(network.graph, "images", [rows, inputs], network.dtype);
}

/**
 * Squared error of a batch against targets, summed over classes and averaged over rows. Declares the inputs `images`
 * [batch, inputs] and `targets` [batch, classes].
 */
export function squaredLoss(network: Network, shape: Perceptron, batch: number): Tensor {
  const images = imagesInput(network, shape, batch);
  const targets = graphInput(network.graph, "targets", [batch, shape.classes], network.dtype);
  const residual = subtract(outputs(network, shape, images), targets);
  return scale(reduceSum(multiply(residual, residual)), 1 / batch);
}

export function perceptronParameters(shape: Perceptron): ParameterSpec[] {
  return declaredParameters((network) => {
    squaredLoss(network, shape, 1);
  });
}

/** A trained network as an ONNX graph from `images` [rows, inputs] to `outputs` [rows, classes]. */
export function perceptronGraph(shape: Perceptron, weights: Weights): Uint8Array {
  const graph = createGraph();
  const network = frozenNetwork(graph, weights);
  graphOutput("outputs", outputs(network, shape, imagesInput(network, shape, "rows")));
  return graphBytes(graph);
}
