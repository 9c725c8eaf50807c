import { createRandom } from "../random/generator.ts";
import { deriveSeed } from "../random/seed.ts";

/** How long trouble is borne. */
export interface Patience {
  /** Most seconds before the second attempt; twice as many before each later one. */
  readonly backOffSeconds: number;
  readonly longestBackOffSeconds: number;
  /** A server that asks for a longer pause than this is not waited for. */
  readonly longestPauseSeconds: number;
  /** Failures in a row, whichever requests', that open the circuit… */
  readonly failuresInARow: number;
  /** …and how long they must have gone on where the server was ever reached: it may be flooded, or starting anew. */
  readonly outageSeconds: number;
}

export const usualPatience: Patience = {
  backOffSeconds: 1,
  longestBackOffSeconds: 60,
  longestPauseSeconds: 600,
  failuresInARow: 10,
  outageSeconds: 5,
};

/**
 * Seconds before a request is sent again: exponential back-off with full jitter, drawn from the request's own stream.
 *
 * @param failed attempts that failed so far, ≥ 1
 */
export function backOff(patience: Patience, key: string, failed: number): number {
  const longest = Math.min(patience.longestBackOffSeconds, patience.backOffSeconds * 2 ** (failed - 1));
  return longest * createRandom(deriveSeed(0, "back-off", key, failed)).uniform();
}

/** Counts a server's failures in a row. */
export interface Breaker {
  answered(): void;
  /** True where this failure opens the circuit. @param status HTTP status; 0 where the server was not reached */
  failed(status: number): boolean;
  readonly inARow: () => number;
}

/** @param now a clock in milliseconds that never goes back */
export function createBreaker(patience: Patience, now: () => number = () => performance.now()): Breaker {
  let everReached = false;
  let inARow = 0;
  let since = 0;
  return {
    inARow: () => inARow,
    answered() {
      everReached = true;
      inARow = 0;
    },
    failed(status) {
      everReached ||= status !== 0;
      if (inARow === 0) since = now();
      inARow++;
      const lasted = now() - since >= patience.outageSeconds * 1000;
      return inARow >= patience.failuresInARow && (lasted || !everReached);
    },
  };
}
