/** One request to an endpoint and what came of it, for the books: never a secret in any field. */
export interface Call {
  /** Hash of all that the answer depends on: base URL, model, prompt, parameters. */
  readonly key: string;
  /** HTTP status of the last attempt; 0 where none came. */
  readonly status: number;
  /** The answer as it came, JSON; null where the request failed. */
  readonly response: string | null;
  /** What went wrong, one line; null where nothing did. */
  readonly error: string | null;
  /** Of all attempts that the server counted; null where it counted none. */
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /**
   * Of all attempts, in the currency of the price; the most that it can be where an answer's tokens are not counted; null where
   * nothing came that is known to cost anything, or the model has no price.
   */
  readonly cost: number | null;
  /** Requests sent, the repeated ones included. */
  readonly attempts: number;
  /** Of the last attempt, from sending to the answer's end. */
  readonly latencySeconds: number;
}

/** Where requests and answers are kept: an answer that is here is never asked, or paid, for again. */
export interface CallLedger {
  /** The stored answer of a request that succeeded before. */
  find(key: string): string | undefined;
  /** Keeps an answer before it is used, or the failure that ended its attempts; a success replaces a failure. */
  record(call: Call): void;
}
