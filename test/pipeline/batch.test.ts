import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/index.ts";
import { readPipelineBatch, runPipeline, type Verb, writePipelineBatch } from "../../src/pipeline/index.ts";
import { createRandom, shuffle } from "../../src/random/generator.ts";
import { listStages } from "../../src/store/index.ts";
import { serve } from "../endpoint/asking.ts";
import { hashOf, type TestServer } from "../endpoint/server.ts";
import { callsOf } from "../endpoint-run/books.ts";
import { type Project, type ProjectOptions, project } from "../endpoint-run/project.ts";
import { contents, damage, lasting, latestRun, pipelineFile, reading, tiny } from "./tiny.ts";

const silent = { signal: new AbortController().signal, onProgress: () => {} };

/** What a command about a project's pipeline does, on a database. */
function working({ file, folder }: Project, name = "prompts.db") {
  const { config, text: configText } = loadConfig(file);
  const db = join(folder, name);
  const options = { db, configText, ...silent };
  const path = join(folder, "requests.jsonl");
  return {
    db,
    path,
    write: (retryErrors = false) => writePipelineBatch(config, path, { ...options, retryErrors }),
    read: (...files: string[]) => readPipelineBatch(config, files, options),
    run: (through: Verb = "evaluate", retryErrors = false) =>
      runPipeline(config, { ...options, through, retryErrors }),
  };
}

interface Line {
  readonly custom_id: string;
  readonly url: string;
  readonly body: unknown;
}

const linesOf = (path: string): Line[] =>
  readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

/** Does what a batch's server does: asks each line, in an order of its own, and writes what came; a line in `failing` fails. */
async function perform(path: string, server: TestServer, failing: (line: number) => boolean = () => false) {
  const lines = linesOf(path).map((line, i) => ({ ...line, fails: failing(i) }));
  const results = await Promise.all(
    shuffle(lines, createRandom(3)).map(async ({ custom_id, url, body, fails }, i) => {
      if (fails && i % 2 === 0)
        return { custom_id, response: null, error: { code: "batch_expired", message: "too late" } };
      if (fails)
        return {
          custom_id,
          response: { status_code: 400, body: { error: { message: "bad" } } },
          error: null,
        };
      const reply = await fetch(new URL(url, server.url), { method: "POST", body: JSON.stringify(body) });
      return {
        id: `b${i}`,
        custom_id,
        response: { status_code: reply.status, body: await reply.json() },
        error: null,
      };
    }),
  );
  const out = path.replace(/\.jsonl$/, ".out.jsonl");
  writeFileSync(out, results.map((line) => `${JSON.stringify(line)}\n`).join(""));
  return { out, lines };
}

const oracle: ProjectOptions = { verifiers: "  - { kind: oracle }" };
const counts = { answered: 0, failed: 0, known: 0, unknown: 0, missing: 0, malformed: [] };

describe("a pipeline's batch", () => {
  it("answers its generator: the run asks no more than what failed, and ends like one without a batch", async () => {
    const server = await serve();
    const made = project(server.url, oracle);
    const { write, read, run, db, path } = working(made);

    const written = await write();
    expect(written).toMatchObject({ db, waiting: [] });
    expect(written.parts).toMatchObject([
      {
        asker: "generator",
        model: "writer",
        files: [path],
        requests: 2 * 24 + 2 * 10 + 6,
        known: 0,
        failed: 0,
      },
    ]);
    expect(server.stats.requests).toBe(0);

    const { out, lines } = await perform(path, server, (i) => i % 10 === 3);
    const failed = lines.filter(({ fails }) => fails);
    const results = await read(out);
    expect(results).toMatchObject({ ...counts, answered: 74 - failed.length, failed: failed.length });

    const before = server.stats.requests;
    const result = await run();
    expect(server.stats.requests - before).toBe(failed.length);
    for (const { body } of lines) expect(server.stats.delivered[hashOf(JSON.stringify(body))]).toBe(1);
    expect(damage(db)).toEqual([]);

    const live = working(made, "live.db");
    const direct = await live.run();
    expect(lasting(result)).toEqual(lasting(direct));
    expect(contents(db)).toEqual(contents(live.db));
  });

  it("answers its judges once the answers to judge are there", async () => {
    const server = await serve();
    const { write, read, run, db, path } = working(project(server.url));

    const first = await write();
    expect(first.waiting).toEqual(["judge"]);
    await read((await perform(path, server)).out);
    await run("generate");

    const second = await write();
    expect(second.waiting).toEqual([]);
    const judged = 2 * 24 + 2 * 10;
    expect(second.parts).toMatchObject([
      { asker: "generator", files: [], requests: 0, known: 74 },
      { asker: "judge", model: "reader", files: [path], requests: judged, known: 0 },
    ]);
    expect(await read((await perform(path, server)).out)).toMatchObject({ ...counts, answered: judged });

    const before = server.stats.requests;
    await run();
    expect(server.stats.requests).toBe(before);
    reading(db, (store) => {
      const stages = new Map(listStages(store, latestRun(store)).map((stage) => [stage.id, stage]));
      const ownersOf = (kind: string): string[] =>
        callsOf(store).flatMap(({ stageId }) => {
          const stage = stages.get(stageId)!;
          return stage.kind === kind ? [stage.name] : [];
        });
      const tally = (names: readonly string[]) =>
        Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));
      expect(tally(ownersOf("generate"))).toEqual({ synthesis: 48, calibration: 20 });
      expect(tally(ownersOf("evaluate"))).toEqual({ generator: 6 });
      expect(tally(ownersOf("verify"))).toEqual({ "synthesis by judge": 48, "calibration by judge": 20 });
    });
  });

  it("has a file for each asker, and reads them all at once", async () => {
    const server = await serve();
    const { write, read, run, path, db } = working(project(server.url));
    await run("generate");
    const written = await write();
    const other = path.replace("requests", "requests.judge");
    expect(written.parts.map(({ asker, files, requests }) => [asker, files, requests])).toEqual([
      ["generator", [path], 6],
      ["judge", [other], 68],
    ]);
    const outs = [(await perform(path, server)).out, (await perform(other, server)).out];
    expect(await read(...outs)).toMatchObject({ ...counts, answered: 74 });
    expect(await read(...outs)).toMatchObject({ ...counts, known: 74 });
    const before = server.stats.requests;
    await run();
    expect(server.stats.requests).toBe(before);
    expect(damage(db)).toEqual([]);
  });

  it("tells lines apart that are none of its own, or no lines, and what is missing", async () => {
    const server = await serve();
    const { write, read, path } = working(project(server.url, oracle));
    await write();
    const { out } = await perform(path, server);
    const lines = readFileSync(out, "utf8").trimEnd().split("\n");
    const foreign = JSON.stringify({ ...JSON.parse(lines[0]!), custom_id: "another" });
    writeFileSync(out, [...lines.slice(0, 70), foreign, '{"custom_id": "cut'].join("\n"));
    expect(await read(out)).toMatchObject({
      answered: 70,
      failed: 0,
      known: 0,
      unknown: 1,
      missing: 4,
      malformed: [`${out}:72: is no JSON, or only the start of it`],
    });
    expect((await write()).parts).toMatchObject([{ requests: 4, known: 70 }]);
  });

  it("asks again what failed only where that is wanted", async () => {
    const hopeless = (body: string) => (body.includes("number 3 ") ? ("400" as const) : undefined);
    const server = await serve({ plan: (body) => (open ? undefined : hopeless(body)) });
    let open = false;
    const { write, read, run, path, db } = working(project(server.url, oracle));
    await run();
    const failed = reading(db, (store) => callsOf(store).filter(({ error }) => error !== null).length);
    expect(failed).toBeGreaterThan(0);
    expect((await write()).parts).toMatchObject([{ requests: 0, files: [], known: 74 - failed, failed }]);

    expect((await write(true)).parts).toMatchObject([{ requests: failed, known: 74 - failed, failed: 0 }]);
    open = true;
    expect(await read((await perform(path, server)).out)).toMatchObject({ ...counts, answered: failed });
    const before = server.stats.requests;
    const result = await run();
    expect(server.stats.requests).toBe(before);
    const fresh = working(project(server.url, oracle));
    expect(lasting(await fresh.run())).toEqual(lasting(result));
  });

  it("costs half at OpenAI", async () => {
    const costs = await Promise.all(
      ["https://api.openai.com/v1", "http://127.0.0.1:9/v1"].map(async (url) => {
        const { parts } = await working(project(url, { ...oracle, price: [4, 8] })).write();
        return parts[0]!;
      }),
    );
    const [there, here] = costs;
    expect([there!.atOpenAI, here!.atOpenAI]).toEqual([true, false]);
    expect(there!.atMost.cost).toBeCloseTo(here!.atMost.cost! / 2, 12);
    const { requests, inputTokens, outputTokens, cost } = here!.atMost;
    expect([requests, outputTokens]).toEqual([74, 74 * 16]);
    expect(cost).toBeCloseTo((4 * inputTokens + 8 * outputTokens) / 1e6, 12);
  });

  it("is refused where nothing asks an endpoint", async () => {
    const made = project("http://127.0.0.1:9/v1");
    const file = pipelineFile(made.folder, tiny);
    await expect(working({ ...made, file }).write()).rejects.toMatchObject({
      name: "PstarError",
      exitCode: 2,
      message: "nothing in this pipeline asks an endpoint",
    });
  });
});
