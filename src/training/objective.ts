import type { Network } from "../nn/parameters.ts";
import type { Tensor } from "../onnx/graph.ts";
import { type Feeds, type Results, valuesOf } from "../onnx/runtime.ts";

/** A model as training sees it: its loss on one batch, from inputs it declares itself. It may make outputs of its own. */
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
  /** The validation data, where there are any; the losses add up to the mean over all its labels. */
  validation?(): Iterable<TrainingBatch>;
  /** Scalar outputs of the batches that add up as losses do. */
  readonly measures?: readonly string[];
  /** Finds out what has to be known of the weights that training starts from; yields now and then. @param run a forward pass */
  prepare?(run: (batch: TrainingBatch) => Promise<Results>): AsyncIterable<void>;
}

/** What batches together gave. */
export interface Measured {
  /** Mean loss a label. */
  readonly loss: number;
  /** By the objective's names for them. */
  readonly measures?: Readonly<Record<string, number>>;
}

/** Adds up what batches give. */
export function meter(names: readonly string[] = []) {
  const sums = new Map(["loss", ...names].map((name) => [name, 0]));
  return {
    add(results: Results): void {
      for (const [name, sum] of sums) sums.set(name, sum + valuesOf<Float32Array>(results[name]!)[0]!);
    },
    measured(): Measured {
      const { loss, ...measures } = Object.fromEntries(sums) as { loss: number };
      return names.length === 0 ? { loss } : { loss, measures };
    },
  };
}
