import { type Budget, createBudget } from "../endpoint/budget.ts";
import type { EndpointContext } from "../endpoint/context.ts";
import { findAnswer, readSpending, recordCall, type Store } from "../store/index.ts";

/** How a run asks endpoints. */
export interface RequestOptions {
  /** Requests under way at once, at most; 16 when left out. */
  readonly requests?: number;
  /** Most that all requests of a database may cost, those of earlier runs included; no limit when left out. */
  readonly maxCost?: number;
}

/** One for a whole run, so that all its stages keep to one budget. */
export interface Requests {
  readonly concurrency: number;
  readonly budget: Budget;
}

export function requestsOf(store: Store, { requests = 16, maxCost }: RequestOptions): Requests {
  return { concurrency: requests, budget: createBudget(maxCost, readSpending(store).cost) };
}

/** What a stage's requests go by: answers are kept in the store, under the stage's name. */
export function endpointContext(
  store: Store,
  stageId: number,
  { concurrency, budget }: Requests,
  signal: AbortSignal,
): EndpointContext {
  return {
    ledger: {
      find: (key) => findAnswer(store, key),
      record: (call) => recordCall(store, stageId, call),
    },
    concurrency,
    budget,
    signal,
    environment: process.env,
  };
}
