import type { CausalConfig } from "../nn/causal/config.ts";
import type { TransformerConfig } from "../nn/config.ts";
import type { Weights } from "../nn/parameters.ts";
import type { TokenRows } from "./batches.ts";
import type { LoraOptions } from "./lora.ts";
import type { TrainingOptions } from "./options.ts";
import type { Sequences } from "./packing.ts";

/** One model to train. Everything its weights depend on is in here. */
export type TrainingJob = TranslationJob | CausalJob;

/** An encoder–decoder. */
export interface TranslationJob extends JobCommon {
  readonly config: TransformerConfig;
  readonly data: TokenRows;
}

/** A decoder-only model, or an adapter of one. */
export interface CausalJob extends JobCommon {
  readonly causal: CausalConfig;
  readonly data: Sequences;
  /** Tokens of a row, into which sequences are packed. */
  readonly rowLength: number;
}

interface JobCommon {
  /** Names the job in messages. */
  readonly name: string;
  /** Identifies the job to its checkpoint, which another job's key makes worthless. */
  readonly key: string;
  readonly options: TrainingOptions;
  /** What to start from, by name; fresh weights where there is nothing. */
  readonly initial?: Weights;
  /** Parameters that stay as they are; the others are trained. */
  readonly frozen?: Weights;
  /** Trains adapters alone, of a model whose weights are all in `initial` and stay as they are. */
  readonly lora?: LoraOptions;
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
  /** All parameters trained, in the order of `trainedParameters` (parameters.ts). */
  readonly parameters: Float32Array;
  /** Mean loss of each hundredth of the training. */
  readonly losses: readonly number[];
  /** Seconds trained, in all calls together. */
  readonly seconds: number;
}
