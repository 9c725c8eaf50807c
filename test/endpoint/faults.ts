import type { IncomingMessage, ServerResponse } from "node:http";

/** What a fault has at hand: the request, and the true answer, as JSON, that it withholds or spoils. */
export interface Spoiled {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: string;
  /** Completes the request as it should be. */
  readonly deliver: () => void;
}

function json(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
) {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(typeof value === "string" ? value : JSON.stringify(value));
}

const failing =
  (status: number, error: Record<string, unknown>, headers: Record<string, string> = {}) =>
  ({ response }: Spoiled) =>
    json(response, status, { error: { message: "so it is planned", type: "planned", ...error } }, headers);

const choices = (list: unknown[]) =>
  JSON.stringify({ choices: list, usage: { prompt_tokens: 3, completion_tokens: 2 } });

/** What can go wrong, by name. */
export const faults = {
  "429": failing(429, { message: "Rate limit reached", code: "rate_limit_exceeded" }),
  "429-retry-after": failing(429, { code: "rate_limit_exceeded" }, { "retry-after-ms": "60" }),
  "too-large": failing(429, { message: "Request too large for test-model", code: "rate_limit_exceeded" }),
  "500": failing(500, {}),
  "503": failing(503, { message: "overloaded" }),
  html: ({ response }) => {
    response.writeHead(502, { "content-type": "text/html" });
    response.end("<html>\n<h1>502\u001b[2J Bad\u0007 Gateway</h1></html>");
  },
  hang: () => {},
  drop: ({ request }) => void request.socket.destroy(),
  "drop-in-body": ({ response, body, request }) => {
    response.writeHead(200, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
    });
    response.write(body.slice(0, body.length / 2), () => request.socket.destroy());
  },
  truncated: ({ response, body, request }) => {
    response.writeHead(200, { "content-type": "application/json", "transfer-encoding": "chunked" });
    response.write(body.slice(0, body.length - 5), () => request.socket.destroy());
  },
  malformed: ({ response, body }) => json(response, 200, body.slice(0, body.length / 2)),
  "no-json": ({ response }) => json(response, 200, "<html>Please log in</html>"),
  "empty-body": ({ response }) => json(response, 200, ""),
  "no-choices": ({ response }) => json(response, 200, choices([])),
  "error-in-200": ({ response }) => json(response, 200, { error: { message: "upstream is gone" } }),
  "echo-key": ({ request, response }) =>
    json(response, 500, { error: { message: `headers were ${JSON.stringify(request.headers)}` } }),
  slow: ({ deliver }) => void setTimeout(deliver, 60),
  "400": failing(400, { message: "bad\u001b[31m request" }),
  "413": failing(413, {}),
  "422": failing(422, {}),
  "401": ({ request, response }) =>
    json(response, 401, {
      error: {
        message: `Incorrect API key provided: ${request.headers.authorization}`,
        code: "invalid_api_key",
      },
    }),
  "402": failing(402, {}),
  "403": failing(403, { message: "not for you" }),
  "404": failing(404, { message: "The model does not exist", code: "model_not_found" }),
  quota: failing(429, { message: "You exceeded your current quota", code: "insufficient_quota" }),
  "long-pause": failing(429, {}, { "retry-after": "7200" }),
  "no-structure": failing(400, { message: "Invalid parameter: 'response_format'", param: "response_format" }),
  filtered: ({ response }) =>
    json(response, 200, choices([{ message: { content: null }, finish_reason: "content_filter" }])),
  refusal: ({ response }) =>
    json(
      response,
      200,
      choices([{ message: { content: null, refusal: "I would rather not" }, finish_reason: "stop" }]),
    ),
  "no-content": ({ response }) => json(response, 200, choices([{ message: {}, finish_reason: "stop" }])),
  "no-usage": ({ response, body }) => json(response, 200, { ...JSON.parse(body), usage: undefined }),
} as const satisfies Readonly<Record<string, (spoiled: Spoiled) => void>>;

export type Fault = keyof typeof faults;

/** Those after which the next attempt may succeed. */
export const passing: readonly Fault[] = [
  "429",
  "429-retry-after",
  "500",
  "503",
  "html",
  "hang",
  "drop",
  "drop-in-body",
  "truncated",
  "malformed",
  "no-json",
  "empty-body",
  "no-choices",
  "error-in-200",
  "echo-key",
  "slow",
];
