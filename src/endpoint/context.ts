import type { Budget } from "./budget.ts";
import type { CallLedger } from "./ledger.ts";

/** What requests of a stage go by, whatever they ask. */
export interface EndpointContext {
  readonly ledger: CallLedger;
  /** Requests under way at once, at most, to each model of each server. */
  readonly concurrency: number;
  /** One for a whole run: generators and judges spend from it together. */
  readonly budget: Budget;
  /** Aborting ends requests that are waiting; those under way are finished and kept. */
  readonly signal: AbortSignal;
  /** Where keys are: `process.env`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}
