/** When the next request may be sent, by the rates a user sets and the pauses a server asks for. */
export interface Pace {
  /** Books a request of about `tokens`; milliseconds to wait before it is sent. */
  book(tokens: number): number;
  /** What was booked turned out to be `actual` tokens. */
  correct(booked: number, actual: number): void;
  /** Nothing is sent for so long. */
  pause(milliseconds: number): void;
  /** Milliseconds until a pause is over, 0 where there is none. */
  paused(): number;
}

/** A token bucket that may be overdrawn: what is taken is taken, the answer is how long until it is covered. */
function createBucket(perMinute: number, smallest: number, now: () => number) {
  const perMillisecond = perMinute / 60_000;
  // One second's worth at once: no minute then holds more than perMinute and that.
  const most = Math.max(smallest, perMillisecond * 1000);
  let level = most;
  let last = now();
  return {
    take(amount: number): number {
      const time = now();
      level = Math.min(most, level + (time - last) * perMillisecond) - amount;
      last = time;
      return Math.max(0, -level / perMillisecond);
    },
  };
}

/** @param now a clock in milliseconds that never goes back */
export function createPace(
  limits: { readonly requestsPerMinute?: number | undefined; readonly tokensPerMinute?: number | undefined },
  now: () => number = () => performance.now(),
): Pace {
  const { requestsPerMinute = Number.POSITIVE_INFINITY, tokensPerMinute = Number.POSITIVE_INFINITY } = limits;
  const requests = Number.isFinite(requestsPerMinute) ? createBucket(requestsPerMinute, 1, now) : undefined;
  const tokens = Number.isFinite(tokensPerMinute) ? createBucket(tokensPerMinute, 0, now) : undefined;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  return {
    book: (amount) => Math.max(requests?.take(1) ?? 0, tokens?.take(amount) ?? 0),
    correct: (booked, actual) => void tokens?.take(actual - booked),
    pause(milliseconds) {
      pausedUntil = Math.max(pausedUntil, now() + milliseconds);
    },
    paused: () => Math.max(0, pausedUntil - now()),
  };
}
