import { createRandom } from "../random/generator.ts";
import { deriveSeed } from "../random/seed.ts";

/** How long trouble is borne. */
export interface Patience {
  /** Most seconds before the second attempt; twice as many before each later one. */
  readonly backOffSeconds: number;
  readonly longestBackOffSeconds: number;
  /** A server that asks for a longer pause than this is not waited for. */
  readonly longestPauseSeconds: number;
  /** Failures in a row that open the circuit; where the server was ever reached, of as many requests… */
  readonly failuresInARow: number;
  /** …and how long they must then have gone on: it may be flooded, or starting anew. */
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

/**
 * Counts a server's failures in a row. A request that failed while others were answered is at fault itself: its later failures say
 * nothing of the server, else a few such requests, left over at the end, would look like an outage.
 */
export interface Breaker {
  answered(): void;
  /**
   * True where this failure opens the circuit.
   *
   * @param key of the request
   * @param reached whether the server was, or left it without an answer
   */
  failed(key: string, reached: boolean): boolean;
  readonly inARow: () => number;
}

/** @param now a clock in milliseconds that never goes back */
export function createBreaker(patience: Patience, now: () => number = () => performance.now()): Breaker {
  const atFault = new Set<string>();
  const failing = new Set<string>();
  let everReached = false;
  let inARow = 0;
  let since = 0;
  return {
    inARow: () => inARow,
    answered() {
      everReached = true;
      inARow = 0;
      for (const key of failing) atFault.add(key);
      failing.clear();
    },
    failed(key, reached) {
      everReached ||= reached;
      if (atFault.has(key)) return false;
      if (inARow === 0) since = now();
      inARow++;
      failing.add(key);
      if (!everReached) return inARow >= patience.failuresInARow;
      return failing.size >= patience.failuresInARow && now() - since >= patience.outageSeconds * 1000;
    },
  };
}
