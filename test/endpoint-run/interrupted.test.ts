import { setTimeout } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import type { Fault } from "../endpoint/faults.ts";
import { type ServerOptions, startServer } from "../endpoint/server.ts";
import { contents, reading } from "../pipeline/tiny.ts";
import { callsOf } from "./books.ts";
import { project, run, start } from "./project.ts";

const small = { synthesis: 16, calibration: 6, test: 4 };

/** A server, and a promise of the moment when so many requests have come to it. */
async function serve(many: number, options: Omit<ServerOptions, "plan">, fault: () => Fault | undefined) {
  const reached = Promise.withResolvers<void>();
  let asked = 0;
  const plan = () => {
    if (++asked === many) reached.resolve();
    return fault();
  };
  const server = await startServer({ ...options, plan });
  onTestFinished(() => server.close());
  return { server, reached: reached.promise };
}

it("the first Ctrl-C lets what is under way finish, keeps it, and the same command goes on", async () => {
  const { server, reached } = await serve(6, { latency: 200 }, () => undefined);
  const made = project(server.url, small);
  const { child, ended } = start(["run", made.file, "--db", made.db, "-j", "4"]);
  await reached;
  child.kill("SIGINT");
  const end = await ended;
  expect(end).toMatchObject({ code: 130, signal: null });
  expect(end.stderr).toContain(
    "Stopping: finishing the batch at hand and saving. Ctrl-C again quits at once.",
  );
  expect(end.stderr).toContain(
    `Stopped. What was done is in ${made.db}; the same command goes on from there.`,
  );
  expect(end.stderr).not.toContain("pstar:");
  // Whatever was sent came back and is kept.
  const kept = reading(made.db, callsOf).filter(({ response }) => response !== null);
  expect(kept).toHaveLength(server.stats.requests);
  expect(server.stats.requests).toBeLessThan(6 + 3 * 4);

  expect(await run(made)).toMatchObject({ code: 0 });
  expect(Math.max(...Object.values(server.stats.delivered))).toBe(1);
  expect(await run({ ...made, db: `${made.folder}/alone.db` })).toMatchObject({ code: 0 });
  expect(contents(made.db)).toEqual(contents(`${made.folder}/alone.db`));
});

it("Ctrl-C while the server has all wait ends at once, and nothing has failed by it", async () => {
  let fault: Fault | undefined = "429";
  const { server, reached } = await serve(4, {}, () => fault);
  const made = project(server.url, small);
  const { child, ended } = start(["run", made.file, "--db", made.db, "-j", "4"]);
  await reached;
  await setTimeout(50);
  child.kill("SIGINT");
  expect(await ended).toMatchObject({ code: 130 });
  expect(server.stats.requests).toBeLessThan(12);
  fault = undefined;
  expect(await run(made)).toMatchObject({ code: 0 });
  expect(reading(made.db, callsOf).every(({ error }) => error === null)).toBe(true);
});

it("the second Ctrl-C quits, whatever is under way", async () => {
  let fault: Fault | undefined = "hang";
  const { server, reached } = await serve(4, {}, () => fault);
  const made = project(server.url, { ...small, timeoutSeconds: 250 });
  const { child, ended } = start(["run", made.file, "--db", made.db, "-j", "4"]);
  await reached;
  const stopping = new Promise<void>((resolve) => {
    child.stderr.on("data", (text) => String(text).includes("Stopping:") && resolve());
  });
  child.kill("SIGINT");
  await stopping;
  child.kill("SIGINT");
  expect(await ended).toMatchObject({ code: null, signal: "SIGINT" });
  expect(server.stats.requests).toBe(4);
  fault = undefined;
  expect(await run(made)).toMatchObject({ code: 0 });
});
