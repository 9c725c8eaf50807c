import type { EndpointContext } from "../endpoint/context.ts";
import type { CostAtMost } from "../endpoint/cost.ts";
import type { Example, Judge } from "../tasks/task.ts";

/** A candidate as a verifier sees it. */
export interface VerifierItem {
  readonly example: Example;
  readonly output: string;
  /** The output's tokens where a model of ours made it. */
  readonly tokens: Int32Array | null;
  /** Natural log of P(output | input) under the generator, where known. */
  readonly logProbability: number | null;
  /** Tokens that `logProbability` is the sum over, where known. */
  readonly tokenCount: number | null;
  /** The other fields of the row where it came from a file. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** This item's own seed for this verifier. */
  readonly seed: number;
  /** The example's own seed for this verifier: one for all the example's candidates. */
  readonly exampleSeed: number;
}

/** A verifier's word on one candidate. */
export interface Score {
  /** Higher is better; −Infinity for a malformed output, NaN where this verifier has nothing to judge by. */
  readonly score: number;
  /** Keep or drop, from verifiers that decide by themselves. */
  readonly keep?: boolean;
  /** With a score of NaN: what went wrong. */
  readonly error?: string;
}

/** Judges candidates: a batch in, a score each out, in order. Never sees how its scores will be used. */
export interface Verifier {
  readonly name: string;
  /** Items in a batch, which is scored and then told of and kept; few where each takes long. */
  readonly rowsTogether: number;
  score(items: readonly VerifierItem[]): Promise<readonly Score[]>;
  /** How it has judged so far, as JSON, where that is worth telling. */
  summary?(): object;
  /** Lets go of models and connections. */
  release(): Promise<void>;
}

/** Natural log of P(output | input), and the tokens that it is the sum over. */
export interface Likelihood {
  readonly value: number;
  readonly tokens: number;
}

/** What a verifier may be made of besides its options. */
export interface VerifierContext {
  readonly task: Judge;
  /** Each output's likelihood under the verifier's own model; what `peer` scores by. */
  readonly logLikelihood?: (items: readonly VerifierItem[]) => Promise<readonly Likelihood[]>;
  /** What requests go by; what `judge` needs. */
  readonly endpoint?: EndpointContext;
  /** Threads of the processor that local models may use; 1 when left out. */
  readonly threads?: number;
  /** Where relative paths in its options start; the working directory when left out. */
  readonly folder?: string;
}

/** A verifier's scorer, and what it holds that must be let go of. */
export interface OpenScorer {
  readonly score: Scorer;
  /** Items in a batch; 1024 when left out. */
  readonly rowsTogether?: number;
  readonly summary?: () => object;
  readonly release: () => Promise<void>;
}

/** Words on well-formed outputs, in order: bare scores from verifiers that leave keeping to a selector. */
export type Scorer = (items: readonly VerifierItem[]) => Scored | Promise<Scored>;

type Scored = ArrayLike<number | Score>;

/** One kind of verifier: how its options make a scorer, and what tells two of the kind apart. */
export interface VerifierKind<Options> {
  /** Whether a failure may pass: asking again is then worth it. */
  readonly mayRecover?: boolean;
  create(options: Options, context: VerifierContext): Scorer | OpenScorer;
  /** The setting that a name ends with where the kind is used more than once, e.g. `0.5` of `noisy-oracle-0.5`. */
  setting?(options: Options): string;
  /**
   * What else its scores depend on, as JSON: hashes of the files that its options name. Part of a stage's key.
   * @throws PstarError where such a file cannot be read
   */
  fingerprint?(options: Options, folder: string): unknown;
  /**
   * The most that its requests can cost, where it sends any.
   * @param candidates.meanBytes of an input, its output and its true answer together, in UTF-8
   */
  atMost?(options: Options, candidates: { readonly count: number; readonly meanBytes: number }): CostAtMost;
  /** What of its options can change a score: all of them where left out. Concurrency, limits, prices and secrets cannot. */
  identity?(options: Options): unknown;
}
