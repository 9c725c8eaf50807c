import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { PstarError } from "../errors.ts";
import { createAccounts } from "./accounts.ts";
import type { ApiError } from "./api.ts";
import { createApp } from "./app.ts";
import { createDatabases, type Databases } from "./databases.ts";
import { refusal } from "./guard.ts";
import { createPage } from "./page.ts";
import { policy } from "./policy.ts";
import { createWatch } from "./watch.ts";

/** A page being served. */
export interface Serving {
  /** `http://127.0.0.1:PORT/` */
  readonly url: string;
  /** What a request that writes must bring, 128 random bits. */
  readonly token: string;
  /** Ends every connection, then closes the databases. */
  close(): Promise<void>;
}

export interface ServeOptions {
  /** 0 takes any free one; default: 4242 or the next free one. */
  readonly port?: number;
}

const HOST = "127.0.0.1";
const FIRST_PORT = 4242;
const LAST_PORT = FIRST_PORT + 50;

/**
 * Serves the page over some databases on loopback, which are only read save for labels.
 *
 * @param paths of databases, and of folders that hold some; those that cannot be shown are listed with the reason
 * @throws PstarError where there is none to show, the port is taken, or the page is not built
 */
export async function serve(paths: readonly string[], { port }: ServeOptions = {}): Promise<Serving> {
  const page = createPage();
  const databases = createDatabases(paths);
  const token = randomBytes(16).toString("hex");
  const server = createServer();
  try {
    requireSome(databases, paths);
    await listen(server, port);
  } catch (error) {
    await databases.close();
    throw error;
  }
  const { port: taken } = server.address() as AddressInfo;
  const accounts = createAccounts();
  const app = createApp(databases, accounts, createWatch(), page);
  server.on(
    "request",
    guarded(getRequestListener(app.fetch, { overrideGlobalObjects: false }), taken, token),
  );
  return {
    url: `http://${HOST}:${taken}/`,
    token,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
      await Promise.all([accounts.close(), databases.close()]);
    },
  };
}

function requireSome(databases: Databases, paths: readonly string[]): void {
  const entries = databases.list().map((database) => database.entry());
  if (entries.some(({ error }) => error === null)) return;
  const [first] = entries;
  if (first !== undefined) throw new PstarError(first.error!, { exitCode: 2, where: first.path });
  throw new PstarError("no database here", {
    exitCode: 2,
    where: paths.join(", "),
    remedy: "make one with pstar run FILE, or say where there is one: pstar view FILE.db",
  });
}

async function listen(server: Server, port: number | undefined): Promise<void> {
  for (let next = port ?? FIRST_PORT; ; next++) {
    try {
      server.listen({ port: next, host: HOST, exclusive: true });
      await once(server, "listening");
      return;
    } catch (cause) {
      const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
      if (code === "EADDRINUSE" && port === undefined && next < LAST_PORT) continue;
      const why = code === "EADDRINUSE" ? "is taken" : `cannot be listened on (${code})`;
      throw new PstarError(`port ${next} ${why}`, {
        exitCode: 2,
        remedy: "choose another with --port, or 0 for any that is free",
        cause,
      });
    }
  }
}

/** Every answer carries the policy, those of the HTTP layer too. */
function guarded(answer: RequestListener, port: number, token: string): RequestListener {
  return (incoming, outgoing) => {
    for (const [name, value] of Object.entries(policy)) outgoing.setHeader(name, value);
    const refused = refusal(incoming, port, token);
    if (refused === null) return void answer(incoming, outgoing);
    const { status, error } = refused;
    if (status === 405) outgoing.setHeader("allow", "GET, HEAD, POST");
    outgoing.writeHead(status, { "content-type": "application/json", connection: "close" });
    outgoing.end(JSON.stringify({ error } satisfies ApiError));
  };
}
