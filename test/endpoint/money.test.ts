import { describe, expect, it } from "vitest";
import { createBudget } from "../../src/endpoint/budget.ts";
import { createRandom } from "../../src/random/generator.ts";
import { endpointAt, numbered, say, serve } from "./asking.ts";
import { passing } from "./faults.ts";
import { seededPlan } from "./server.ts";

const price = { input: 10, output: 1000 };

describe("a budget", () => {
  it("is never passed, whatever is reserved and settled", () => {
    const random = createRandom(3);
    const budget = createBudget(10, 1);
    const open: number[] = [];
    for (let i = 0; i < 5000; i++) {
      const amount = random.uniform();
      if (budget.reserve(amount)) open.push(amount);
      if (open.length > 0 && random.uniform() < 0.5) {
        const [reserved] = open.splice(random.integer(open.length), 1);
        budget.settle(reserved!, reserved! * random.uniform() * 0.02);
      }
      expect(budget.spent() + open.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(10 + 1e-9);
    }
    for (const amount of open) budget.settle(amount, 0);
    expect(budget.nextSettlement()).toBeUndefined();
    expect(budget.reserve(10 - budget.spent())).toBe(true);
  });

  it("ends a run before it is passed, with all that was answered kept and paid once", async () => {
    const server = await serve({ latency: 1, plan: seededPlan(0.2, { kinds: ["500", "malformed", "429"] }) });
    const budget = createBudget(0.5, 0.1);
    const { endpoint, ledger } = endpointAt(server.url, { options: { price }, context: { budget } });
    const requests = numbered(80, { maxTokens: 12 });
    const results = await Promise.allSettled(requests.map((request) => endpoint.ask(request)));
    const answered = results.filter(({ status }) => status === "fulfilled");
    const { reason } = results.find(({ status }) => status === "rejected") as PromiseRejectedResult;
    expect(reason.line).toMatch(
      /^the budget of \$0\.5 is spent \(\$0\.[34]\d* so far, the next request may cost \$0\.01\d*\) — raise --max-cost; everything answered so far is kept$/,
    );
    expect(reason.exitCode).toBe(1);
    expect(budget.spent()).toBeLessThanOrEqual(0.5);
    // It goes on while the worst case still fits.
    expect(budget.spent()).toBeGreaterThan(0.5 - endpoint.worstCost(requests[0]!)! - 1e-9);
    const costs = ledger.calls.reduce((sum, { cost }) => sum + (cost ?? 0), 0);
    expect(budget.spent()).toBeCloseTo(0.1 + costs, 12);
    expect(answered.length).toBe(Object.keys(server.stats.delivered).length);
    expect(Math.max(...Object.values(server.stats.delivered))).toBe(1);

    const more = createBudget(5, budget.spent());
    const again = endpointAt(server.url, { options: { price }, context: { budget: more, ledger } }).endpoint;
    const all = await Promise.all(requests.map((request) => again.ask(request)));
    expect(all.filter((result) => "known" in result && result.known)).toHaveLength(answered.length);
    expect(Object.values(server.stats.delivered)).toEqual(new Array(80).fill(1));
  });

  it("needs a price and a bound on answers, and says so", async () => {
    const server = await serve();
    const context = { budget: createBudget(1) };
    expect(() => endpointAt(server.url, { context })).toThrow(
      expect.objectContaining({ exitCode: 2, where: "price" }),
    );
    const { endpoint } = endpointAt(server.url, { options: { price }, context });
    await expect(endpoint.ask(say("hello"))).rejects.toMatchObject({ exitCode: 2, where: "maxTokens" });
    const free = endpointAt(server.url, { options: { price: { input: 0, output: 0 } }, context }).endpoint;
    expect(await free.ask(say("hello"))).toMatchObject({ cost: 0 });
    expect(server.stats.requests).toBe(1);
  });

  it("counts the most it can be where a server counts no tokens", async () => {
    const server = await serve({ plan: () => "no-usage" });
    const budget = createBudget(1);
    const { endpoint, ledger } = endpointAt(server.url, { options: { price }, context: { budget } });
    const request = say("hello", { maxTokens: 10 });
    const worst = endpoint.worstCost(request);
    expect(await endpoint.ask(request)).toMatchObject({ inputTokens: 0, outputTokens: 0, cost: worst });
    expect(ledger.calls).toMatchObject([{ inputTokens: null, outputTokens: null, cost: worst }]);
    expect(budget.spent()).toBe(worst);
  });

  it("takes cached input at its own price", async () => {
    const usage = { prompt_tokens: 100, completion_tokens: 10, prompt_tokens_details: { cached_tokens: 80 } };
    const response = JSON.stringify({
      choices: [{ message: { content: "hi" }, finish_reason: "stop" }],
      usage,
    });
    const ledger = { find: () => response, record: () => {} };
    const ask = (cachedInput?: number) =>
      endpointAt("http://localhost:1/v1", {
        context: { ledger },
        options: { price: { input: 10, output: 100, ...(cachedInput !== undefined && { cachedInput }) } },
      }).endpoint.ask(say("hello"));
    expect(await ask()).toMatchObject({ cost: (1000 + 1000) / 1e6 });
    expect(await ask(1)).toMatchObject({ cost: (200 + 80 + 1000) / 1e6 });
  });
});

describe("stopping", () => {
  it("finishes and keeps what is under way, and sends nothing more", async () => {
    const server = await serve({ latency: 40 });
    const controller = new AbortController();
    const context = { concurrency: 4, signal: controller.signal };
    const { endpoint, ledger } = endpointAt(server.url, { context });
    const asked = numbered(20).map((request) => endpoint.ask(request));
    const results = Promise.allSettled(asked);
    while (server.stats.requests < 4) await new Promise((done) => setTimeout(done, 2));
    controller.abort(new Error("stopped"));
    const settled = await results;
    expect(settled.slice(0, 4)).toMatchObject(
      new Array(4).fill({ status: "fulfilled", value: { known: false } }),
    );
    for (const one of settled.slice(4)) {
      expect(one).toMatchObject({ status: "rejected", reason: { message: "stopped" } });
    }
    expect(server.stats.requests).toBe(4);
    expect(ledger.calls.map(({ error }) => error)).toEqual([null, null, null, null]);
    expect(await endpoint.ask(numbered(1)[0]!)).toMatchObject({ known: true });
    await expect(endpoint.ask(say("new"))).rejects.toThrow("stopped");
  });

  it("ends waits of every kind", async () => {
    const slow = { backOffSeconds: 1000, longestBackOffSeconds: 1000 };
    const budget = createBudget(1);
    const cases = [
      { plan: () => "500" as const, setting: { patience: slow } },
      { plan: () => "429-retry-after" as const, setting: { patience: slow } },
      { plan: () => undefined, setting: { options: { requestsPerMinute: 0.001 } } },
      { plan: () => undefined, setting: { options: { price }, context: { budget } } },
    ];
    budget.reserve(1);
    for (const { plan, setting } of cases) {
      const server = await serve({ plan });
      const controller = new AbortController();
      const { endpoint } = endpointAt(server.url, {
        ...setting,
        context: { ...setting.context, signal: controller.signal },
      });
      const waits = Promise.allSettled(numbered(3, { maxTokens: 5 }).map((request) => endpoint.ask(request)));
      setTimeout(() => controller.abort(new Error("stopped")), 40);
      setTimeout(() => setting.context?.budget.settle(1, 0), 60);
      const results = await waits;
      expect(results.at(-1)).toMatchObject({ status: "rejected", reason: { message: "stopped" } });
    }
  });
});

describe("the key", () => {
  const secrets = ["sk-proj-Abc_123-xyz789", 'p4ss"word\\with/odd+chars', "0123456789abcdef"];

  it.each(secrets)("%s is in no record, reply or error, however a server echoes it", async (key) => {
    const kinds = [...passing.filter((kind) => kind !== "hang"), "401", "400", "echo-key"] as const;
    const said: unknown[] = [];
    for (const fault of kinds) {
      const server = await serve({ plan: () => fault });
      const environment = { OPENAI_API_KEY: key };
      const { endpoint, ledger } = endpointAt(server.url, {
        context: { environment },
        options: { attempts: 2 },
      });
      const results = await Promise.allSettled([endpoint.ask(say("hello")), endpoint.ask(say(key))]);
      const errors = results.map((one) =>
        one.status === "rejected" ? [one.reason.line, one.reason.stack] : one.value,
      );
      said.push(errors, ledger.calls);
    }
    const all = JSON.stringify(said);
    expect(all).toContain("[key]");
    for (const form of [key, encodeURIComponent(key), JSON.stringify(key).slice(1, -1), btoa(key)]) {
      expect(all).not.toContain(form);
      expect(all).not.toContain(JSON.stringify(form).slice(1, -1));
    }
  });

  it("is needed where it is named, or the server is OpenAI's, and not elsewhere", async () => {
    const server = await serve();
    const nothing = { context: { environment: {} } };
    expect(await endpointAt(server.url, nothing).endpoint.ask(say("hello"))).toMatchObject({ known: false });
    const named = endpointAt(server.url, { ...nothing, options: { key: "MY_KEY" } }).endpoint;
    await expect(named.ask(say("hello"))).rejects.toMatchObject({
      exitCode: 2,
      message: "$MY_KEY is not set",
    });
    const openai = endpointAt("https://api.openai.com/v1", nothing).endpoint;
    await expect(openai.ask(say("hello"))).rejects.toMatchObject({ message: "$OPENAI_API_KEY is not set" });
  });

  it("may hold no characters that would break a header", async () => {
    const server = await serve();
    const odd = endpointAt(server.url, {
      context: { environment: { OPENAI_API_KEY: "sk-two\nlines" } },
    }).endpoint;
    const error = await odd.ask(say("hello")).catch((reason) => reason);
    expect(error.exitCode).toBe(2);
    expect(error.line).not.toContain("sk-two");
    const trimmed = await serve({ key: "sk-one" });
    const environment = { OPENAI_API_KEY: " sk-one\n" };
    const { endpoint } = endpointAt(trimmed.url, { context: { environment } });
    expect(await endpoint.ask(say("hello"))).toMatchObject({ known: false });
  });
});
