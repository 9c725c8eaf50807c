/** Who says what in a chat. */
export interface Message {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/** What is asked of a model behind an endpoint. Everything in it is part of the request's key. */
export interface EndpointRequest {
  readonly messages: readonly Message[];
  /** Answers wanted, one by default. */
  readonly samples?: number;
  /** 0 for the likeliest answer; the server's default where left out. */
  readonly temperature?: number;
  readonly topP?: number;
  /** Most tokens of an answer. */
  readonly maxTokens?: number;
  readonly seed?: number;
  /** Texts that end an answer. */
  readonly stop?: readonly string[];
  /** Ask for the log-probability of each token; servers that have none are not an error. */
  readonly logProbabilities?: boolean;
  /** A JSON schema that the answer is to follow, where the server can (`response_format`). */
  readonly schema?: { readonly name: string; readonly schema: Readonly<Record<string, unknown>> };
}

/** One answer to a request. */
export interface Reply {
  readonly text: string;
  /** `stop`, `length` and whatever else the server says. */
  readonly finishReason: string;
  /** Natural logs, one a token; null where the server tells none. */
  readonly tokenLogProbabilities: Float32Array | null;
}

/** What came of a request. */
export interface Answered {
  readonly replies: readonly Reply[];
  /** Of the whole request, all replies together; zeros where the server counts none. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Of this answer, at today's price; null where the model has none. Attempts that failed before it are in the ledger only. */
  readonly cost: number | null;
  /** Whether it was answered, or being asked, before: nothing new was paid. */
  readonly known: boolean;
}

/** A failure that is this request's own: others may well succeed. */
export interface Refused {
  readonly error: string;
}

/** A model behind an endpoint. */
export interface Endpoint {
  /** The key under which an answer to this request is kept. */
  keyOf(request: EndpointRequest): string;
  /**
   * Answers from the ledger or, within limits and budget, from the server.
   *
   * @throws PstarError where going on makes no sense: no key, not allowed, no such model, the circuit is open, or the budget
   * is spent; the signal's reason where it aborts before anything was sent
   */
  ask(request: EndpointRequest): Promise<Answered | Refused>;
  /**
   * Upper bound of a request's cost: a token a byte in, `maxTokens` a sample out. Infinity where `maxTokens` is left out; null
   * where the model has no price.
   */
  worstCost(request: EndpointRequest): number | null;
}
