import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, it, onTestFinished } from "vitest";
import { endpointAt, numbered, serve } from "./asking.ts";
import type { Stats } from "./server.ts";

/** The server as a process of its own. */
async function start(...flags: string[]): Promise<string> {
  const child = spawn(process.execPath, ["test/endpoint/server.ts", ...flags], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(async () => {
    child.kill();
    await once(child, "exit");
  });
  const [url] = await once(createInterface(child.stdout), "line");
  return url as string;
}

it("serves as a process of its own just as it does within one, and tells what it delivered", async () => {
  const url = await start("--faults", "0.4", "--kinds", "429,drop,truncated", "--seed", "3");
  const requests = numbered(20, { seed: 4 });
  const ask = (at: string) => {
    const { endpoint } = endpointAt(at);
    return Promise.all(requests.map((request) => endpoint.ask(request)));
  };
  expect(await ask(url)).toEqual(await ask((await serve()).url));
  const stats = (await (await fetch(`${url}/stats`)).json()) as Stats;
  expect(Object.values(stats.delivered)).toEqual(new Array(20).fill(1));
  expect(Object.keys(stats.faults).toSorted()).toEqual(["429", "drop", "truncated"]);
});
