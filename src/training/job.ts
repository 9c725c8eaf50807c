import type { CausalConfig } from "../nn/causal/config.ts";
import type { TransformerConfig } from "../nn/config.ts";
import type { Weights } from "../nn/parameters.ts";
import type { TokenRows } from "./batches.ts";
import type { LoraOptions } from "./lora.ts";
import type { Measured } from "./objective.ts";
import type { TrainingOptions } from "./options.ts";
import type { Sequences } from "./packing.ts";
import type { PreferenceOptions } from "./preferences.ts";
import type { Evaluation, Validation } from "./validation.ts";

/** One model to train. Everything its weights depend on is in here. */
export type TrainingJob = TranslationJob | CausalJob | PreferenceJob;

/** An encoder–decoder. */
export interface TranslationJob extends JobCommon<TokenRows> {
  readonly config: TransformerConfig;
}

/** A decoder-only model, or an adapter of one. */
export interface CausalJob extends JobCommon<Sequences> {
  readonly causal: CausalConfig;
  /** Tokens of a row, into which sequences are packed; at least those of the longest. */
  readonly rowLength: number;
}

/** Answers in pairs: sequence or row 2i is one to prefer, 2i + 1 one to avoid. */
export type PreferenceJob = CausalPreferenceJob | TranslationPreferenceJob;

/** Sequences are not packed. */
export interface CausalPreferenceJob extends CausalJob {
  readonly preference: PreferenceOptions;
}

/** Both rows of a pair have one source. */
export interface TranslationPreferenceJob extends TranslationJob {
  readonly config: TransformerConfig & { readonly padToken: number };
  readonly preference: PreferenceOptions;
}

interface JobCommon<Data> {
  /** Names the job in messages. */
  readonly name: string;
  /** Identifies the job to its checkpoint, which another job's key makes worthless. */
  readonly key: string;
  readonly options: TrainingOptions;
  readonly data: Data;
  readonly validation?: Validation<Data>;
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

/** What was measured is the mean since the last report. */
export interface TrainingProgress extends Measured {
  readonly updates: number;
  readonly steps: number;
  readonly learningRate: number;
  /** The latest. */
  readonly evaluation?: Evaluation;
}

export interface TrainingOutcome {
  /** False when it was interrupted; its checkpoint then holds all that was done. */
  readonly finished: boolean;
  /** Fewer than asked for where patience was spent. */
  readonly updates: number;
  /** All parameters trained, in the order of `trainedParameters` (parameters.ts); with validation data the best of those evaluated. */
  readonly parameters: Float32Array;
  /** Mean loss of each hundredth of the training. */
  readonly losses: readonly number[];
  /** On the validation data, where there are any: before the first update and after each so many. */
  readonly evaluations: readonly Evaluation[];
  /** Seconds trained, in all calls together. */
  readonly seconds: number;
}
