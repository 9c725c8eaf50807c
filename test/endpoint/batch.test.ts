import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readBatch, writeBatch } from "../../src/endpoint/batch.ts";
import { openEndpoint } from "../../src/endpoint/endpoint.ts";
import type { EndpointRequest } from "../../src/endpoint/request.ts";
import { endpointOptions, requestsOf } from "../../src/generators/endpoint.ts";
import { samplingOptions } from "../../src/generators/sampling.ts";
import { type Asked, answer } from "./answers.ts";
import { chatAnswer, memoryContext, startReplying } from "./replying.ts";
import { startServer } from "./server.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pstar-batch-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const optionsOf = (more: Record<string, unknown> = {}) =>
  endpointOptions.parse({ kind: "endpoint", model: "m", baseUrl: "http://h/v1", ...more });

const sampling = samplingOptions.parse({ method: "sample", samples: 2 });
const options = optionsOf({
  price: { input: 4, output: 8 },
  maxTokens: 30,
  stop: ["."],
  logProbabilities: true,
});

/** Two requests for each of `count` inputs. */
const some = (count: number, own = options): EndpointRequest[] =>
  requestsOf(
    own,
    sampling,
    Array.from({ length: count }, (_, i) => ({
      example: { input: `line ${i}\u2028 é` },
      seeds: [2 * i, 2 * i + 1],
    })),
  );

const linesOf = (
  path: string,
): { custom_id: string; method: string; url: string; body: Record<string, unknown> }[] =>
  readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

const place = (name: string): string => join(folder, name);
const write = (name: string, lines: readonly unknown[]): string => {
  const texts = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line)));
  writeFileSync(place(name), `${texts.join("\n")}\n`);
  return place(name);
};
const succeeded = (custom_id: string, body: unknown) => ({
  id: "batch_req_1",
  custom_id,
  response: { status_code: 200, request_id: "r", body },
  error: null,
});

describe("a batch file", () => {
  it("holds the bodies that the client sends, under the keys that it keeps answers by", async () => {
    const requests = [
      ...some(3),
      {
        messages: [{ role: "user", content: "q" }],
        schema: { name: "s", schema: { type: "object" } },
        samples: 3,
      } as const,
    ];
    const server = await startReplying(({ body }) =>
      Array.from({ length: body.n ?? 1 }, () => ({ content: "yes" })),
    );
    for (const api of ["chat", "completions"] as const) {
      const own = { ...options, api, baseUrl: server.url };
      const context = memoryContext();
      const endpoint = openEndpoint(own, context);
      const asked = api === "chat" ? requests : requests.slice(0, 6);
      const { files } = writeBatch(place(`${api}.jsonl`), own, asked, context);
      server.sent.length = 0;
      await Promise.all(asked.map((request) => endpoint.ask({ ...request })));
      const lines = linesOf(files[0]!);
      expect(lines.map((line) => line.custom_id)).toEqual(asked.map((request) => endpoint.keyOf(request)));
      const bodies = (list: { body: unknown }[]): string[] =>
        list.map(({ body }) => JSON.stringify(body)).sort();
      expect(new Set(bodies(lines))).toEqual(new Set(bodies(server.sent)));
      expect(new Set(lines.map(({ method, url }) => `${method} ${url}`))).toEqual(
        new Set([`POST ${server.sent[0]!.path}`]),
      );
    }
    await server.close();
  });

  it("is split where a batch is full, by requests and by bytes", () => {
    const requests = some(5);
    const context = memoryContext();
    const whole = writeBatch(place("whole.jsonl"), options, requests, context);
    expect(whole).toEqual({ files: [place("whole.jsonl")], requests: 10, known: 0 });
    const all = readFileSync(place("whole.jsonl"), "utf8");

    const limits = { requests: 4, bytes: 1e9 };
    const byCount = writeBatch(place("count.jsonl"), options, requests, context, limits);
    expect(byCount.files).toEqual(["count.jsonl", "count-2.jsonl", "count-3.jsonl"].map(place));
    expect(byCount.files.map((file) => linesOf(file).length)).toEqual([4, 4, 2]);
    expect(byCount.files.map((file) => readFileSync(file, "utf8")).join("")).toBe(all);

    const bytes = Math.ceil(Buffer.byteLength(all) / 3);
    const bySize = writeBatch(place("size.jsonl"), options, requests, context, { requests: 100, bytes });
    const sizes = bySize.files.map((file) => readFileSync(file).length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(bytes);
    expect(bySize.files.map((file) => readFileSync(file, "utf8")).join("")).toBe(all);
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("asks nothing twice: neither equal requests nor what was answered before", () => {
    const requests = some(2);
    const context = memoryContext();
    const first = linesOf(writeBatch(place("a.jsonl"), options, requests, context).files[0]!);
    context.ledger.record({
      key: first[0]!.custom_id,
      status: 200,
      response: "{}",
      error: null,
      inputTokens: 1,
      outputTokens: 1,
      cost: null,
      attempts: 1,
      latencySeconds: 0,
    });
    const again = writeBatch(place("b.jsonl"), options, [...requests, ...requests], context);
    expect(again).toMatchObject({ requests: 3, known: 1 });
    expect(linesOf(again.files[0]!)).toEqual(first.slice(1));
    expect(writeBatch(place("c.jsonl"), options, [], context)).toEqual({ files: [], requests: 0, known: 0 });
  });

  it("says where it cannot be written, and leaves nothing behind", () => {
    const path = join(folder, "no", "such", "folder.jsonl");
    expect(() => writeBatch(path, options, some(1), memoryContext())).toThrow(
      expect.objectContaining({ name: "PstarError", where: path }),
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("a batch's results", () => {
  it("answer the very requests they were asked for: no server is needed any more", async () => {
    const own = optionsOf({
      baseUrl: "http://127.0.0.1:9/v1",
      price: { input: 4, output: 8 },
      together: true,
    });
    const requests = some(3, own);
    const context = memoryContext();
    const { files } = writeBatch(place("in.jsonl"), own, requests, context);
    const results = linesOf(files[0]!).map(({ custom_id, body }) =>
      succeeded(custom_id, answer(body as unknown as Asked)),
    );
    const out = write("out.jsonl", results.toReversed());
    expect(await readBatch([out], own, requests, context)).toEqual({
      answered: 3,
      failed: 0,
      known: 0,
      unknown: 0,
      missing: 0,
      malformed: [],
    });
    const endpoint = openEndpoint(own, context);
    const server = await startServer();
    const live = openEndpoint({ ...own, baseUrl: server.url }, memoryContext());
    for (const request of requests) {
      expect(await endpoint.ask(request)).toEqual({ ...(await live.ask(request)), known: true });
    }
    await server.close();
  });

  it("are counted line by line, and a line that cannot be read is named by file and line", async () => {
    const requests = some(4);
    const context = memoryContext();
    const keys = linesOf(writeBatch(place("in.jsonl"), options, requests, context).files[0]!).map(
      (line) => line.custom_id,
    );
    const good = chatAnswer([{ content: "a\u2028b" }]);
    const out = write("out.jsonl", [
      succeeded(keys[0]!, good),
      "",
      '{"custom_id": "cut',
      { custom_id: 5 },
      "[]",
      succeeded("of another run", good),
      succeeded(keys[0]!, good),
      succeeded(keys[1]!, { choices: [] }),
      succeeded(keys[2]!, chatAnswer([{ content: "", finish: "content_filter" }])),
    ]);
    const errors = write("errors.jsonl", [
      {
        custom_id: keys[3],
        response: { status_code: 400, body: { error: { message: "bad\u001b[2J stop" } } },
      },
      { custom_id: keys[4], response: null, error: { code: "batch_expired", message: "ran out of time" } },
      { custom_id: keys[0], response: null, error: { code: "batch_expired", message: "late" } },
      { custom_id: keys[5] },
    ]);
    const results = await readBatch([out, errors], options, requests, context);
    expect(results).toMatchObject({ answered: 1, failed: 5, known: 2, unknown: 1, missing: 2 });
    expect(results.malformed).toHaveLength(3);
    expect(results.malformed[0]).toBe(`${out}:3: is no JSON, or only the start of it`);
    expect(results.malformed[1]).toMatch(/out\.jsonl:4: is no result of a batch: custom_id: /);
    expect(results.malformed[2]).toMatch(/out\.jsonl:5: is no result of a batch: /);
    expect(keys.map((key) => context.calls.get(key)?.error)).toEqual([
      null,
      "0 replies where 1 were asked for",
      "the server's content filter withheld the answer",
      "bad [2J stop",
      "ran out of time",
      "neither an answer nor an error",
      undefined,
      undefined,
    ]);
    expect(context.calls.get(keys[0]!)).toMatchObject({
      status: 200,
      inputTokens: 10,
      outputTokens: 6,
      cost: (10 * 4 + 6 * 8) / 1e6,
    });
    expect(context.calls.get(keys[2]!)).toMatchObject({ response: null, inputTokens: 10 });
    expect(context.calls.get(keys[3]!)).toMatchObject({ status: 400, cost: null });
  });

  it("of OpenAI's are booked at half the price", async () => {
    const own = optionsOf({ baseUrl: "https://api.openai.com/v1", model: "gpt-4o-mini" });
    const requests = some(1, own);
    const context = memoryContext();
    const [line] = linesOf(writeBatch(place("in.jsonl"), own, requests, context).files[0]!);
    expect(line!.body).toMatchObject({ max_completion_tokens: 256 });
    const out = write("out.jsonl", [succeeded(line!.custom_id, chatAnswer([{ content: "yes" }]))]);
    await readBatch([out], own, requests, context);
    expect(context.calls.get(line!.custom_id)!.cost).toBeCloseTo((10 * 0.15 + 6 * 0.6) / 2e6, 15);
  });

  it("never bring a key into the books", async () => {
    const context = { ...memoryContext(), environment: { OPENAI_API_KEY: "very-secret-key-1" } };
    const requests = some(1);
    const [line] = linesOf(writeBatch(place("in.jsonl"), options, requests, context).files[0]!);
    const error = {
      code: "invalid_api_key",
      message: "Incorrect API key: very-secret-key-1 or sk-abcdefghijkl12345678",
    };
    await readBatch(
      [write("out.jsonl", [{ custom_id: line!.custom_id, error }])],
      options,
      requests,
      context,
    );
    expect(context.calls.get(line!.custom_id)!.error).toBe("Incorrect API key: [key] or [key]");
  });

  it("may come in files with a byte order mark and Windows line ends, or without a last line end", async () => {
    const requests = some(1);
    const context = memoryContext();
    const lines = linesOf(writeBatch(place("in.jsonl"), options, requests, context).files[0]!);
    const texts = lines.map((line) =>
      JSON.stringify(succeeded(line.custom_id, chatAnswer([{ content: "yes" }]))),
    );
    writeFileSync(place("out.jsonl"), `\uFEFF${texts.join("\r\n")}`);
    expect(await readBatch([place("out.jsonl")], options, requests, context)).toMatchObject({
      answered: 2,
      malformed: [],
    });
  });

  it("that are not there are one clear line", async () => {
    await expect(readBatch([place("none.jsonl")], options, some(1), memoryContext())).rejects.toMatchObject({
      line: `${place("none.jsonl")}: no such file`,
      exitCode: 2,
    });
    await expect(readBatch([folder], options, some(1), memoryContext())).rejects.toMatchObject({
      where: folder,
    });
  });
});
