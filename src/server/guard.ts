import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

export interface Refusal {
  readonly status: 400 | 403 | 405 | 415 | 421;
  readonly error: string;
}

/**
 * Why a request is not answered, null where it is. Only this machine can reach the server, but any web page can send its
 * reader's browser here: what such a page asks is told by the host it thinks this is (DNS rebinding), by its origin and by
 * `Sec-Fetch-Site`; and it cannot know the token.
 *
 * @param port that it listens on @param token what a request that writes must bring
 */
export function refusal(
  { headers, method, url }: IncomingMessage,
  port: number,
  token: string,
): Refusal | null {
  const { host = "", origin } = headers;
  if (!isOurs(host.toLowerCase(), port))
    return { status: 421, error: "this server is not what was asked for" };
  if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`) {
    return { status: 403, error: "another site's page asked" };
  }
  const site = headers["sec-fetch-site"] ?? "none";
  if (site !== "none" && site !== "same-origin" && !isLink(headers, url)) {
    return { status: 403, error: "another site's page asked" };
  }
  if (method === "GET" || method === "HEAD") return null;
  if (method !== "POST") return { status: 405, error: "only GET, HEAD and POST are answered" };
  if (!isEqual(String(headers["x-pstar-token"] ?? ""), token)) {
    return { status: 403, error: "the token is missing or wrong: open the address that pstar view printed" };
  }
  if (!/^application\/json\s*(;|$)/i.test(headers["content-type"] ?? "")) {
    return { status: 415, error: "the body has to be application/json" };
  }
  return null;
}

function isOurs(host: string, port: number): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].some(
    (name) => host === `${name}:${port}` || (port === 80 && host === name),
  );
}

/** A link followed to the page from elsewhere brings no data out: the page alone asks for that. */
function isLink(headers: IncomingMessage["headers"], url = ""): boolean {
  const isNavigation = headers["sec-fetch-mode"] === "navigate" && headers["sec-fetch-dest"] === "document";
  return isNavigation && url.startsWith("/") && !url.startsWith("/api");
}

function isEqual(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
