import type { Call } from "./ledger.ts";
import type { Usage } from "./prices.ts";

type Totals = Omit<Call, "key" | "response" | "error">;

/** What all attempts of one request add up to. */
export interface Tally {
  sent(status: number, latencySeconds: number): void;
  /** @param usage null where the server counted nothing @param cost null where the model has no price */
  pay(usage: Usage | null, cost: number | null): void;
  totals(): Totals;
}

export function createTally(): Tally {
  let totals: Totals = {
    status: 0,
    inputTokens: null,
    outputTokens: null,
    cost: null,
    attempts: 0,
    latencySeconds: 0,
  };
  return {
    sent(status, latencySeconds) {
      totals = { ...totals, status, latencySeconds, attempts: totals.attempts + 1 };
    },
    pay(usage, cost) {
      if (cost !== null) totals = { ...totals, cost: (totals.cost ?? 0) + cost };
      if (usage === null) return;
      const inputTokens = (totals.inputTokens ?? 0) + usage.inputTokens;
      const outputTokens = (totals.outputTokens ?? 0) + usage.outputTokens;
      totals = { ...totals, inputTokens, outputTokens };
    },
    totals: () => totals,
  };
}
