/** The four kinds of examples; no input is ever in two of them. */
export const splits = ["train", "synthesis", "calibration", "test"] as const;
export type Split = (typeof splits)[number];

/** One input of a task with its true answer, both as the text a person would read. */
export interface Example {
  readonly input: string;
  readonly reference: string;
  /** The kind of input it is, where its source says so; else the task's `stratum` tells. */
  readonly stratum?: string | null;
}

/** What the task says of one output, given the true answer. */
export interface Judgement {
  /** False when the output could not be parsed; it is then never correct. */
  readonly parsed: boolean;
  /**
   * What φ, ψ and p⋆ are about: 1 for correct at the task's own tolerance and 0 for wrong, or between where the task
   * grades by degree.
   */
  readonly correct: number;
  /** How far the answer is from the true one, ≥ 0, smaller is better; Infinity when not parsed. */
  readonly error: number;
  /** One value in [0, 1] for each of the task's `metrics`. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** How a task's texts become the token rows of a model trained from scratch, and back. */
export interface Codec {
  readonly vocabularySize: number;
  /** Tokens of every input: fixed length. */
  readonly sourceLength: number;
  /** Tokens of every answer: fixed length. */
  readonly targetLength: number;
  /** The token a decoder starts from. */
  readonly startToken: number;
  /** The token that ends an answer, and the one that fills rows up; none where lengths are fixed. */
  readonly endToken?: number;
  readonly padToken?: number;
  /** Throws `PstarError` on a text that is no input of the task. */
  encodeInput(input: string): Int32Array;
  /** Inverse of `decodeOutput`, for malformed rows too; throws `PstarError` on any other text that is no answer. */
  encodeOutput(output: string): Int32Array;
  /** The text of a token row; a row that is no answer gives a text that `judge` does not parse. */
  decodeOutput(tokens: ArrayLike<number>): string;
  /** Whether one of the two is too long for its row, so that its last tokens are cut off; left out where none can be. */
  isTruncated?(input: string, output: string): boolean;
}

/** All that the pipeline knows of a task. */
export interface Task {
  readonly name: string;
  /** Names of the metrics, the one students are compared by first. */
  readonly metrics: readonly string[];
  /** None where no model is to be trained on its texts. */
  readonly codec: Codec | undefined;
  /** Files that a model trained on the task's texts is to have beside its weights: its tokenizer. */
  readonly modelFiles: readonly string[];
  /** The options that its examples, its token rows and its judgement each depend on. */
  readonly exampleOptions: unknown;
  readonly codecOptions: unknown;
  readonly judgeOptions: unknown;
  /**
   * The example at `index` of `split` under `seed`: a pure function, so any shard can make its own. Left out by tasks whose
   * examples come from a file.
   */
  example?(seed: number, split: Split, index: number): Example;
  /** Whether an output can be parsed, which needs no reference. */
  wellFormed(output: string): boolean;
  judge(example: Example, output: string): Judgement;
  /** Numbers that describe an input, for the distance between kept and all inputs. */
  features(example: Example): readonly number[];
  /** The kind of input it is, for coverage by stratum: few values, readable. */
  stratum(example: Example): string;
}

/** What judges outputs, whoever made the examples: all that a verifier may ask of a task. */
export type Judge = Pick<Task, "name" | "wellFormed" | "judge">;
