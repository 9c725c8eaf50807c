import { expect, it, onTestFinished } from "vitest";
import { publicId, readSpending, stageOf } from "../../src/store/index.ts";
import type { Fault } from "../endpoint/faults.ts";
import { startServer } from "../endpoint/server.ts";
import { latestRun, reading } from "../pipeline/tiny.ts";
import { answersOf, callsOf, stagesOf } from "./books.ts";
import { project, run, start } from "./project.ts";

const isGenerator = (body: string): boolean => body.includes('"model":"writer"');

it("failed rows keep their error until they are asked for again, and then they alone are", async () => {
  const bodies: string[] = [];
  let broken: readonly (readonly [RegExp, Fault])[] = [
    [/Say it again: number [1-4] /, "filtered"],
    [/Say it again: number [56] /, "400"],
    [/Say it again: number [78] /, "503"],
    [/"model":"reader"/, "422"],
  ];
  const server = await startServer({
    plan(body) {
      bodies.push(body);
      return broken.find(([words]) => words.test(body))?.[1];
    },
  });
  onTestFinished(() => server.close());
  const made = project(server.url, { attempts: 1, synthesis: 16, calibration: 6, test: 4 });
  const inSitting = async (...flags: string[]) => {
    const before = bodies.length;
    const ended = await run(made, ...flags);
    expect(ended.stderr).not.toContain("pstar:");
    expect(ended.code).toBe(0);
    return { asked: bodies.slice(before), ...ended };
  };
  const rows = () => reading(made.db, answersOf);
  const failed = () => rows().filter(({ output }) => output === null);
  const isBroken = (input: string) => /^number [1-8] /.test(input);

  const isHealed = (input: string) => /^number [1-4] /.test(input);
  const keysOf = () => reading(made.db, (store) => stagesOf(store).map(({ key }) => key));

  const first = await inSitting();
  const before = rows();
  expect(failed().length).toBeGreaterThan(3);
  for (const { example, output, error } of before) {
    expect(output === null).toBe(isBroken(example.input));
    expect(error === null).toBe(!isBroken(example.input));
  }
  const scoresFailed = () =>
    reading(made.db, (store) => stagesOf(store, "verify").map(({ name, books }) => [name, books!.failed]));
  expect(Object.fromEntries(scoresFailed())).toMatchObject({
    "synthesis by judge": 32,
    "calibration by judge": 12,
  });

  // Without the flag nothing is done again.
  const second = await inSitting();
  expect(second.asked).toEqual([]);
  expect(rows()).toEqual(before);

  // The judge answers now; of the generator's rows half recover.
  broken = broken.slice(1, 3);
  const run1 = reading(made.db, latestRun);
  const third = await inSitting("--retry-errors");
  const generated = third.asked.filter(isGenerator);
  expect(generated.every((body) => /Say it again: number [1-8] /.test(body))).toBe(true);
  expect(new Set(generated).size).toBe(generated.length);
  expect(generated.length).toBe(before.filter(({ output }) => output === null).length);
  expect(failed().every(({ example }) => /^number [5-8] /.test(example.input))).toBe(true);
  expect(failed().length).toBeGreaterThan(0);
  // What was made of the earlier rows is made anew of these.
  reading(made.db, (store) => {
    expect(latestRun(store)).toBeGreaterThan(run1);
    const synthesis = stagesOf(store, "generate").find(({ name }) => name === "synthesis")!;
    const readers = stagesOf(store, "verify", "select").filter(({ inputs }) =>
      inputs.some(({ stageId }) => stageId === synthesis.id),
    );
    expect(readers.length).toBeGreaterThan(5);
    for (const { books } of readers) {
      expect(books!.input).toBe(32);
      expect(books!.failed === 0 || books!.failed === synthesis.books!.failed).toBe(true);
    }
  });
  // Paid is what both attempts cost: the withheld answers of the first too.
  const filtered = server.stats.faults.filtered!;
  const spent = reading(made.db, (store) => readSpending(store));
  expect(spent.inputTokens).toBe(server.stats.inputTokens + 3 * filtered);
  expect(spent.outputTokens).toBe(server.stats.outputTokens + 2 * filtered);
  expect(spent.cost).toBeCloseTo((spent.inputTokens + 2 * spent.outputTokens) / 1e6, 12);
  expect(filtered).toBeGreaterThan(0);

  // The earlier attempt is still there, with its error, and so is the way back from either.
  const old = before.find(
    ({ id, output, example }) =>
      output === null && isHealed(example.input) && stageOf(id) === stageOf(before[0]!.id),
  )!;
  const now = rows().find(({ exampleId, sample }) => exampleId === old.exampleId && sample === old.sample)!;
  expect(now.output).not.toBeNull();
  for (const { id, error, output } of [old, now]) {
    const traced = await start(["trace", publicId("candidate", id), "--db", made.db]).ended;
    expect(traced.code).toBe(0);
    expect(traced.stdout).toContain(output === null ? `error: ${error}` : `output: ${output}`);
    expect(traced.stdout).toContain("generate synthesis");
  }

  // All recover; after that there is nothing left to try again.
  broken = [];
  const fourth = await inSitting("--retry-errors");
  expect(fourth.asked.filter(isGenerator).every((body) => /Say it again: number [5-8] /.test(body))).toBe(
    true,
  );
  expect(failed()).toEqual([]);
  expect(Object.fromEntries(scoresFailed())).toMatchObject({
    "synthesis by judge": 0,
    "calibration by judge": 0,
  });
  const stages = keysOf();
  const fifth = await inSitting("--retry-errors");
  expect(fifth.asked).toEqual([]);
  expect(keysOf()).toEqual(stages);
  expect(Math.max(...Object.values(server.stats.delivered))).toBe(1);
  expect(reading(made.db, callsOf).every(({ error }) => error === null)).toBe(true);
  expect(first.asked.length).toBeGreaterThan(0);
});
