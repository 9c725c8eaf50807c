import type { TransformerConfig } from "../nn/config.ts";
import { declaredParameters, type ParameterSpec, type Weights } from "../nn/parameters.ts";
import type { TokenRows } from "./batches.ts";
import type { TrainingOptions } from "./options.ts";
import { transformerLoss } from "./transformer-loss.ts";

/** One model to train. Everything its weights depend on is in here. */
export interface TrainingJob {
  /** Names the job in messages. */
  readonly name: string;
  /** Identifies the job to its checkpoint, which another job's key makes worthless. */
  readonly key: string;
  readonly config: TransformerConfig;
  readonly options: TrainingOptions;
  readonly data: TokenRows;
  /** What to start from, by name; fresh weights where there is nothing. */
  readonly initial?: Weights;
  /** Parameters that stay as they are; the others are trained. */
  readonly frozen?: Weights;
  /** Of weights, data order and dropout. */
  readonly seed: number;
  /** The checkpoint's file. */
  readonly checkpoint: string;
}

export interface TrainingProgress {
  readonly updates: number;
  readonly steps: number;
  /** Mean loss a label since the last report. */
  readonly loss: number;
  readonly learningRate: number;
}

export interface TrainingOutcome {
  /** False when it was interrupted; its checkpoint then holds all that was done. */
  readonly finished: boolean;
  readonly updates: number;
  /** All parameters trained, in the order of `trainedParameters`. */
  readonly parameters: Float32Array;
  /** Mean loss of each hundredth of the training. */
  readonly losses: readonly number[];
  /** Seconds trained, in all calls together. */
  readonly seconds: number;
}

/** A model's parameters, all of them. */
export function parametersOf(config: TransformerConfig): ParameterSpec[] {
  return declaredParameters((network) => {
    transformerLoss(network, config, { batch: 1, sourceLength: config.sourceLength }, 0);
  });
}

/** The parameters a job trains, in the order of its flat vector. */
export function trainedParameters({
  config,
  frozen,
}: Pick<TrainingJob, "config" | "frozen">): ParameterSpec[] {
  return parametersOf(config).filter(({ name }) => !frozen?.has(name));
}
