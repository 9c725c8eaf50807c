import type { Network } from "../nn/parameters.ts";
import type { Tensor } from "../onnx/graph.ts";
import type { Feeds } from "../onnx/runtime.ts";

/** A model as training sees it: its loss on one batch, from inputs it declares itself. */
export type BuildLoss = (network: Network) => Tensor;

/** A forward and backward pass. */
export interface TrainingBatch {
  /** Batches of one name share a graph: they have the same shape. */
  readonly graph: string;
  readonly loss: BuildLoss;
  /** In memory that the next batch may use again. */
  readonly feeds: Feeds;
}

/** What a kind of model is trained for. */
export interface Objective {
  /** The batches of update `number` (0-based), their losses adding up to the mean over the update's labels. */
  batches(number: number): Iterable<TrainingBatch>;
}
