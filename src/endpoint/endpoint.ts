import { canonicalJson } from "../canonical-json.ts";
import { PstarError } from "../errors.ts";
import { type Reading, readAnswer } from "./answer.ts";
import { isOpenAI } from "./body.ts";
import { clean, createScrubber } from "./clean.ts";
import type { EndpointContext } from "./context.ts";
import {
  budgetSpent,
  circuitOpen,
  fatal,
  keyless,
  longPause,
  malformedKey,
  priceless,
  type Spoken,
  unbounded,
  withoutSchemas,
  withoutStructure,
} from "./ends.ts";
import { requestKey } from "./key.ts";
import type { Ease } from "./limiter.ts";
import { type EndpointOptions, identityOf } from "./options.ts";
import { backOff, type Patience, usualPatience } from "./patience.ts";
import { costOf, listPrice, type Usage } from "./prices.ts";
import type { Answered, Endpoint, EndpointRequest, Refused } from "./request.ts";
import { type Outcome, openServer, type Server, send } from "./send.ts";
import { sleep } from "./sleep.ts";
import { createTally, type Tally } from "./tally.ts";
import { mostInputTokens, mostOutputTokens, roughTokens } from "./tokens.ts";
import { createTraffic, trafficOf } from "./traffic.ts";

/** What one attempt came to: an answer as read, or why there is none. */
type Attempt =
  | Exclude<Outcome, { kind: "answer" }>
  | (Reading & { readonly status: number; readonly text: string });
type Failure = Exclude<Attempt, { kind: "answer" }>;

/**
 * A model behind an OpenAI-compatible endpoint. Nothing is sent before it is asked. Endpoints of one run (by its budget)
 * share their traffic with a server: places, rates, pauses and the circuit breaker; equal requests under way at the same
 * time are one.
 *
 * @throws PstarError (exit code 2) where the base URL is none, or a budget is set and the model has no price
 */
export function openEndpoint(
  options: EndpointOptions,
  context: EndpointContext,
  patience: Patience = usualPatience,
): Endpoint {
  const { ledger, budget, concurrency } = context;
  const identity = identityOf(options, context.environment);
  const price = options.price ?? listPrice(identity.baseUrl, options.model);
  if (price === undefined && Number.isFinite(budget.limit)) throw priceless(options.model);

  const secret = context.environment[options.key]?.trim() || undefined;
  const scrub = createScrubber(secret);
  const spoken: Spoken = { ...identity, key: options.key, hasKey: secret !== undefined };
  const { requestsPerMinute, tokensPerMinute } = options;
  const limits = { identity, concurrency, requestsPerMinute, tokensPerMinute, patience };
  const { underWay, traffic } = trafficOf(budget, canonicalJson(limits), () =>
    createTraffic(options, concurrency, patience),
  );
  const stop = AbortSignal.any([context.signal, traffic.ended]);

  let opened: Server | undefined;
  const server = (): Server => {
    if (opened !== undefined) return opened;
    const needsKey = isOpenAI(identity.baseUrl) || options.key !== "OPENAI_API_KEY";
    if (secret === undefined && needsKey) throw keyless(spoken);
    if (secret !== undefined && !/^[\x21-\x7e]+$/.test(secret)) throw malformedKey(spoken);
    opened = openServer(options, identity.baseUrl, secret);
    return opened;
  };

  const keyOf = (request: EndpointRequest): string => requestKey(identity, request);

  const worstCost = (request: EndpointRequest): number | null => {
    if (price === undefined) return null;
    const [inputTokens, outputTokens] = [mostInputTokens(request), mostOutputTokens(request)];
    return costOf(price, { inputTokens, outputTokens, cachedTokens: 0 });
  };

  /** Where a server counts no tokens an answer is taken to cost all that it may. */
  const charge = (request: EndpointRequest, usage: Usage | null): number | null => {
    if (price === undefined) return null;
    if (usage !== null) return costOf(price, usage);
    const worst = worstCost(request)!;
    return Number.isFinite(worst) ? worst : null;
  };

  const answered = (
    request: EndpointRequest,
    { replies, usage }: Extract<Reading, { kind: "answer" }>,
    known: boolean,
  ): Answered => ({
    replies,
    inputTokens: usage?.inputTokens ?? 0,
    outputTokens: usage?.outputTokens ?? 0,
    cost: charge(request, usage),
    known,
  });

  /** An answer given before; undefined too where what is kept cannot be read any more. */
  function recall(key: string, request: EndpointRequest): Answered | undefined {
    const text = ledger.find(key);
    if (text === undefined) return undefined;
    const reading = readAnswer(options.api, text, request.samples ?? 1);
    return reading.kind === "answer" ? answered(request, reading, true) : undefined;
  }

  /** Sets aside what a request may cost, waiting for others where theirs may turn out to be less. */
  async function reserve(request: EndpointRequest): Promise<number> {
    const worst = worstCost(request) ?? 0;
    const amount = Number.isFinite(worst) ? worst : 0;
    if (amount !== worst && Number.isFinite(budget.limit)) throw unbounded();
    for (;;) {
      stop.throwIfAborted();
      if (budget.reserve(amount)) return amount;
      const settlement = budget.nextSettlement();
      if (settlement === undefined) throw budgetSpent(budget.limit, budget.spent(), amount);
      await settlement;
    }
  }

  /** Waits for its turn, sends once, reads what comes and settles what it cost. */
  async function attempt(request: EndpointRequest, tally: Tally): Promise<Attempt> {
    const to = server();
    const leave = await traffic.limiter.enter(stop);
    let ease: Ease = "other";
    try {
      const booked = roughTokens(request);
      const turn = traffic.pace.book(booked);
      if (turn > 0) await sleep(turn, stop);
      for (let wait = traffic.pace.paused(); wait > 0; wait = traffic.pace.paused()) await sleep(wait, stop);
      const reserved = await reserve(request);
      const started = performance.now();
      const outcome = await send(to, request);
      const latencySeconds = (performance.now() - started) / 1000;
      if (outcome.kind !== "answer") {
        budget.settle(reserved, 0);
        tally.sent(outcome.status, latencySeconds);
        if (outcome.kind === "throttled" || outcome.kind === "overloaded") ease = "too much";
        return { ...outcome, reason: clean(scrub(outcome.reason)) };
      }
      const text = scrub(outcome.text);
      const reading = readAnswer(options.api, text, request.samples ?? 1);
      // What came garbled and uncounted is not known to have been paid for.
      const cost = reading.kind === "garbled" && reading.usage === null ? 0 : charge(request, reading.usage);
      budget.settle(reserved, cost ?? 0);
      tally.sent(outcome.status, latencySeconds);
      tally.pay(reading.usage, price === undefined ? null : cost);
      if (reading.usage) traffic.pace.correct(booked, reading.usage.inputTokens + reading.usage.outputTokens);
      if (reading.kind !== "garbled") ease = "answered";
      return { ...reading, status: outcome.status, text };
    } finally {
      leave(ease);
    }
  }

  /** The error that ends everything, where a failure is not this request's alone. */
  function endOf(key: string, request: EndpointRequest, failure: Failure): PstarError | undefined {
    const { kind, reason } = failure;
    if (kind === "fatal") return fatal(spoken, failure);
    if (kind === "refused" && request.schema && /response_format/.test(`${failure.parameter} ${reason}`)) {
      return withoutStructure(spoken, reason);
    }
    if (kind === "overloaded" || kind === "broken" || kind === "garbled") {
      const reached = failure.status !== 0 || kind === "overloaded";
      const isOpen = !traffic.ended.aborted && traffic.breaker.failed(key, reached);
      if (isOpen) return circuitOpen(spoken, traffic.breaker.inARow(), reason);
    }
    if (kind === "throttled" || kind === "overloaded" || kind === "broken") {
      const pause = failure.pauseSeconds ?? 0;
      if (pause > patience.longestPauseSeconds) return longPause(spoken, pause);
    }
    return undefined;
  }

  /** Seconds until the next attempt; where the server asks to slow down, or for a pause, nothing is sent until then. */
  function waitAfter(key: string, failure: Failure, failed: number): number {
    const wait = backOff(patience, key, failed);
    const pause = "pauseSeconds" in failure ? failure.pauseSeconds : undefined;
    if (pause !== undefined) traffic.pace.pause(pause * 1000);
    else if (failure.kind === "throttled") traffic.pace.pause(wait * 1000);
    return (pause ?? 0) + wait;
  }

  /** Attempts until one is answered, all are used up, or going on makes no sense. */
  async function persist(key: string, request: EndpointRequest, tally: Tally): Promise<Attempt> {
    let used = 0;
    for (let failed = 1; ; failed++) {
      const result = await attempt(request, tally);
      if (result.kind === "answer" || result.kind === "unanswered" || result.kind === "refused") {
        traffic.breaker.answered();
      }
      if (result.kind === "answer") return result;
      const end = endOf(key, request, result);
      if (end !== undefined) {
        traffic.end(end);
        throw end;
      }
      if (result.kind === "unanswered" || result.kind === "refused") return result;
      used += result.kind === "throttled" ? 0.25 : 1;
      if (used >= options.attempts) {
        const times = failed === 1 ? "" : ` (the last of ${failed} attempts)`;
        return { ...result, reason: `${result.reason}${times}` };
      }
      await sleep(waitAfter(key, result, failed) * 1000, stop);
    }
  }

  /** Asks the server and keeps the books, whatever comes of it. */
  async function fetchAnswer(key: string, request: EndpointRequest): Promise<Answered | Refused> {
    const tally = createTally();
    const record = (response: string | null, error: string | null): void =>
      ledger.record({ key, response, error, ...tally.totals() });
    let result: Attempt;
    try {
      result = await persist(key, request, tally);
    } catch (error) {
      const line = error instanceof PstarError ? error.message : "stopped before it was answered";
      if (tally.totals().attempts > 0) record(null, line);
      throw error;
    }
    if (result.kind === "answer") {
      record(result.text, null);
      return answered(request, result, false);
    }
    record(null, result.reason);
    return { error: result.reason };
  }

  return {
    keyOf,
    worstCost,
    async ask(request) {
      if (request.schema && options.api === "completions") throw withoutSchemas();
      const key = keyOf(request);
      const known = recall(key, request);
      if (known !== undefined) return known;
      const before = underWay.get(key);
      if (before !== undefined) {
        const result = await before;
        return "error" in result ? result : { ...result, known: true };
      }
      const call = fetchAnswer(key, request).finally(() => underWay.delete(key));
      underWay.set(key, call);
      return call;
    },
  };
}
