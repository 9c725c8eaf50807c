/**
 * A server on loopback that speaks OpenAI's protocol: answers are a pure function of requests, trouble is planned by a seed, and
 * whatever was delivered is counted. In a test: `startServer()`. As a process that outlives others:
 *
 *     node test/endpoint/server.ts [--port 0] [--faults 0.3] [--kinds 429,drop] [--most-faults 3] [--seed 1] [--latency 0]
 *                                  [--key KEY] [--rpm N]
 *
 * prints its base URL on a line; `GET /stats` tells what `Stats` holds. SIGTERM ends it.
 */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { type Asked, answer, randomOf } from "./answers.ts";
import { type Fault, faults, passing } from "./faults.ts";

/** What is wrong with a request that comes for the `nth` time, from 1. */
type Plan = (body: string, nth: number) => Fault | undefined;

export interface ServerOptions {
  readonly port?: number;
  /** What goes wrong and when; nothing when left out. */
  readonly plan?: Plan;
  /** Milliseconds that an answer takes. */
  readonly latency?: number;
  /** The only key that is let in; any when left out. */
  readonly key?: string;
  /** Requests it works on at once; more are told 503 there and then. */
  readonly room?: number;
  /** Requests let in within any window. */
  readonly limit?: { readonly requests: number; readonly milliseconds: number };
}

export interface Stats {
  /** Requests that came. */
  requests: number;
  /** Answers that went out whole, by the hash of the request's body. */
  delivered: Record<string, number>;
  inputTokens: number;
  outputTokens: number;
  /** Most requests under way at the same moment. */
  mostAtOnce: number;
  /** When each request came, milliseconds of `performance.now`. */
  arrivals: number[];
  /** How often each thing went wrong. */
  faults: Partial<Record<Fault, number>>;
}

export interface TestServer {
  /** With `/v1`. */
  readonly url: string;
  readonly stats: Stats;
  readonly close: () => Promise<void>;
}

/** Meets a share of all requests with a fault of `kinds`, each request `most` times at most. */
export function seededPlan(
  share: number,
  { seed = 1, kinds = passing, most = 3 }: { seed?: number; kinds?: readonly Fault[]; most?: number } = {},
): Plan {
  return (body, nth) => {
    if (nth > most) return undefined;
    const random = randomOf(seed, body, nth);
    return random.uniform() < share ? kinds[random.integer(kinds.length)] : undefined;
  };
}

export const hashOf = (body: string): string => createHash("sha256").update(body).digest("hex");

export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const stats: Stats = {
    requests: 0,
    delivered: {},
    inputTokens: 0,
    outputTokens: 0,
    mostAtOnce: 0,
    arrivals: [],
    faults: {},
  };
  const seen = new Map<string, number>();
  let underWay = 0;

  const server = createServer(async (request, response) => {
    if (request.method === "GET") return tell(request, response, stats);
    stats.requests++;
    stats.arrivals.push(performance.now());
    stats.mostAtOnce = Math.max(stats.mostAtOnce, ++underWay);
    response.once("close", () => underWay--);
    const body = await text(request).catch(() => undefined);
    if (body === undefined) return;

    const key = hashOf(body);
    const nth = (seen.get(key) ?? 0) + 1;
    seen.set(key, nth);
    const result = answer(JSON.parse(body) as Asked);
    const deliver = (): void => {
      response.once("finish", () => {
        stats.delivered[key] = (stats.delivered[key] ?? 0) + 1;
        stats.inputTokens += result.usage.prompt_tokens;
        stats.outputTokens += result.usage.completion_tokens;
      });
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify(result));
    };
    const isFlooded = underWay > (options.room ?? Number.POSITIVE_INFINITY);
    if (options.latency && !isFlooded) await new Promise((done) => setTimeout(done, options.latency));
    const fault = isFlooded ? "503" : (turnedAway(request, options, stats) ?? options.plan?.(body, nth));
    if (fault === undefined) return deliver();
    stats.faults[fault] = (stats.faults[fault] ?? 0) + 1;
    faults[fault]({ request, response, body: JSON.stringify(result), deliver });
  });
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    stats,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function tell(request: IncomingMessage, response: ServerResponse, stats: Stats): void {
  const models = { object: "list", data: [{ id: "test-model", object: "model" }] };
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(request.url?.endsWith("/stats") ? stats : models));
}

function turnedAway(
  request: IncomingMessage,
  { key, limit }: ServerOptions,
  stats: Stats,
): Fault | undefined {
  if (key !== undefined && request.headers.authorization !== `Bearer ${key}`) return "401";
  if (limit === undefined) return undefined;
  const since = performance.now() - limit.milliseconds;
  return stats.arrivals.filter((time) => time > since).length > limit.requests ? "429" : undefined;
}

if (import.meta.main) {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    options: {
      port: text,
      faults: text,
      kinds: text,
      "most-faults": text,
      seed: text,
      latency: text,
      key: text,
      rpm: text,
    },
  });
  const kinds = values.kinds?.split(",") as Fault[] | undefined;
  const { url } = await startServer({
    port: Number(values.port ?? 0),
    latency: Number(values.latency ?? 0),
    plan: seededPlan(Number(values.faults ?? 0), {
      seed: Number(values.seed ?? 1),
      most: Number(values["most-faults"] ?? 3),
      ...(kinds && { kinds }),
    }),
    ...(values.key !== undefined && { key: values.key }),
    ...(values.rpm !== undefined && { limit: { requests: Number(values.rpm), milliseconds: 60_000 } }),
  });
  process.once("SIGTERM", () => process.exit(0));
  console.log(url);
}
