import { existsSync } from "node:fs";
import { expect, it, onTestFinished } from "vitest";
import { readSpending } from "../../src/store/index.ts";
import { startServer } from "../endpoint/server.ts";
import { contents, reading } from "../pipeline/tiny.ts";
import { project, run } from "./project.ts";

const small = { synthesis: 16, calibration: 6, test: 4 };

async function serve() {
  const server = await startServer();
  onTestFinished(() => server.close());
  return server;
}

const spendingOf = (db: string) => reading(db, (store) => readSpending(store));

it("a limit of cost ends a run before it is passed, wherever it falls, and a higher one goes on from there", async () => {
  const server = await serve();
  const made = project(server.url, small);
  expect(await run(made)).toMatchObject({ code: 0 });
  const { cost } = spendingOf(made.db);
  const alone = { contents: contents(made.db), requests: server.stats.requests };

  const db = `${made.folder}/limited.db`;
  let paid = 0;
  // While answers are generated, and while they are judged.
  for (const share of [0.3, 0.9]) {
    const limit = share * cost;
    const { code, stderr } = await run({ ...made, db }, "--max-cost", String(limit));
    expect(code).toBe(1);
    const told = stderr.split("\n").filter((line) => line.startsWith("pstar: "));
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(
      /^pstar: the budget of \$[\d.]+ is spent \(\$[\d.]+ so far, .*\) — raise --max-cost; everything answered so far is kept$/,
    );
    const spent = spendingOf(db);
    expect(spent.cost).toBeLessThanOrEqual(limit);
    expect(spent.answered).toBeGreaterThan(paid);
    expect(spent.answered + alone.requests).toBe(server.stats.requests);
    paid = spent.answered;
  }
  expect(await run({ ...made, db }, "--max-cost", "1")).toMatchObject({ code: 0 });
  expect(contents(db)).toEqual(alone.contents);
  expect(spendingOf(db).cost).toBeCloseTo(cost, 12);
  expect(server.stats.requests).toBe(2 * alone.requests);
  // A limit that is passed already is none where nothing is left to ask.
  expect(await run({ ...made, db }, "--max-cost", "0")).toMatchObject({ code: 0 });
});

it("without a price there is no limit to keep to, and nothing is sent; for nothing there is", async () => {
  const server = await serve();
  const { code, stderr } = await run(project(server.url, { ...small, price: null }), "--max-cost", "1");
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /pstar: price: the price of writer is not known.* — give `price: \{ input: …, output: … \}`/,
  );
  expect(server.stats.requests).toBe(0);
  expect(await run(project(server.url, { ...small, price: [0, 0] }), "--max-cost", "0")).toMatchObject({
    code: 0,
  });
});

it("a dry run says how often is asked and for how much at most, and asks nothing", async () => {
  const server = await serve();
  const made = project(server.url, small);
  const dry = await run(made, "--dry-run");
  expect(dry).toMatchObject({ code: 0, stderr: "" });
  // 22 inputs twice and 4 once, and a judge of the 44.
  const [, requests, cost] = /asked at most (\d+) times, .*; they cost ([\d.]+) at most/.exec(dry.stdout)!;
  expect(requests).toBe(String(44 + 4 + 44));
  expect(dry.stdout).toMatch(/generate: synthesis +32 +to do/);
  expect(server.stats.requests).toBe(0);
  expect(existsSync(made.db)).toBe(false);

  expect(await run(made)).toMatchObject({ code: 0 });
  expect(server.stats.requests).toBeLessThanOrEqual(Number(requests));
  expect(spendingOf(made.db).cost).toBeLessThan(Number(cost));
  const asked = server.stats.requests;
  const again = await run(made, "--dry-run", "--retry-errors");
  expect(again.stdout).not.toContain("at most");
  expect(server.stats.requests).toBe(asked);
});
