import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { loadConfig } from "../../src/config/index.ts";
import { checkJudge, planJudgeCheck, runPipeline, type Verb } from "../../src/pipeline/index.ts";
import { createRandom } from "../../src/random/generator.ts";
import { listStages } from "../../src/store/index.ts";
import { type Replies, type Sent, startReplying } from "../endpoint/replying.ts";
import { callsOf } from "../endpoint-run/books.ts";
import { type ProjectOptions, project } from "../endpoint-run/project.ts";
import { damage, latestRun, reading } from "./tiny.ts";

const asked = ({ body }: Sent): string => body.messages.at(-1)!.content;
const isPair = (sent: Sent): boolean => asked(sent).includes("<first-");
const isVerdict = (sent: Sent): boolean => asked(sent).includes("<text-");
const shown = (sent: Sent, place: string): string =>
  new RegExp(`<${place}-\\w+>\\n(.*)\\n</${place}-`).exec(asked(sent))![1]!;

/** A server whose answers are of many lengths by their seeds, and which judges as it is told. */
async function judging(judge: (sent: Sent) => Replies) {
  const server = await startReplying((sent) => {
    if (isPair(sent) || isVerdict(sent)) return judge(sent);
    return [{ content: `number ${"on and ".repeat((sent.body.seed ?? 0) % 9)}${sent.body.seed}` }];
  });
  onTestFinished(() => server.close());
  return server;
}

const chooses = (better: string): Replies => [{ content: JSON.stringify({ reason: "so", better }) }];
const scores = (score: number): Replies => [{ content: JSON.stringify({ reason: "so", score }) }];

/** What commands about one pipeline do. */
function working(url: string, options: ProjectOptions = {}, pairs = 100) {
  const { file, folder } = project(url, { synthesis: 4, calibration: 10, test: 2, ...options });
  const { config, text: configText } = loadConfig(file);
  const db = join(folder, "prompts.db");
  const silent = { configText, signal: new AbortController().signal, onProgress: () => {} };
  const own = { db, pairs };
  return {
    db,
    run: (through: Verb) => runPipeline(config, { db, ...silent, through }),
    plan: (more: { verifier?: string; pairs?: number } = {}) => planJudgeCheck(config, { ...own, ...more }),
    check: (more: { retryErrors?: boolean; maxCost?: number; pairs?: number } = {}) =>
      checkJudge(config, { ...own, ...silent, ...more }),
  };
}

const judges = (...names: readonly string[]): ProjectOptions => ({
  verifiers: names.map((name) => `  - { kind: judge, SERVER, model: reader, name: ${name} }`).join("\n"),
});

describe("checking a judge", () => {
  it("finds one that goes by length and by order, and asks each question once", async () => {
    const server = await judging((sent) =>
      isPair(sent) ? chooses("first") : scores(1 + Math.min(4, shown(sent, "text").length / 50)),
    );
    const { run, plan, check, db } = working(server.url, judges("judge, repeats: 2"));
    await run("generate");
    const verdicts = 2 * 10 * 2;
    const planned = await plan();
    expect(planned).toMatchObject({ kind: "judge-check", status: "new", rows: verdicts + 2 * 10, known: 0 });
    expect(planned.atMost).toMatchObject({ requests: planned.rows, outputTokens: planned.rows! * 256 });

    server.sent.length = 0;
    const { report, ...about } = await check();
    expect(about).toEqual({ run: "r2", db, verifier: "judge", model: "reader" });
    expect(server.sent).toHaveLength(planned.rows!);
    expect(report).toMatchObject({
      candidates: 20,
      repeats: 2,
      scores: verdicts,
      unreadable: 0,
      refused: 0,
      agreement: 1,
      lengthCorrelation: 1,
    });
    expect(report.position).toMatchObject({ pairs: 10, failed: 0 });
    expect(report.position.first!.estimate).toBe(1);
    expect(report.position.consistent!.estimate).toBe(0);

    expect((await check()).report).toEqual(report);
    expect(await plan()).toMatchObject({ status: "done", known: 0 });
    expect(server.sent).toHaveLength(planned.rows!);
    reading(db, (store) => {
      const stage = listStages(store, latestRun(store)).find(({ kind }) => kind === "judge-check")!;
      expect(stage.books).toEqual({ input: 60, kept: 60, rejected: 0, failed: 0 });
      expect(callsOf(store).filter(({ stageId }) => stageId === stage.id)).toHaveLength(60);
    });
    expect(damage(db)).toEqual([]);
  });

  it("takes the verdicts of a run, and gives a run its own", async () => {
    const server = await judging((sent) =>
      isPair(sent) ? chooses("second") : scores(1 + (shown(sent, "text").length % 5)),
    );
    const options = judges("judge, repeats: 2");
    const [before, after] = [working(server.url, options, 4), working(server.url, options, 4)];
    await before.run("verify");
    expect(await before.plan()).toMatchObject({ rows: 48, known: 40, atMost: { requests: 8 } });
    server.sent.length = 0;
    const first = await before.check();
    expect(server.sent.map(isPair)).toEqual(new Array(8).fill(true));

    await after.run("generate");
    const second = await after.check();
    expect(second.report).toEqual(first.report);
    server.sent.length = 0;
    await after.run("verify");
    expect(server.sent.filter(isVerdict)).toHaveLength(2 * 4 * 2);
  });

  it("holds the correctness of answers fixed where it looks at length", async () => {
    // Scores by correctness and by whim, and what is correct is long: length tells nothing besides.
    const whim = createRandom(1);
    const server = await startReplying((sent) => {
      if (isPair(sent)) return chooses(shown(sent, "first") > shown(sent, "second") ? "first" : "second");
      if (isVerdict(sent)) return scores((shown(sent, "text").includes("right") ? 4 : 1) + whim.integer(2));
      const seed = sent.body.seed ?? 0;
      return [
        { content: seed % 2 === 0 ? `right ${"so ".repeat(12 + (seed % 5))}` : `w${"o".repeat(seed % 7)}` },
      ];
    });
    onTestFinished(() => server.close());
    const rows = Array.from({ length: 46 }, (_, i) => ({
      prompt: `number ${i}`,
      answer: "right",
      topic: "a",
    }));
    const { run, check } = working(server.url, { rows, calibration: 40 });
    await run("generate");
    const { report } = await check();
    expect(report.lengthCorrelation).toBeGreaterThan(0.7);
    expect(Math.abs(report.lengthCorrelationGivenLabel!)).toBeLessThan(0.3);
    expect(report.agreement).toBeNull();
    expect(report.position.consistent!.estimate).toBe(1);
    expect(report.position.first!.estimate).toBe(0.5);
  });

  it("counts what failed, and asks that again only where it is wanted", async () => {
    let isOpen = false;
    const server = await judging((sent) => {
      const isLost = /number \d*[13579] /.test(shown(sent, "source"));
      if (isLost && !isOpen) return { status: 400, message: "no" };
      return isPair(sent) ? chooses("first") : scores(3);
    });
    const { run, check, db } = working(server.url);
    await run("generate");
    const { report } = await check();
    const lost = report.position.failed;
    expect(lost).toBeGreaterThan(0);
    expect(report).toMatchObject({
      scores: 20 - 2 * lost,
      refused: 2 * lost,
      position: { pairs: 10 - lost },
    });
    isOpen = true;
    server.sent.length = 0;
    expect((await check()).report).toEqual(report);
    expect(server.sent).toEqual([]);
    const again = await check({ retryErrors: true });
    expect(server.sent).toHaveLength(4 * lost);
    expect(again.report).toMatchObject({ scores: 20, refused: 0, position: { pairs: 10, failed: 0 } });
    expect((await check()).report).toEqual(again.report);
    expect(damage(db)).toEqual([]);
  });

  it("stops before it costs more than it may, and goes on from there", async () => {
    const server = await judging((sent) => (isPair(sent) ? chooses("first") : scores(3)));
    const { run, check, plan } = working(server.url);
    await run("generate");
    const { rows, atMost } = await plan();
    await expect(check({ maxCost: (2 * atMost!.cost!) / rows! })).rejects.toThrow(/budget/);
    const { known } = await plan();
    expect(known).toBeGreaterThan(0);
    expect(known).toBeLessThan(rows!);
    server.sent.length = 0;
    await check();
    expect(server.sent).toHaveLength(rows! - known);
  });

  it("says what is missing: answers, a judge, or which", async () => {
    const url = "http://127.0.0.1:9/v1";
    await expect(working(url).plan()).rejects.toMatchObject({
      exitCode: 2,
      message: "there are no answers yet to check it on",
    });
    await expect(working(url).check()).rejects.toMatchObject({ exitCode: 2 });
    await expect(working(url, { verifiers: "  - { kind: oracle }" }).plan()).rejects.toMatchObject({
      exitCode: 2,
      message: "none of the pipeline's verifiers is a judge",
    });
    await expect(working(url, judges("strict", "mild")).plan()).rejects.toMatchObject({
      exitCode: 2,
      remedy: "say which with --verifier: strict, mild",
    });
    await expect(working(url, judges("strict", "mild")).plan({ verifier: "stirct" })).rejects.toMatchObject({
      exitCode: 2,
      remedy: 'did you mean "strict"?',
    });
  });
});
