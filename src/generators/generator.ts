import type { Example } from "../tasks/task.ts";

/** An input to answer, once for each seed. */
export interface GeneratorItem {
  readonly example: Pick<Example, "input">;
  /** Each answer's own seed; as many answers as seeds, and as many seeds for every item of a batch. */
  readonly seeds: readonly number[];
}

/** One answer. */
export interface Generated {
  readonly output: string;
  /** Where a model of ours made it. */
  readonly tokens: Int32Array | null;
  /** Natural log-probability of each token, at temperature 1. */
  readonly tokenLogProbabilities: Float32Array | null;
  /** Natural log of P(output | input): their sum. */
  readonly logProbability: number | null;
  readonly finishReason: string;
}

/** Answers inputs: a batch in, each item's answers out, in order. An answer depends on its input and seed alone. */
export interface Generator {
  /** Batches it works on at once; more wait their turn. */
  readonly parallel: number;
  generate(items: readonly GeneratorItem[]): Promise<readonly (readonly Generated[])[]>;
  release(): Promise<void>;
}
