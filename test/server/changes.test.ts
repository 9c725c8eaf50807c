import { once } from "node:events";
import { type ClientRequest, type IncomingMessage, request } from "node:http";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { RunHead } from "../../src/server/api.ts";
import { createDatabases } from "../../src/server/databases.ts";
import { type Serving, serve } from "../../src/server/serve.ts";
import { createWatch } from "../../src/server/watch.ts";
import { createRun, finishRun } from "../../src/store/index.ts";
import { ask, begun, folder, json, serving, writing } from "./served.ts";

interface Listening {
  readonly sent: ClientRequest;
  readonly response: IncomingMessage;
  /** What came so far. */
  text(): string;
}

async function listen({ url }: Serving, run = "r1"): Promise<Listening> {
  const { hostname, port } = new URL(url);
  const path = `/api/db/0/runs/${run}/changes`;
  const sent = request({ hostname, port, path, agent: false, headers: { accept: "text/event-stream" } });
  sent.on("error", () => {}); // Ended by the server, or by the test.
  sent.end();
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  let text = "";
  response.on("data", (bytes: Buffer) => {
    text += bytes.toString();
  });
  response.on("error", () => {});
  onTestFinished(() => void sent.destroy());
  return { sent, response, text: () => text };
}

const changes = ({ text }: Listening): number => text().match(/^event: change$/gm)?.length ?? 0;

async function until(isSo: () => boolean | Promise<boolean>, patience = 120_000): Promise<void> {
  const end = Date.now() + patience;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error("it did not come to that");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const grow = (path: string, seed: number) =>
  writing(path, (store) => createRun(store, { name: "n", version: "0", seed, config: "" }));

describe("changes", () => {
  it("are told of as events, once for many within a second", async () => {
    const path = begun(join(folder(), "a.db"));
    const one = await serving(path);
    const listening = await listen(one);
    expect(listening.response.headers["content-type"]).toBe("text/event-stream");
    expect(listening.response.headers["cache-control"]).toBe("no-cache");
    await until(() => listening.text() !== "");
    expect(changes(listening)).toBe(0);
    // The server, in this process, looks before or after all of them.
    for (let i = 0; i < 20; i++) grow(path, i);
    await until(() => changes(listening) > 0);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(changes(listening)).toBe(1);
  });

  it("let the page follow a run to its end", async () => {
    const path = begun(join(folder(), "a.db"));
    const one = await serving(path);
    const listening = await listen(one);
    const status = async () => (await json<{ head: RunHead }>(one, "/api/db/0/runs/r1")).head.status;
    expect(await status()).toBe("running");
    writing(path, (store) => finishRun(store, 1, "done", {}));
    await until(() => changes(listening) > 0);
    expect(await status()).toBe("done");
  });

  it("need a run to listen to", async () => {
    const one = await serving(begun(join(folder(), "a.db")));
    expect((await ask(one, "/api/db/0/runs/r7/changes")).status).toBe(404);
    expect((await ask(one, "/api/db/5/runs/r1/changes")).status).toBe(404);
  });

  it("reach everyone who listens, and nothing stays of those who left", async () => {
    const path = begun(join(folder(), "a.db"));
    const one = await serve([path], { port: 0 });
    const before = process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
    const many = await Promise.all(Array.from({ length: 60 }, () => listen(one)));
    grow(path, 1);
    await until(() => many.every((each) => changes(each) > 0));
    for (const { sent } of many.slice(1)) sent.destroy();
    await until(
      () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length <= before + 8,
    );
    grow(path, 2);
    await until(() => changes(many[0]!) > 1);
    const closed = new Promise((resolve) => many[0]!.response.once("close", resolve));
    await one.close();
    await closed;
  });
});

describe("a watch", () => {
  it("lets go of who stopped waiting, and of its timer", async () => {
    const path = begun(join(folder(), "a.db"));
    const databases = createDatabases([path]);
    const [database] = databases.list();
    const watch = createWatch();
    const stop = new AbortController();
    const never = watch.next(database!, database!.version(), 60_000, stop.signal);
    const late = watch.next(database!, database!.version(), 20, stop.signal);
    const told = watch.next(database!, "another", 60_000, stop.signal);
    expect(watch.waiting()).toBe(3);
    expect(await late).toBeNull();
    expect(await told).toBe(database!.version());
    expect(watch.waiting()).toBe(1);
    stop.abort();
    expect(await never).toBeNull();
    expect(watch.waiting()).toBe(0);
    expect(await watch.next(database!, "", 60_000, stop.signal)).toBeNull();
    await databases.close();
  });
});
