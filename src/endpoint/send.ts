import { APIConnectionTimeoutError, APIError, APIUserAbortError, OpenAI } from "openai";
import { chatBody, completionBody } from "./body.ts";
import type { EndpointOptions } from "./options.ts";
import type { EndpointRequest } from "./request.ts";

/** What a request goes to, and how. */
export interface Server {
  readonly client: OpenAI;
  readonly api: EndpointOptions["api"];
  readonly model: string;
  readonly timeoutSeconds: number;
}

/** What one sending came to. */
export type Outcome = { readonly status: number } & (
  | { readonly kind: "answer"; readonly text: string }
  | {
      /**
       * `throttled`: told to slow down (429). `overloaded`: 503 or no answer in time. `broken`: all other trouble of the
       * server's. `refused`: this request is at fault. `fatal`: every request would end so.
       */
      readonly kind: "throttled" | "overloaded" | "broken" | "refused" | "fatal";
      readonly reason: string;
      /** The server's name for it, and the parameter it is about, where it tells. */
      readonly code: string;
      readonly parameter: string;
      /** How long the server asks to wait. */
      readonly pauseSeconds: number | undefined;
    }
);

/** Longer answers than this are no answers. */
const mostBytes = 2 ** 26;

/** @param key undefined for servers that need none */
export function openServer(
  options: Pick<EndpointOptions, "api" | "model" | "timeoutSeconds">,
  baseURL: string,
  key: string | undefined,
): Server {
  const client = new OpenAI({
    baseURL,
    apiKey: key ?? "none",
    ...(key === undefined && { defaultHeaders: { Authorization: null } }),
    adminAPIKey: null,
    maxRetries: 0,
    timeout: Math.ceil(options.timeoutSeconds * 1000),
    logLevel: "off",
  });
  const { api, model, timeoutSeconds } = options;
  return { client, api, model, timeoutSeconds };
}

/** Sends a request once. Never throws: whatever goes wrong is an outcome. */
export async function send(server: Server, request: EndpointRequest): Promise<Outcome> {
  const deadline = AbortSignal.timeout(Math.ceil(server.timeoutSeconds * 1000));
  const { client } = server;
  const to = { model: server.model, baseUrl: client.baseURL };
  try {
    const sent =
      server.api === "chat"
        ? client.chat.completions.create(chatBody(to, request), { signal: deadline })
        : client.completions.create(completionBody(to, request), { signal: deadline });
    const response = await sent.asResponse();
    return { kind: "answer", status: response.status, text: await bodyOf(response) };
  } catch (error) {
    return failureOf(error, deadline.aborted, server.timeoutSeconds);
  }
}

async function bodyOf(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.byteLength;
    if (bytes > mostBytes) throw new Error(`an answer of more than ${mostBytes / 2 ** 20} MiB`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function failureOf(error: unknown, isLate: boolean, timeoutSeconds: number): Outcome {
  const status = error instanceof APIError ? (error.status ?? 0) : 0;
  const late = isLate || error instanceof APIConnectionTimeoutError || error instanceof APIUserAbortError;
  if (status === 0) {
    const reason = late ? `no answer within ${timeoutSeconds} s` : connectionTrouble(error);
    return {
      kind: late ? "overloaded" : "broken",
      status,
      reason,
      code: "",
      parameter: "",
      pauseSeconds: undefined,
    };
  }
  const told = error as APIError;
  const code = String(told.code ?? told.type ?? "");
  return {
    kind: kindOf(status, `${told.code} ${told.type}`, told.message),
    status,
    reason: told.message,
    code,
    parameter: String(told.param ?? ""),
    pauseSeconds: pauseOf(told.headers),
  };
}

function kindOf(status: number, codes: string, message: string): Exclude<Outcome["kind"], "answer"> {
  if (/insufficient_quota|billing_|model_not_found|invalid_api_key/.test(codes)) return "fatal";
  if ([401, 402, 403, 404].includes(status)) return "fatal";
  // A request that alone is more than a minute's tokens meets 429 however often it is sent.
  if (status === 429) return /request too large/i.test(message) ? "refused" : "throttled";
  if (status === 503) return "overloaded";
  if (status >= 500 || [408, 409, 425].includes(status)) return "broken";
  return "refused";
}

/** Seconds, by `retry-after-ms` or `Retry-After` in either of its forms (RFC 9110, 10.2.3). */
export function pauseOf(headers: Headers | undefined, now = Date.now()): number | undefined {
  const milliseconds = headers?.get("retry-after-ms");
  const told = headers?.get("retry-after");
  let seconds = Number.NaN;
  if (milliseconds) seconds = Number(milliseconds) / 1000;
  else if (told) seconds = /^\s*[\d.]+\s*$/.test(told) ? Number(told) : (Date.parse(told) - now) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}

/** The innermost cause says what happened; those around it only that something did. */
function connectionTrouble(error: unknown): string {
  let cause = error;
  while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause;
  if (!(cause instanceof Error)) return "the connection failed";
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : "";
  const words: Readonly<Record<string, string>> = {
    ECONNREFUSED: "connection refused: no server listens there",
    ENOTFOUND: "no host of that name",
    EAI_AGAIN: "the host's name cannot be looked up now",
    ECONNRESET: "the connection was dropped",
    UND_ERR_SOCKET: "the connection was dropped",
  };
  return words[code] ?? `the connection failed: ${cause.message || code}`;
}
