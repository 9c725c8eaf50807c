import type { EndpointContext } from "../endpoint/context.ts";
import type { CostAtMost } from "../endpoint/cost.ts";
import type { Codec, Example } from "../tasks/task.ts";
import type { SamplingOptions } from "./sampling.ts";

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
  /** Tokens in and out as an endpoint counted them. */
  readonly usage?: { readonly inputTokens: number; readonly outputTokens: number };
  /** Key of the request that it answers. */
  readonly call?: string;
  /** In the currency of the endpoint's prices; left out where nothing is paid or no price is known. */
  readonly cost?: number;
}

/** Why there is no answer, in one line. */
export interface Unanswered {
  readonly error: string;
}

export type Answer = Generated | Unanswered;

/** Answers inputs: a batch in, each item's answers out, in order. An answer depends on its input and seed alone. */
export interface Generator {
  /** Batches it works on at once; more wait their turn. */
  readonly parallel: number;
  /** Answers in a batch that keep it busy. */
  readonly rowsTogether: number;
  /** @throws PstarError where going on makes no sense: every other answer would fail too, or the budget is spent */
  generate(items: readonly GeneratorItem[]): Promise<readonly (readonly Answer[])[]>;
  release(): Promise<void>;
}

/** What a generator may be made of besides its options. */
export interface GeneratorContext {
  readonly sampling: SamplingOptions;
  /** Where relative paths in its options start. */
  readonly folder: string;
  /** Threads of the processor that it may use. */
  readonly threads: number;
  /** The task's tokens; what `model` needs. */
  readonly codec?: Codec | undefined;
  /** What requests go by; what `endpoint` needs. */
  readonly endpoint?: EndpointContext;
}

/** One kind of generator. */
export interface GeneratorKind<Options> {
  /** Whether a failure may pass: asking again is then worth it. */
  readonly mayRecover?: boolean;
  create(options: Options, context: GeneratorContext): Promise<Generator>;
  /** What of its options can change an answer: all of them where left out. Concurrency, limits, prices and secrets cannot. */
  identity?(options: Options): unknown;
  /**
   * The most that requests for answers can cost, where it sends any.
   * @param inputs.meanBytes of a text in UTF-8
   */
  atMost?(
    options: Options,
    sampling: SamplingOptions,
    inputs: { readonly count: number; readonly meanBytes: number },
  ): CostAtMost;
  /**
   * What else its answers depend on, as JSON: hashes of the files that its options name. Part of a stage's key.
   * @throws PstarError (exit code 2) where such a file cannot be read
   */
  fingerprint?(options: Options, folder: string): unknown;
}
