import { expect, it, onTestFinished } from "vitest";
import { readSpending } from "../../src/store/index.ts";
import type { Asked } from "../endpoint/answers.ts";
import type { Fault } from "../endpoint/faults.ts";
import { seededPlan, startServer } from "../endpoint/server.ts";
import { damage, reading } from "../pipeline/tiny.ts";
import { answersOf, callsOf, stagesOf, sumOf } from "./books.ts";
import { project, run } from "./project.ts";

const trouble: readonly Fault[] = [
  "429",
  "429-retry-after",
  "500",
  "503",
  "drop",
  "drop-in-body",
  "truncated",
  "malformed",
  "empty-body",
  "no-choices",
  "error-in-200",
  "html",
];

/** Every request fails twice at most and is sent three times, but for these, which fail for ever. */
const hopeless: readonly (readonly [string, Fault])[] = [
  ["number 3 ", "400"],
  ["number 5 ", "500"],
  ["number 8 ", "malformed"],
  ["number 11 ", "filtered"],
];

const textOf = (body: string): string =>
  (JSON.parse(body) as Asked).messages!.map(({ content }) => content).join("\n");

/** What `no-choices` and `filtered` say they used, for nothing. */
const wasted = { inputTokens: 3, outputTokens: 2 };

it("whatever goes wrong, no row is lost, none is paid for twice, and all books balance", async () => {
  const passing = seededPlan(0.4, { kinds: trouble, most: 2, seed: 7 });
  const bodies: string[] = [];
  const server = await startServer({
    plan(body, nth) {
      bodies.push(body);
      const words = textOf(body);
      const isSlow = nth === 1 && words.includes("again: number 2 ");
      return hopeless.find(([start]) => words.includes(start))?.[1] ?? (isSlow ? "hang" : passing(body, nth));
    },
  });
  onTestFinished(() => server.close());
  // Long enough for a busy machine: an answer that comes too late is paid for twice.
  const made = project(server.url, { attempts: 3, timeoutSeconds: 4 });
  const { code, stderr } = await run(made);
  expect(stderr).not.toContain("pstar:");
  expect(code).toBe(0);
  expect(damage(made.db)).toEqual([]);

  const { stats } = server;
  for (const kind of [...trouble, "hang"] as const) expect(stats.faults[kind] ?? 0, kind).toBeGreaterThan(0);
  reading(made.db, (store) => {
    // Every row is there, once, with its answer or with its error.
    const rows = answersOf(store);
    expect(rows).toHaveLength(2 * 24 + 2 * 10 + 6);
    const failed = rows.filter(({ output }) => output === null);
    for (const { example, output, error } of rows) {
      const isHopeless = hopeless.some(([start]) => example.input.startsWith(start));
      expect([output === null, error !== null]).toEqual([isHopeless, isHopeless]);
    }
    const errorsOf = (start: string): string[] =>
      failed.flatMap(({ example, error }) => (example.input.startsWith(start) ? [error!] : []));
    expect(new Set(errorsOf("number 3 "))).toEqual(new Set(["400 bad [31m request"]));
    expect(new Set(errorsOf("number 5 "))).toEqual(
      new Set(["500 so it is planned (the last of 3 attempts)"]),
    );
    expect(new Set(errorsOf("number 8 "))).toEqual(
      new Set(["an answer that is no JSON, or only the start of one (the last of 3 attempts)"]),
    );
    expect(new Set(errorsOf("number 11 "))).toEqual(
      new Set(["the server's content filter withheld the answer"]),
    );

    // In = kept + rejected + failed, and what is out of one stage goes into the next.
    const stages = stagesOf(store);
    for (const { books } of stages) {
      expect(books!.input).toBe(books!.kept + books!.rejected + books!.failed);
    }
    const synthesis = stages.find(({ kind, name }) => kind === "generate" && name === "synthesis")!;
    for (const { books } of stages.filter(({ inputs }) => inputs[0]?.stageId === synthesis.id)) {
      expect(books!.input).toBe(48);
    }
    for (const verify of stages.filter(
      ({ kind, name }) => kind === "verify" && name.startsWith("synthesis"),
    )) {
      expect(verify.books!.failed).toBe(synthesis.books!.failed);
    }

    // No request is answered whole twice. What was cut on its way (`drop-in-body`, `truncated`, `malformed`) may have been
    // paid for as well: no client can know, so it is asked again, and nothing is booked.
    expect(Math.max(...Object.values(stats.delivered))).toBe(1);
    expect(new Set(bodies).size).toBe(callsOf(store).length);
    expect(sumOf(callsOf(store), ({ attempts }) => attempts)).toBe(stats.requests);

    // What the store says was used and paid is what the server delivered, and what it said it used for nothing.
    const spent = readSpending(store);
    const forNothing = (stats.faults["no-choices"] ?? 0) + (stats.faults.filtered ?? 0);
    expect(spent.answered).toBe(Object.keys(stats.delivered).length);
    expect(spent.inputTokens).toBe(stats.inputTokens + forNothing * wasted.inputTokens);
    expect(spent.outputTokens).toBe(stats.outputTokens + forNothing * wasted.outputTokens);
    expect(spent.cost).toBeCloseTo((spent.inputTokens + 2 * spent.outputTokens) / 1e6, 12);

    // Candidates carry what their own answers cost, and so do the judge's requests.
    const judges = stagesOf(store, "verify").map(({ id }) => id);
    const judged = callsOf(store).filter(
      ({ stageId, response }) => response !== null && judges.includes(stageId),
    );
    const usages = judged.map(({ response }) => JSON.parse(response!).usage);
    const ofJudge = sumOf(usages, (usage) => (usage.prompt_tokens + 2 * usage.completion_tokens) / 1e6);
    const ofNothing = (forNothing * (wasted.inputTokens + 2 * wasted.outputTokens)) / 1e6;
    expect(sumOf(rows, ({ cost }) => cost) + ofJudge + ofNothing).toBeCloseTo(spent.cost, 12);
  });
});
