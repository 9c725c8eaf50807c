import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import type { Database } from "./databases.ts";
import type { Watch } from "./watch.ts";

/** Proxies and browsers give up on a connection that says nothing. */
const HEARTBEAT = 15_000;

/** Server-sent events: `change` whenever the database has changed, at most once a second, until the client leaves. */
export function sendChanges(c: Context, database: Database, watch: Watch): Response {
  if (c.req.method === "HEAD") return c.body(null, 200, { "content-type": "text/event-stream" });
  return streamSSE(c, async (stream) => {
    const gone = new AbortController();
    stream.onAbort(() => gone.abort());
    let seen = database.version();
    await stream.write(": listening\n\n");
    while (!gone.signal.aborted) {
      const version = await watch.next(database, seen, HEARTBEAT, gone.signal);
      if (version === null) await stream.write(":\n\n");
      else await stream.writeSSE({ event: "change", data: version });
      seen = version ?? seen;
    }
  });
}
