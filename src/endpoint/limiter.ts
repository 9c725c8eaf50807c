/** How a request went, as far as the number of those under way goes by it. */
export type Ease = "answered" | "too much" | "other";

/** Keeps the requests under way at a server below a number that it learns. */
export interface Limiter {
  /** Waits for a place, first come first served; call what it gives once, when the request is over. */
  enter(signal: AbortSignal): Promise<(how: Ease) => void>;
  readonly allowed: () => number;
}

/**
 * Additive increase, multiplicative decrease (Chiu and Jain, 1989): starts at `most`; one more place for each full round of
 * answers; half as many where the server is given too much, once for all requests that were under way at that moment.
 */
export function createLimiter(most: number): Limiter {
  let allowed = most;
  let underWay = 0;
  let decreases = 0;
  const waiting = new Set<() => void>();

  const admit = (): void => {
    for (const start of waiting) {
      if (underWay >= Math.floor(allowed)) return;
      waiting.delete(start);
      underWay++;
      start();
    }
  };

  return {
    allowed: () => Math.floor(allowed),
    async enter(signal) {
      signal.throwIfAborted();
      await new Promise<void>((resolve, reject) => {
        const abandon = (): void => {
          waiting.delete(start);
          reject(signal.reason);
        };
        const start = (): void => {
          signal.removeEventListener("abort", abandon);
          resolve();
        };
        signal.addEventListener("abort", abandon, { once: true });
        waiting.add(start);
        admit();
      });
      const seen = decreases;
      return (how) => {
        underWay--;
        if (how === "answered") allowed = Math.min(most, allowed + 1 / allowed);
        if (how === "too much" && seen === decreases) {
          allowed = Math.max(1, allowed / 2);
          decreases++;
        }
        admit();
      };
    },
  };
}
