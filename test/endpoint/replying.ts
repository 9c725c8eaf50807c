import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { createBudget } from "../../src/endpoint/budget.ts";
import type { EndpointContext } from "../../src/endpoint/context.ts";
import type { Call } from "../../src/endpoint/ledger.ts";

/** What came over the wire. */
export interface Sent {
  readonly path: string;
  readonly body: {
    readonly messages: readonly { readonly role: string; readonly content: string }[];
    readonly n?: number;
    readonly seed?: number;
    readonly temperature?: number;
    readonly response_format?: unknown;
  } & Readonly<Record<string, unknown>>;
}

/** One reply's text with what goes with it; a status other than 200 in place of any. */
export interface Told {
  readonly content: string;
  readonly finish?: string;
  readonly logs?: readonly number[];
}
export type Replies = readonly Told[] | { readonly status: number; readonly message: string };

/** A server on loopback whose chat answers a test decides, and which remembers what it was sent; 10 tokens in, 6 a reply out. */
export async function startReplying(reply: (sent: Sent) => Replies) {
  const sent: Sent[] = [];
  const server = createServer(async (request, response) => {
    const one = { path: request.url!, body: JSON.parse(await text(request)) as Sent["body"] };
    sent.push(one);
    const replies = reply(one);
    response.writeHead("status" in replies ? replies.status : 200, { "content-type": "application/json" });
    if ("status" in replies) response.end(JSON.stringify({ error: { message: replies.message } }));
    else response.end(JSON.stringify(chatAnswer(replies)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    sent,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** As OpenAI's chat API writes it. */
export const chatAnswer = (replies: readonly Told[]) => ({
  object: "chat.completion",
  choices: replies.map(({ content, finish = "stop", logs }, index) => ({
    index,
    finish_reason: finish,
    message: { role: "assistant", content },
    logprobs: logs === undefined ? null : { content: logs.map((logprob) => ({ token: "t", logprob })) },
  })),
  usage: { prompt_tokens: 10, completion_tokens: 6 * replies.length },
});

/** Books in memory, and all else that requests go by. */
export function memoryContext(concurrency = 8): EndpointContext & { readonly calls: Map<string, Call> } {
  const calls = new Map<string, Call>();
  return {
    calls,
    ledger: {
      find: (key) => calls.get(key)?.response ?? undefined,
      record: (call) => {
        if (call.response !== null || calls.get(call.key)?.response == null) calls.set(call.key, call);
      },
    },
    concurrency,
    budget: createBudget(),
    signal: new AbortController().signal,
    environment: {},
  };
}
