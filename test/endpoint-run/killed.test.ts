import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createRandom } from "../../src/random/generator.ts";
import { answer } from "../endpoint/answers.ts";
import { startServer } from "../endpoint/server.ts";
import { contents, damage, reading } from "../pipeline/tiny.ts";
import { callsOf, stagesOf } from "./books.ts";
import { project, run, start } from "./project.ts";

const atOnce = 4;
const kills = 6;

it("killed time and again, a run asks for nothing it has an answer to, and ends as one that nobody disturbs", async () => {
  const bodies: string[] = [];
  let asked = (): void => {};
  const server = await startServer({
    latency: 10,
    plan(body) {
      bodies.push(body);
      asked();
      return undefined;
    },
  });
  onTestFinished(() => server.close());
  const made = project(server.url);
  const flags = ["-j", String(atOnce)];
  expect(await run(made, ...flags)).toMatchObject({ code: 0 });
  const alone = { contents: contents(made.db), summaries: summariesOf(made.db), bodies: bodies.splice(0) };

  const db = join(made.folder, "killed.db");
  const random = createRandom(3);
  /** Requests that a sitting had an answer to when it began, by their answers. */
  const answered = (): Set<string> =>
    new Set(reading(db, (store) => callsOf(store).map(({ response }) => response!)));
  let known = new Set<string>();
  for (let kill = 0; kill < kills; kill++) {
    const before = bodies.length;
    // All of the last of them come to less than there is to ask, so that none is too late.
    const last = 1 + random.integer(Math.floor(alone.bodies.length / kills) - atOnce);
    const { child, ended } = start(["run", made.file, "--db", db, ...flags]);
    asked = () => {
      if (bodies.length >= before + last) child.kill("SIGKILL");
    };
    expect(await ended).toMatchObject({ signal: "SIGKILL" });
    asked = () => {};
    for (const body of bodies.slice(before))
      expect(known).not.toContain(JSON.stringify(answer(JSON.parse(body))));
    known = answered();
  }
  const before = bodies.length;
  expect(await run({ ...made, db }, ...flags)).toMatchObject({ code: 0 });
  for (const body of bodies.slice(before))
    expect(known).not.toContain(JSON.stringify(answer(JSON.parse(body))));

  expect(contents(db)).toEqual(alone.contents);
  expect(summariesOf(db)).toEqual(alone.summaries);
  expect(damage(db)).toEqual([]);
  // What was under way at a kill is asked twice, and nothing else.
  expect(new Set(bodies)).toEqual(new Set(alone.bodies));
  expect(bodies.length).toBeGreaterThan(alone.bodies.length);
  expect(bodies.length).toBeLessThanOrEqual(alone.bodies.length + kills * atOnce);
});

const summariesOf = (db: string) =>
  reading(db, (store) => Object.fromEntries(stagesOf(store).map(({ key, summary }) => [key, summary])));

it("a judge killed after its first batch of rows speaks of all of them in the end", async () => {
  let asked = 0;
  let enough = Number.POSITIVE_INFINITY;
  const reach = Promise.withResolvers<void>();
  const server = await startServer({
    plan() {
      if (++asked >= enough) reach.resolve();
      return undefined;
    },
  });
  onTestFinished(() => server.close());
  const made = project(server.url, {
    ...{ synthesis: 272, calibration: 2, test: 2 },
    generator: "  { kind: file, file: prompts.jsonl, fields: { input: prompt, output: answer } }",
    verifiers: "  - { kind: judge, SERVER, model: reader }",
  });
  // A batch is 256 rows: the next request is of the second.
  enough = 257;
  const { child, ended } = start(["verify", made.file, "--db", made.db]);
  await reach.promise;
  child.kill("SIGKILL");
  expect(await ended).toMatchObject({ signal: "SIGKILL" });
  expect(await start(["verify", made.file, "--db", made.db]).ended).toMatchObject({ code: 0 });
  const [synthesis] = reading(made.db, (store) => stagesOf(store, "verify"));
  expect(synthesis).toMatchObject({ books: { input: 272 }, summary: { candidates: 272, scores: 272 } });
  expect(Math.max(...Object.values(server.stats.delivered))).toBeLessThanOrEqual(2);
  expect(asked).toBeLessThan(274 + 20);
});
