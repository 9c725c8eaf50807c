import type { PstarError } from "../errors.ts";
import type { Budget } from "./budget.ts";
import { createLimiter, type Limiter } from "./limiter.ts";
import type { EndpointOptions } from "./options.ts";
import { createPace, type Pace } from "./pace.ts";
import { type Breaker, createBreaker, type Patience } from "./patience.ts";
import type { Answered, Refused } from "./request.ts";

/** What all requests to one model of one server have in common. */
export interface Traffic {
  readonly limiter: Limiter;
  readonly pace: Pace;
  readonly breaker: Breaker;
  /** Aborts, with the error as its reason, where going on makes no sense: those that wait then end too. */
  readonly ended: AbortSignal;
  readonly end: (error: PstarError) => void;
}

export function createTraffic(
  limits: Pick<EndpointOptions, "requestsPerMinute" | "tokensPerMinute">,
  concurrency: number,
  patience: Patience,
): Traffic {
  const ending = new AbortController();
  return {
    limiter: createLimiter(concurrency),
    pace: createPace(limits),
    breaker: createBreaker(patience),
    ended: ending.signal,
    end: (error) => ending.abort(error),
  };
}

/** Requests under way by key: what the ledger is about to hold. */
export type UnderWay = Map<string, Promise<Answered | Refused>>;

interface Shared {
  readonly underWay: UnderWay;
  readonly traffic: Map<string, Traffic>;
}

/** A budget is one for a whole run, so what its endpoints have in common hangs on it. */
const sharedBy = new WeakMap<Budget, Shared>();

/** A run's requests under way, and its traffic by `limits`. */
export function trafficOf(
  run: Budget,
  limits: string,
  create: () => Traffic,
): { readonly underWay: UnderWay; readonly traffic: Traffic } {
  const shared = sharedBy.get(run) ?? { underWay: new Map(), traffic: new Map() };
  sharedBy.set(run, shared);
  const before = shared.traffic.get(limits);
  const traffic = before === undefined || before.ended.aborted ? create() : before;
  shared.traffic.set(limits, traffic);
  return { underWay: shared.underWay, traffic };
}
