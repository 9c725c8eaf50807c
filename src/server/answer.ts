import { createHash } from "node:crypto";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { PstarError } from "../errors.ts";
import { isBusy } from "../store/index.ts";
import type { ApiError } from "./api.ts";

/** A body that browsers ask about again before they show it once more. */
export interface Body {
  readonly bytes: string | Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly tag: string;
}

export function bodyOf(bytes: Body["bytes"], type: string): Body {
  return { bytes, type, tag: `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"` };
}

export const jsonBody = (value: unknown): Body => bodyOf(JSON.stringify(value), "application/json");

/** Sends it, or 304 where the browser has it already. */
export function send(c: Context, body: Body, headers: Readonly<Record<string, string>> = {}): Response {
  const known = c.req.header("if-none-match")?.split(/\s*,\s*/) ?? [];
  const sent = { "cache-control": "no-cache", ...headers, etag: body.tag };
  if (known.some((tag) => tag.replace(/^W\//, "") === body.tag)) return c.body(null, 304, sent);
  return c.body(body.bytes, 200, { "content-type": body.type, ...sent });
}

export const sendJson = (c: Context, value: unknown): Response => send(c, jsonBody(value));

/** @throws HTTPException (404) */
export function missing(what: string): never {
  throw new HTTPException(404, { message: what });
}

/** What `look` finds. @throws HTTPException (404) where it throws that there is no such thing */
export function found<T>(look: () => T): T {
  try {
    return look();
  } catch (error) {
    if (error instanceof PstarError && error.exitCode === 2) {
      throw new HTTPException(404, { message: error.message, cause: error });
    }
    throw error;
  }
}

/** The answer to a request that failed: what a user can act on, and nothing of the machine. */
export function failure(error: unknown, c: Context): Response {
  c.header("cache-control", "no-store");
  if (error instanceof HTTPException) return c.json<ApiError>({ error: error.message }, error.status);
  if (isBusy(error)) {
    c.header("retry-after", "1");
    return c.json<ApiError>({ error: "the database is being written to", remedy: "try again" }, 503);
  }
  if (error instanceof PstarError) {
    const { message, where, remedy, exitCode } = error;
    const said = `${where === undefined ? "" : `${where}: `}${message}`.replaceAll(/\s*\n\s*/g, " ");
    return c.json<ApiError>({ error: said, ...(remedy && { remedy }) }, exitCode === 2 ? 400 : 503);
  }
  console.error(`pstar: internal error at ${c.req.path}: ${error instanceof Error ? error.message : error}`);
  return c.json<ApiError>({ error: "internal error", remedy: "see what pstar view has printed" }, 500);
}
