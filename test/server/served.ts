import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { type IncomingHttpHeaders, type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Serving, serve } from "../../src/server/serve.ts";
import { createRun, openStore, type Store } from "../../src/store/index.ts";

/** A folder that goes when the test does. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "pstar-server-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A database of runs that have just begun. */
export function begun(path: string, runs = 1): string {
  const store = openStore(path);
  for (let i = 0; i < runs; i++)
    createRun(store, { name: `run ${i}`, version: "0", seed: i, config: "name: x" });
  store.close();
  return path;
}

export function writing(path: string, write: (store: Store) => void): void {
  const store = openStore(path);
  write(store);
  store.close();
}

/** A copy of a database, for tests that write. */
export function copied(database: string): string {
  const path = join(folder(), "copy.db");
  copyFileSync(database, path);
  return path;
}

/** Serves until the test ends. */
export async function serving(...databases: string[]): Promise<Serving> {
  const one = await serve(databases, { port: 0 });
  onTestFinished(() => one.close());
  return one;
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
}

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** A request with any path, method and headers, which `fetch` would not send as they are. */
export async function ask({ url }: Serving, path: string, { body, ...asked }: Asked = {}): Promise<Answered> {
  const { hostname, port } = new URL(url);
  const sent = request({ hostname, port, path, agent: false, ...asked });
  sent.end(body);
  const [response] = await once(sent, "response");
  const chunks: Buffer[] = [];
  for await (const chunk of response as IncomingMessage) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  return { status: response.statusCode, headers: response.headers, bytes, text: bytes.toString() };
}

/** The JSON of an answer that has to be given. */
export async function json<T>(one: Serving, path: string): Promise<T> {
  const { status, text } = await ask(one, path);
  if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
  return JSON.parse(text) as T;
}
