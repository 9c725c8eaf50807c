import { describe, expect, it } from "vitest";
import { createBudget } from "../../src/endpoint/budget.ts";
import { backOff } from "../../src/endpoint/patience.ts";
import type { Answered, EndpointRequest } from "../../src/endpoint/request.ts";
import { PstarError } from "../../src/errors.ts";
import { answer } from "./answers.ts";
import { always, endpointAt, hasty, inTurn, memoryLedger, numbered, say, secret, serve } from "./asking.ts";
import { type Fault, passing } from "./faults.ts";
import { seededPlan } from "./server.ts";

const sum = (values: readonly (number | null)[]): number =>
  values.reduce<number>((all, one) => all + (one ?? 0), 0);

/** The error of a promise that must fail. */
async function failure(promise: Promise<unknown>): Promise<PstarError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(PstarError);
  return error as PstarError;
}

async function replyTo(request: EndpointRequest, url: string, options = {}): Promise<Answered> {
  const result = await endpointAt(url, { options }).endpoint.ask(request);
  if ("error" in result) throw new Error(result.error);
  return result;
}

describe("an answer", () => {
  it("is what the server says: texts, reasons, log-probabilities, tokens", async () => {
    const { url } = await serve();
    const request = say("one two three four", { samples: 3, seed: 7, maxTokens: 5, logProbabilities: true });
    const truth = answer({
      model: "test-model",
      messages: request.messages,
      n: 3,
      seed: 7,
      max_tokens: 5,
      logprobs: true,
    });
    const result = await replyTo(request, url);
    const texts = truth.choices.map((choice) => ("message" in choice ? choice.message.content : ""));
    expect(result.replies.map(({ text }) => text)).toEqual(texts);
    expect(result.replies.map(({ finishReason }) => finishReason)).toEqual(["length", "length", "length"]);
    for (const { tokenLogProbabilities: logs } of result.replies) {
      expect(logs).toHaveLength(5);
      expect(Math.max(...logs!)).toBeLessThanOrEqual(0);
    }
    expect(result).toMatchObject({ inputTokens: 5, outputTokens: 15, cost: null, known: false });
  });

  it("comes from the completions API as well", async () => {
    const { url } = await serve();
    const options = { api: "completions" };
    const result = await replyTo(say("one two three", { samples: 2, logProbabilities: true }), url, options);
    const truth = answer({ model: "test-model", prompt: "one two three", n: 2 });
    expect(result.replies.map(({ text }) => text)).toEqual(
      truth.choices.map((choice) => ("text" in choice ? choice.text : "")),
    );
    expect(result.replies[0]!.tokenLogProbabilities).toHaveLength(result.replies[0]!.text.split(" ").length);
  });

  it("stops where it is told, follows a schema, and goes by its seed", async () => {
    const { url } = await serve();
    const schema = { type: "object", properties: { score: { type: "integer", minimum: 1, maximum: 5 } } };
    const judged = await replyTo(say("judge", { schema: { name: "score", schema } }), url);
    expect(JSON.parse(judged.replies[0]!.text).score).toBeOneOf([1, 2, 3, 4, 5]);
    const stopped = await replyTo(say("a b", { stop: ["b"], seed: 3 }), url);
    expect(stopped.replies[0]!.text).not.toContain("b");
    const texts = await Promise.all(
      [1, 1, 2].map(async (seed) => (await replyTo(say("a b c d e f", { seed }), url)).replies[0]!.text),
    );
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).not.toBe(texts[2]);
  });
});

describe("a key", () => {
  const { endpoint } = endpointAt("http://localhost:1/v1");
  const base = endpoint.keyOf(say("hello", { seed: 1 }));

  it("covers all that can change an answer", () => {
    const others: EndpointRequest[] = [
      say("hello", { seed: 2 }),
      say("hello"),
      say("hello ", { seed: 1 }),
      say("hello", { seed: 1, temperature: 0 }),
      say("hello", { seed: 1, samples: 2 }),
      say("hello", { seed: 1, schema: { name: "a", schema: {} } }),
      { messages: [{ role: "system", content: "hello" }], seed: 1 },
    ];
    const keys = [
      base,
      ...others.map((request) => endpoint.keyOf(request)),
      endpointAt("http://localhost:2/v1").endpoint.keyOf(say("hello", { seed: 1 })),
      endpointAt("http://localhost:1/v1", { options: { model: "b" } }).endpoint.keyOf(
        say("hello", { seed: 1 }),
      ),
      endpointAt("http://localhost:1/v1", { options: { api: "completions" } }).endpoint.keyOf(
        say("hello", { seed: 1 }),
      ),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.every((key) => /^[0-9a-f]{64}$/.test(key))).toBe(true);
  });

  it("covers nothing else: not the secret, limits, prices, the order of fields or a slash", () => {
    const options = { attempts: 2, timeoutSeconds: 1, requestsPerMinute: 5, price: { input: 1, output: 1 } };
    const context = { environment: { OPENAI_API_KEY: "another" }, concurrency: 1 };
    const same = endpointAt("http://localhost:1/v1/", { options, context }).endpoint;
    expect(same.keyOf({ samples: 1, seed: 1, messages: [{ content: "hello", role: "user" }] })).toBe(base);
  });
});

describe("the ledger", () => {
  it("is looked into first: what it holds is never asked again, without a key or a server", async () => {
    const server = await serve();
    const { endpoint, ledger } = endpointAt(server.url);
    const first = await endpoint.ask(say("hello"));
    const later = endpointAt(server.url, {
      context: { ledger, environment: {} },
      options: { key: "NOT_SET" },
    });
    expect(await later.endpoint.ask(say("hello"))).toEqual({ ...first, known: true });
    expect(server.stats.requests).toBe(1);
    expect(ledger.calls).toHaveLength(1);
  });

  it("holds an answer before it is used", async () => {
    const server = await serve();
    const { endpoint, ledger } = endpointAt(server.url);
    await endpoint.ask(say("hello")).then(() => expect(ledger.calls).toHaveLength(1));
    const [call] = ledger.calls;
    expect(call).toMatchObject({ key: endpoint.keyOf(say("hello")), status: 200, attempts: 1, error: null });
    expect(JSON.parse(call!.response!).choices).toHaveLength(1);
  });

  it("is asked anew where what it holds cannot be read", async () => {
    const server = await serve();
    const { endpoint, ledger } = endpointAt(server.url);
    const whole = await endpoint.ask(say("hello"));
    for (const broken of ["", "{", "{}", '{"choices":[]}', '{"choices":[{"message":null}]}']) {
      const kept = { ...ledger, find: () => broken };
      expect(await endpointAt(server.url, { context: { ledger: kept } }).endpoint.ask(say("hello"))).toEqual(
        whole,
      );
    }
    expect(server.stats.requests).toBe(6);
  });

  it("hears of a failure too, and what it cost", async () => {
    const server = await serve({ plan: always("refusal") });
    const { endpoint, ledger } = endpointAt(server.url, { options: { price: { input: 1, output: 10 } } });
    const result = await endpoint.ask(say("hello"));
    expect(result).toEqual({ error: "the model refused: I would rather not" });
    expect(ledger.calls).toMatchObject([{ response: null, inputTokens: 3, outputTokens: 2, cost: 23e-6 }]);
  });
});

describe("requests under way", () => {
  it("that are equal are one call, paid for once", async () => {
    const server = await serve({ latency: 20 });
    const { endpoint, context } = endpointAt(server.url, { options: { price: { input: 1, output: 1 } } });
    const other = endpointAt(server.url, { context, options: { price: { input: 1, output: 1 } } }).endpoint;
    const results = await Promise.all([
      ...Array.from({ length: 20 }, () => endpoint.ask(say("hello"))),
      other.ask(say("hello")),
    ]);
    expect(server.stats.requests).toBe(1);
    const known = results.map((result) => "known" in result && result.known);
    expect(known.filter((one) => !one)).toHaveLength(1);
  });

  it("never pass the limit, and use it", async () => {
    const server = await serve({
      latency: 5,
      plan: seededPlan(0.3, { kinds: ["500", "slow", "malformed"] }),
    });
    const { endpoint } = endpointAt(server.url, { context: { concurrency: 5 } });
    await Promise.all(numbered(60).map((request) => endpoint.ask(request)));
    expect(server.stats.mostAtOnce).toBe(5);
  });

  it("share one limit among the endpoints of a run", async () => {
    const server = await serve({ latency: 5 });
    const { context, endpoint } = endpointAt(server.url, { context: { concurrency: 3 } });
    const other = endpointAt(server.url, { context: { ...context, ledger: memoryLedger() } }).endpoint;
    await Promise.all(numbered(20).flatMap((one) => [endpoint.ask(one), other.ask({ ...one, seed: 1 })]));
    expect(server.stats.mostAtOnce).toBe(3);
  });
});

describe("trouble that passes", () => {
  it.each(passing)("%s: the request is sent again and answered", async (fault) => {
    const server = await serve({ plan: inTurn(fault) });
    const { endpoint, ledger } = endpointAt(server.url, { options: { timeoutSeconds: 0.25 } });
    const result = await endpoint.ask(say("one two three"));
    expect(result).toMatchObject({ known: false });
    expect(ledger.calls).toMatchObject([{ attempts: fault === "slow" ? 1 : 2, error: null, status: 200 }]);
  });

  it("leaves no row unanswered, pays none twice and balances the books, whatever its order", async () => {
    const share = 0.45;
    const kinds = passing.filter((kind) => kind !== "hang");
    const server = await serve({ plan: seededPlan(share, { seed: 5, kinds, most: 4 }), latency: 1 });
    const budget = createBudget(100);
    const price = { input: 3, output: 7 };
    const { endpoint, ledger } = endpointAt(server.url, { options: { price }, context: { budget } });
    const requests = numbered(150, { samples: 2, maxTokens: 20 });
    const results = await Promise.all(requests.map((request) => endpoint.ask(request)));

    const { stats } = server;
    for (const [i, result] of results.entries()) {
      const truth = answer({ model: "test-model", messages: requests[i]!.messages, n: 2, max_tokens: 20 });
      const texts = truth.choices.map((choice) => ("message" in choice ? choice.message.content : ""));
      expect("replies" in result && result.replies.map(({ text }) => text)).toEqual(texts);
    }
    expect(Object.keys(stats.faults).length).toBe(kinds.length);
    expect(Object.values(stats.delivered)).toEqual(new Array(requests.length).fill(1));
    expect(ledger.calls).toHaveLength(requests.length);
    expect(sum(ledger.calls.map(({ attempts }) => attempts))).toBe(stats.requests);
    // A reply without choices is counted, and so is paid for.
    const wasted = stats.faults["no-choices"]!;
    const tokens = [stats.inputTokens + 3 * wasted, stats.outputTokens + 2 * wasted] as const;
    expect(sum(ledger.calls.map(({ inputTokens }) => inputTokens))).toBe(tokens[0]);
    expect(sum(ledger.calls.map(({ outputTokens }) => outputTokens))).toBe(tokens[1]);
    expect(sum(ledger.calls.map(({ cost }) => cost))).toBeCloseTo((3 * tokens[0] + 7 * tokens[1]) / 1e6, 12);
    expect(budget.spent()).toBeCloseTo(sum(ledger.calls.map(({ cost }) => cost)), 12);
    expect(budget.nextSettlement()).toBeUndefined();
    expect(JSON.stringify(ledger.calls)).not.toContain(secret);
  });

  it("is given up after all attempts, for that row alone", async () => {
    const fails = (body: string): Fault | undefined => (body.includes("number 3 ") ? "malformed" : undefined);
    const server = await serve({ plan: fails });
    const { endpoint, ledger } = endpointAt(server.url, {
      options: { attempts: 3 },
      context: { concurrency: 1 },
    });
    const results = await Promise.all(numbered(6).map((request) => endpoint.ask(request)));
    const errors = results.map((result) => ("error" in result ? result.error : null));
    const error = "an answer that is no JSON, or only the start of one (the last of 3 attempts)";
    expect(errors).toEqual([null, null, null, error, null, null]);
    expect(ledger.calls.filter((call) => call.error !== null)).toMatchObject([{ error, attempts: 3 }]);
  });

  it("bears being told to slow down four times as often", async () => {
    const server = await serve({ plan: inTurn("429", "429", "429", "429", "429", "429", "429") });
    const { endpoint, ledger } = endpointAt(server.url, { options: { attempts: 2 } });
    expect(await endpoint.ask(say("hello"))).toMatchObject({ known: false });
    expect(ledger.calls).toMatchObject([{ attempts: 8 }]);
  });

  it("waits as long as Retry-After says, all requests of the endpoint alike", async () => {
    const server = await serve({
      plan: (body, nth) => (nth === 1 && body.includes(" 0 ") ? "429-retry-after" : undefined),
    });
    const { endpoint } = endpointAt(server.url, { context: { concurrency: 1 } });
    await Promise.all(numbered(4).map((request) => endpoint.ask(request)));
    const [first, ...others] = server.stats.arrivals;
    expect(others).toHaveLength(4);
    expect(Math.min(...others) - first!).toBeGreaterThanOrEqual(59);
  });

  it("backs off longer each time, by a jitter of its own", () => {
    const waits = Array.from({ length: 200 }, (_, i) => backOff(hasty, `key ${i}`, 3));
    expect(Math.max(...waits)).toBeLessThanOrEqual(0.008);
    expect(sum(waits) / 200).toBeCloseTo(0.004, 3);
    expect(backOff(hasty, "key 1", 3)).toBe(waits[1]);
    expect(backOff(hasty, "key 1", 50)).toBeLessThanOrEqual(0.02);
  });
});

describe("trouble that is the request's own", () => {
  it.each<[Fault, string]>([
    ["400", "400 bad [31m request"],
    ["413", "413 so it is planned"],
    ["422", "422 so it is planned"],
    ["too-large", "429 Request too large for test-model"],
    ["filtered", "the server's content filter withheld the answer"],
    ["refusal", "the model refused: I would rather not"],
    ["no-content", "a reply without content"],
  ])("%s fails its row at once", async (fault, error) => {
    const server = await serve({ plan: (body) => (body.includes("bad") ? fault : undefined) });
    const { endpoint, ledger } = endpointAt(server.url);
    expect(await endpoint.ask(say("bad"))).toEqual({ error });
    expect(await endpoint.ask(say("good"))).toMatchObject({ known: false });
    expect(ledger.calls).toMatchObject([{ error, attempts: 1 }, { error: null }]);
  });
});

describe("trouble that every request would meet", () => {
  it.each<[Fault, 1 | 2, RegExp]>([
    ["401", 2, /the key is not accepted: .* — check the key in \$OPENAI_API_KEY/],
    ["402", 1, /the account may spend no more/],
    ["403", 2, /not allowed: 403 not for you/],
    ["404", 2, /no model test-model there: .* — check `model` and `baseUrl`/],
    ["quota", 1, /the account may spend no more: .*quota/],
    ["long-pause", 1, /asks for a pause of 120 minutes/],
  ])("%s ends everything at once", async (fault, exitCode, line) => {
    const server = await serve({ plan: always(fault) });
    const { endpoint, ledger } = endpointAt(server.url, { context: { concurrency: 2 } });
    const results = await Promise.allSettled(numbered(30).map((request) => endpoint.ask(request)));
    const errors = results.map((result) => result.status === "rejected" && result.reason);
    for (const error of errors) {
      expect(error).toBeInstanceOf(PstarError);
      expect(error.exitCode).toBe(exitCode);
      expect(error.line).toMatch(line);
      expect(error.line).not.toContain(secret);
    }
    expect(server.stats.requests).toBeLessThanOrEqual(2);
    expect(JSON.stringify(ledger.calls)).not.toContain(secret);
  });

  it("says so where a server has no structured output, and asks no other way", async () => {
    const server = await serve({ plan: always("no-structure") });
    const { endpoint } = endpointAt(server.url);
    const error = await failure(endpoint.ask(say("a", { schema: { name: "s", schema: {} } })));
    expect(error.line).toMatch(/does not take response_format/);
    expect(server.stats.requests).toBe(1);
  });

  it("opens the circuit after ten failures in a row, and keeps what was answered", async () => {
    let isDown = false;
    const server = await serve({ plan: () => (isDown ? "500" : undefined) });
    const { endpoint, ledger } = endpointAt(server.url, { patience: { outageSeconds: 0.02 } });
    await Promise.all(numbered(5).map((request) => endpoint.ask(request)));
    isDown = true;
    const results = await Promise.allSettled(
      numbered(60, { seed: 1 }).map((request) => endpoint.ask(request)),
    );
    expect(results.at(-1)!.status).toBe("rejected");
    const { reason } = results.at(-1) as PromiseRejectedResult;
    expect(reason.line).toMatch(
      /^http:.*: the endpoint has failed \d\d times in a row: 500 so it is planned — run again when it works: everything answered so far is kept$/,
    );
    expect(reason.exitCode).toBe(1);
    expect([...ledger.kept.values()].filter(({ response }) => response !== null)).toHaveLength(5);
    isDown = false;
    const again = endpointAt(server.url, { context: { ledger } }).endpoint;
    const all = await Promise.all(
      [...numbered(5), ...numbered(60, { seed: 1 })].map((one) => again.ask(one)),
    );
    expect(all.every((result) => "replies" in result)).toBe(true);
    expect(Math.max(...Object.values(server.stats.delivered))).toBe(1);
  });

  it("gives up on requests that always fail, however many are left at the end, and not on the server", async () => {
    const hopeless = (body: string): boolean => /number 1?[05] /.test(body);
    const server = await serve({ plan: (body) => (hopeless(body) ? "500" : undefined) });
    const { endpoint } = endpointAt(server.url, { patience: { failuresInARow: 4, outageSeconds: 0 } });
    const results = await Promise.all(numbered(20).map((request) => endpoint.ask(request)));
    expect(results.filter((result) => "error" in result)).toHaveLength(4);
  });

  it("is clear where no server listens", async () => {
    const { url, close } = await (await import("./server.ts")).startServer();
    await close();
    const { endpoint } = endpointAt(url);
    const errors = await Promise.allSettled(numbered(12).map((request) => endpoint.ask(request)));
    const { reason } = errors.find(({ status }) => status === "rejected") as PromiseRejectedResult;
    expect(reason.line).toMatch(/failed 10 times in a row: connection refused: no server listens there/);
  });
});
