import type { Coverage } from "../../estimation/coverage.ts";
import type { Interval } from "../../metrics/interval.ts";

/** What a card tells beyond the rows themselves: plain data, gathered by who knows the run. */
export interface CardFacts {
  readonly name: string;
  /** Identifier that Hugging Face knows, such as `apache-2.0`; null where it is not known. */
  readonly license: string | null;
  /** ISO 639 codes; empty where it is not known. */
  readonly language: readonly string[];
  readonly sources: readonly { readonly file: string; readonly sha256: string; readonly rows: number }[];
  readonly generators: readonly string[];
  /** Templates the generators were asked with, where known. */
  readonly prompts: readonly string[];
  /** What requests to endpoints came to, those of all that was tried in the same database; null where none was sent. */
  readonly spending: {
    readonly answers: number;
    readonly inputTokens: number;
    readonly outputTokens: number;
    /** In the currency of the prices; null where a model has none. */
    readonly cost: number | null;
  } | null;
  readonly verifiers: readonly CardVerifier[];
  readonly selection: {
    readonly id: string;
    /** Name of the verifier that selected. */
    readonly by: string;
    /** The selector in words: `the top 25 % by score`. */
    readonly rule: string;
  };
  /** What labels say of the selection; null without any. */
  readonly estimate: CardEstimate | null;
  /** Candidates in all: kept + dropped. */
  readonly candidates: number;
  readonly kept: number;
  /** Candidates not kept, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Of the run. */
  readonly seed: number;
  readonly command: string;
  /** Of pstar. */
  readonly version: string;
}

export interface CardVerifier {
  readonly name: string;
  readonly description: string;
  /** At the share kept; null without labels. */
  readonly quality: {
    readonly phi: Interval;
    readonly psi: Interval;
    readonly pstar: Interval;
    readonly keptPrecision: Interval;
  } | null;
}

export interface CardEstimate {
  /** Of every interval, in (0, 1). */
  readonly confidence: number;
  /** Labels behind it. */
  readonly labelled: number;
  /** p. */
  readonly generatorError: Interval;
  /** P(p < p⋆). */
  readonly probabilityMajorityCorrect: number;
  /** P(p⋆ > ½). */
  readonly probabilityCleaner: number;
  /** In words. */
  readonly verdict: string;
  readonly coverage: Omit<Coverage, "strata">;
}
