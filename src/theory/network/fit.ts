import { PstarError } from "../../errors.ts";
import { initialWeights, type Network, type ParameterSpec, type Weights } from "../../nn/parameters.ts";
import { createSession, type Feeds, tensorOf, valuesOf } from "../../onnx/runtime.ts";
import { sizeOf } from "../../onnx/shape.ts";
import { rowOrder } from "../../training/batches.ts";
import { createOptimizer } from "../../training/optimizer.ts";
import { trainingOptions } from "../../training/options.ts";
import { learningRateAt } from "../../training/schedule.ts";
import { gradientGraph } from "../../training/step-graph.ts";
import type { LabelledImages } from "./images.ts";
import { type Perceptron, perceptronParameters, squaredLoss } from "./perceptron.ts";

/** Some rows of the images with labels that need not be the true ones. */
export interface TrainingSet {
  readonly images: LabelledImages;
  /** Places in `images`. */
  readonly rows: Uint32Array;
  /** One for each of `rows`. */
  readonly labels: Uint8Array;
}

export interface FitOptions {
  /** Updates of AdamW, whose rate warms up, holds and decays; no weight decay. */
  readonly updates: number;
  /** Rows an update. */
  readonly batchSize: number;
  /** Peak learning rate. */
  readonly learningRate: number;
}

export interface FittedNetwork {
  readonly shape: Perceptron;
  readonly weights: Weights;
}

/** Fits networks of one shape: the graph is built and loaded once. */
export interface Trainer {
  /**
   * A network from fresh weights; these and the order of rows follow from the seed.
   * @throws PstarError when the training diverges; the signal's reason when aborted
   */
  readonly fit: (data: TrainingSet, seed: number, signal?: AbortSignal) => Promise<FittedNetwork>;
  /** Ends the ONNX Runtime session. */
  readonly release: () => Promise<void>;
}

export async function createTrainer(
  shape: Perceptron,
  { updates, batchSize, learningRate }: FitOptions,
): Promise<Trainer> {
  const options = trainingOptions.parse({ steps: updates, batchSize, learningRate });
  const specs = perceptronParameters(shape);
  const buildLoss = (network: Network) => squaredLoss(network, shape, batchSize);
  const session = await createSession(gradientGraph(specs, buildLoss, options));
  const { feeds, setRow } = batchFeeds(shape, batchSize);

  const fit = async (data: TrainingSet, seed: number, signal?: AbortSignal): Promise<FittedNetwork> => {
    const optimizer = createOptimizer(specs, options);
    setParameters(optimizer.parameters, initialWeights(specs, seed));
    const parameters = tensorOf(optimizer.parameters, [optimizer.parameters.length]);
    const placeAt = rowOrder(data.rows.length, seed);
    for (let update = 0; update < updates; update++) {
      signal?.throwIfAborted();
      for (let slot = 0; slot < batchSize; slot++) setRow(slot, data, placeAt(update * batchSize + slot));
      const { gradient } = await session.run({ ...feeds, parameters });
      optimizer.accumulate(valuesOf<Float32Array>(gradient));
      const norm = optimizer.update(update, learningRateAt(update, options));
      if (!Number.isFinite(norm)) refuseDivergence(shape, update, norm);
    }
    return { shape, weights: weightsIn(optimizer.parameters, specs) };
  };

  return { fit, release: () => session.release() };
}

/** The inputs of `squaredLoss`, made once and filled anew for every batch. */
function batchFeeds({ inputs, classes }: Perceptron, batch: number) {
  const images = new Float32Array(batch * inputs);
  const targets = new Float32Array(batch * classes);
  const feeds: Feeds = {
    images: tensorOf(images, [batch, inputs]),
    targets: tensorOf(targets, [batch, classes]),
  };
  const setRow = (slot: number, data: TrainingSet, place: number): void => {
    const start = data.rows[place] * inputs;
    images.set(data.images.pixels.subarray(start, start + inputs), slot * inputs);
    targets.fill(0, slot * classes, (slot + 1) * classes);
    targets[slot * classes + data.labels[place]] = 1;
  };
  return { feeds, setRow };
}

function refuseDivergence({ width }: Perceptron, update: number, norm: number): never {
  throw new PstarError(`training diverged at update ${update + 1}: the gradient's norm is ${norm}`, {
    where: `network of width ${width}`,
    remedy: "lower learningRate",
  });
}

function setParameters(vector: Float32Array, weights: Weights): void {
  let offset = 0;
  for (const { values } of weights.values()) {
    vector.set(values, offset);
    offset += values.length;
  }
}

function weightsIn(vector: Float32Array, specs: readonly ParameterSpec[]): Weights {
  let offset = 0;
  return new Map(
    specs.map(({ name, shape }) => {
      const start = offset;
      offset += sizeOf(shape);
      return [name, { shape, values: vector.slice(start, offset) }];
    }),
  );
}
