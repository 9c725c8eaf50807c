import { onTestFinished } from "vitest";
import { createBudget } from "../../src/endpoint/budget.ts";
import type { EndpointContext } from "../../src/endpoint/context.ts";
import { openEndpoint } from "../../src/endpoint/endpoint.ts";
import type { Call, CallLedger } from "../../src/endpoint/ledger.ts";
import type { EndpointOptions } from "../../src/endpoint/options.ts";
import { type Patience, usualPatience } from "../../src/endpoint/patience.ts";
import type { EndpointRequest } from "../../src/endpoint/request.ts";
import type { Fault } from "./faults.ts";
import { type ServerOptions, startServer, type TestServer } from "./server.ts";

export const secret = "sk-test-Zq8/+7 secret".replace(" ", "-");

/** A ledger in memory; `calls` is all that was ever recorded. */
export function memoryLedger(): CallLedger & { readonly calls: Call[]; readonly kept: Map<string, Call> } {
  const calls: Call[] = [];
  const kept = new Map<string, Call>();
  return {
    calls,
    kept,
    find: (key) => kept.get(key)?.response ?? undefined,
    record(call) {
      calls.push(call);
      if (call.response !== null || kept.get(call.key)?.response === undefined) kept.set(call.key, call);
    },
  };
}

/** A second is two milliseconds. */
export const hasty: Patience = {
  ...usualPatience,
  backOffSeconds: 0.002,
  longestBackOffSeconds: 0.02,
  outageSeconds: 0.3,
};

export const defaults: EndpointOptions = {
  model: "test-model",
  api: "chat",
  key: "OPENAI_API_KEY",
  timeoutSeconds: 5,
  attempts: 6,
};

interface Setting {
  readonly options?: Partial<EndpointOptions>;
  readonly context?: Partial<EndpointContext>;
  readonly patience?: Partial<Patience>;
}

/** An endpoint at `url`, and what it goes by. */
export function endpointAt(url: string, { options, context, patience }: Setting = {}) {
  const ledger = memoryLedger();
  const whole = {
    ledger,
    concurrency: 8,
    budget: createBudget(),
    signal: new AbortController().signal,
    environment: { OPENAI_API_KEY: secret },
    ...context,
  };
  const asked = { ...defaults, baseUrl: url, ...options };
  return {
    ledger,
    context: whole,
    endpoint: openEndpoint(asked, whole, { ...hasty, ...patience }),
  };
}

/** A server that goes when the test does. */
export async function serve(options: ServerOptions = {}): Promise<TestServer> {
  const server = await startServer(options);
  onTestFinished(() => server.close());
  return server;
}

/** The faults a request meets, one after the other, before it is answered. */
export const inTurn =
  (...faults: readonly Fault[]) =>
  (_: string, nth: number): Fault | undefined =>
    faults[nth - 1];

/** The fault that every request meets, always. */
export const always = (fault: Fault) => () => fault;

export const say = (content: string, more: Partial<EndpointRequest> = {}): EndpointRequest => ({
  messages: [{ role: "user", content }],
  ...more,
});

export const numbered = (count: number, more: Partial<EndpointRequest> = {}): EndpointRequest[] =>
  Array.from({ length: count }, (_, i) => say(`tell me of number ${i} and of the sea`, more));
