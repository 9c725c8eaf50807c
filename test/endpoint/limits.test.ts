import { describe, expect, it } from "vitest";
import { createLimiter, type Ease } from "../../src/endpoint/limiter.ts";
import { createPace } from "../../src/endpoint/pace.ts";
import { createBreaker, usualPatience } from "../../src/endpoint/patience.ts";
import { createRandom } from "../../src/random/generator.ts";
import { endpointAt, numbered, say, serve } from "./asking.ts";

const signal = new AbortController().signal;

describe("the number of requests under way", () => {
  /** Rounds of as many requests as may be under way, which all end alike. */
  async function round(limiter: ReturnType<typeof createLimiter>, how: Ease): Promise<void> {
    const leaving = await Promise.all(Array.from({ length: limiter.allowed() }, () => limiter.enter(signal)));
    for (const leave of leaving) leave(how);
  }

  it("halves where the server has too much, once for all that were under way, down to one", async () => {
    const limiter = createLimiter(16);
    const allowed: number[] = [];
    for (let i = 0; i < 6; i++) {
      await round(limiter, "too much");
      allowed.push(limiter.allowed());
    }
    expect(allowed).toEqual([8, 4, 2, 1, 1, 1]);
  });

  it("grows by one a round of answers, up to the most, and stays where other things fail", async () => {
    const limiter = createLimiter(8);
    await round(limiter, "too much");
    await round(limiter, "too much");
    const allowed: number[] = [];
    for (let i = 0; i < 12; i++) {
      await round(limiter, "other");
      await round(limiter, "answered");
      allowed.push(limiter.allowed());
    }
    for (const [i, now] of allowed.entries()) expect(now - (allowed[i - 1] ?? 2)).toBeLessThanOrEqual(1);
    expect(allowed.at(-1)).toBe(8);
  });

  it("is never passed, and places go first come first served", async () => {
    const random = createRandom(4);
    const limiter = createLimiter(5);
    const order: number[] = [];
    let underWay = 0;
    const work = async (i: number): Promise<void> => {
      const leave = await limiter.enter(signal);
      order.push(i);
      expect(++underWay).toBeLessThanOrEqual(limiter.allowed());
      for (let ticks = random.integer(5); ticks > 0; ticks--) await Promise.resolve();
      underWay--;
      leave("other");
    };
    await Promise.all(Array.from({ length: 300 }, (_, i) => work(i)));
    expect(order).toEqual(Array.from({ length: 300 }, (_, i) => i));
  });

  it("leaves a place to the next where one that waits gives up", async () => {
    const limiter = createLimiter(1);
    const leave = await limiter.enter(signal);
    const controller = new AbortController();
    const gone = limiter.enter(controller.signal);
    const next = limiter.enter(signal);
    controller.abort("enough");
    await expect(gone).rejects.toBe("enough");
    leave("answered");
    await next;
  });

  it("finds what a server has room for: a flood of our own fails no row and ends nothing", async () => {
    const server = await serve({ latency: 10, room: 4 });
    const patience = { backOffSeconds: 0.02, longestBackOffSeconds: 1, outageSeconds: 5 };
    const { endpoint } = endpointAt(server.url, { context: { concurrency: 32 }, patience });
    const results = await Promise.all(numbered(80).map((request) => endpoint.ask(request)));
    expect(results.every((result) => "replies" in result)).toBe(true);
    expect(server.stats.faults["503"]).toBeGreaterThan(10);
    expect(Object.values(server.stats.delivered)).toEqual(new Array(80).fill(1));
  });
});

describe("the pace", () => {
  /** When each of `sizes` is sent, by a clock of its own on which they all come at random moments. */
  function schedule(
    limits: Parameters<typeof createPace>[0],
    sizes: readonly number[],
    spread: number,
  ): number[] {
    const random = createRandom(9);
    let time = 0;
    const pace = createPace(limits, () => time);
    return sizes.map((size) => {
      time += random.uniform() * spread;
      return time + pace.book(size);
    });
  }
  /** The most of `sizes` sent in any minute. */
  const busiest = (times: readonly number[], sizes: readonly number[]): number =>
    Math.max(
      ...times.map((from) =>
        times.reduce((sum, time, i) => (time >= from && time < from + 60_000 ? sum + sizes[i]! : sum), 0),
      ),
    );

  it.each([1, 30, 90, 600])("keeps to %s requests a minute, and uses them", (requestsPerMinute) => {
    const ones = new Array(500).fill(1);
    const times = schedule({ requestsPerMinute }, ones, 40);
    const slack = Math.max(1, requestsPerMinute / 60);
    expect(busiest(times, ones)).toBeLessThanOrEqual(requestsPerMinute + slack);
    expect(times.at(-1)!).toBeLessThanOrEqual((500 / requestsPerMinute) * 60_000 + 500 * 40);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it("keeps to its tokens a minute, whatever their sizes", () => {
    const random = createRandom(2);
    const sizes = Array.from({ length: 400 }, () => 10 + random.integer(3000));
    const times = schedule({ tokensPerMinute: 50_000, requestsPerMinute: 1000 }, sizes, 10);
    expect(busiest(times, sizes)).toBeLessThanOrEqual(50_000 + 50_000 / 60 + 3010);
  });

  it("is put right by what requests turn out to be", () => {
    let time = 0;
    const pace = createPace({ tokensPerMinute: 60_000 }, () => time);
    expect(pace.book(1000)).toBe(0);
    expect(pace.book(5000)).toBe(5000);
    pace.correct(5000, 2000);
    expect(pace.book(0)).toBe(2000);
    time = 2000;
    expect(pace.book(0)).toBe(0);
    expect(pace.book(500)).toBe(500);
  });

  it("pauses for the longest that was asked", () => {
    let time = 0;
    const pace = createPace({}, () => time);
    expect([pace.book(1e9), pace.paused()]).toEqual([0, 0]);
    pace.pause(100);
    pace.pause(50);
    expect(pace.paused()).toBe(100);
    time = 100;
    expect(pace.paused()).toBe(0);
  });

  it("is kept to by an endpoint", async () => {
    const server = await serve();
    const { endpoint } = endpointAt(server.url, { options: { requestsPerMinute: 1200 } });
    const start = performance.now();
    await Promise.all(numbered(27).map((request) => endpoint.ask(request)));
    // Twenty at once, then one every 50 ms; a timer may go off a millisecond early.
    expect(server.stats.arrivals[26]! - start).toBeGreaterThan(345);
  });

  it("fits a server that counts itself", async () => {
    const server = await serve({ limit: { requests: 12, milliseconds: 100 } });
    const { endpoint } = endpointAt(server.url, { options: { attempts: 20 }, context: { concurrency: 16 } });
    const results = await Promise.all(numbered(60).map((request) => endpoint.ask(request)));
    expect(results.every((result) => "replies" in result)).toBe(true);
    expect(Object.values(server.stats.delivered)).toEqual(new Array(60).fill(1));
  });
});

describe("the circuit breaker", () => {
  const reached = true;

  /** What failures of so many requests in turn, so many seconds apart, do to the circuit. */
  const outcomes = (failures: number, requests: number, seconds: number, wasReached: boolean) => {
    let time = 0;
    const breaker = createBreaker(usualPatience, () => time);
    return Array.from({ length: failures }, (_, i) => {
      const isOpen = breaker.failed(`${i % requests}`, wasReached);
      time += seconds * 1000;
      return isOpen;
    });
  };
  const times = <T>(count: number, value: T): T[] => new Array(count).fill(value);

  it("opens with the tenth failure in a row where the server was never reached", () => {
    expect(outcomes(10, 2, 0, false)).toEqual([...times(9, false), true]);
  });

  it("bears trouble of a server that was reached for five seconds: it may be a flood of our own", () => {
    expect(outcomes(61, 61, 0.05, reached)).not.toContain(true);
    expect(outcomes(12, 12, 0.5, reached)).toEqual([...times(10, false), true, true]);
    expect(outcomes(8, 8, 60, reached)).not.toContain(true);
  });

  it("takes few requests that fail time and again for no outage", () => {
    expect(outcomes(100, 9, 60, reached)).not.toContain(true);
  });

  it("begins anew with each answer", () => {
    const breaker = createBreaker({ ...usualPatience, outageSeconds: 0 });
    for (let i = 0; i < 50; i++) {
      for (let j = 0; j < 9; j++) expect(breaker.failed(`${i} ${j}`, reached)).toBe(false);
      breaker.answered();
    }
  });

  it("knows requests that failed while others were answered, however many", () => {
    const breaker = createBreaker({ ...usualPatience, outageSeconds: 0 });
    const fail = (name: string, count: number): boolean[] =>
      Array.from({ length: count }, (_, i) => breaker.failed(`${name} ${i}`, reached));
    fail("own", 9);
    breaker.answered();
    expect([...fail("own", 9), ...fail("own", 9)]).not.toContain(true);
    expect(fail("any", 10)).toEqual([...times(9, false), true]);
  });

  it("lets an endpoint be opened again after it has ended one", async () => {
    let isDown = true;
    const server = await serve({ plan: () => (isDown ? "500" : undefined) });
    const { endpoint, context } = endpointAt(server.url, { patience: { outageSeconds: 0 } });
    const ended = await Promise.allSettled(numbered(12).map((request) => endpoint.ask(request)));
    expect(ended.some(({ status }) => status === "rejected")).toBe(true);
    isDown = false;
    expect(await endpointAt(server.url, { context }).endpoint.ask(say("hello"))).toMatchObject({
      known: false,
    });
  });
});
