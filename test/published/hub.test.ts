import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fingerprintOf } from "../../src/published/fingerprint.ts";
import { write } from "../../src/published/text-generation.ts";
import { openTextModel } from "../../src/published/text-model.ts";
import { expectedTexts, fixtures, here, refusalOf, sourceOf } from "./fixtures.ts";

const token = "hf_secret_of_the_test";

/** A hub on loopback. */
let server: Server;
let asked: { path: string; authorization: string | undefined }[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;

/** Serves the fixture `llama` as tiny/llama, at any revision. */
function serve({ url = "" }: IncomingMessage, response: ServerResponse): void {
  const file = /^\/tiny\/llama\/resolve\/[^/]+\/(.*)$/.exec(url)?.[1];
  try {
    response.end(readFileSync(join(fixtures, "llama", file ?? "nothing")));
  } catch {
    response.writeHead(404).end();
  }
}

beforeEach(async () => {
  asked = [];
  answer = serve;
  server = createServer((request, response) => {
    asked.push({ path: request.url ?? "", authorization: request.headers.authorization });
    answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  process.env.HF_ENDPOINT = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  process.env.HF_TOKEN = token;
  process.env.PSTAR_HOME = mkdtempSync(join(tmpdir(), "pstar home-"));
});

afterEach(() => {
  rmSync(process.env.PSTAR_HOME!, { recursive: true, force: true });
  for (const name of ["HF_ENDPOINT", "HF_TOKEN", "PSTAR_HOME"]) delete process.env[name];
  server.closeAllConnections();
  server.close();
});

const open = (model = "tiny/llama", revision?: string) =>
  openTextModel(sourceOf(model, revision === undefined ? {} : { revision }), here);

const home = (): string[] => readdirSync(process.env.PSTAR_HOME!, { recursive: true, encoding: "utf8" });

describe("a model on the hub", () => {
  it("is fetched once, at its revision and by the token, and then needs no network", async () => {
    const first = await open("tiny/llama", "v1/x");
    await first.model.dispose();
    const paths = asked.map(({ path }) => path);
    expect(paths).toContain("/tiny/llama/resolve/v1%2Fx/onnx/model.onnx");
    expect(new Set(paths).size).toBe(paths.length);
    expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(new Set([`Bearer ${token}`]));
    server.closeAllConnections();
    server.close();
    const again = await open("tiny/llama", "v1/x");
    expect(asked).toHaveLength(paths.length);
    const { prompts, greedy } = expectedTexts("llama");
    const [written] = await write(again, [{ tokens: prompts[0]!, seed: 1 }], { maxTokens: 20, batchSize: 1 });
    expect([...written!.tokens]).toEqual(greedy[0]!.tokens);
    await again.model.dispose();
  });

  it("has the same fingerprint before and after, which tells the revision", async () => {
    const source = sourceOf("tiny/llama", { revision: "abc" });
    const before = fingerprintOf(source, "text", fixtures);
    expect(before).toEqual({ hub: "tiny/llama", revision: "abc" });
    await (await open("tiny/llama", "abc")).model.dispose();
    expect(fingerprintOf(source, "text", fixtures)).toEqual(before);
    expect(fingerprintOf(sourceOf("tiny/llama"), "text", fixtures)).not.toEqual(before);
  });

  it("that there is not, or that is private, is told of in a line", async () => {
    const missing = await refusalOf(() => open("tiny/nothing"));
    expect(missing.line).toMatch(/^tiny\/nothing@main: the hub has no config\.json — check the name/);
    answer = (_, response) => response.writeHead(401).end();
    const refused = await refusalOf(() => open());
    expect(refused.line).toMatch(/refuses config\.json \(401\) — .*HF_TOKEN/);
    expect([missing, refused].map(({ exitCode }) => exitCode)).toEqual([2, 2]);
    answer = (_, response) => response.writeHead(503).end();
    expect(await refusalOf(() => open())).toMatchObject({
      exitCode: 1,
      message: "the hub refuses config.json (503)",
    });
  });

  it("that has no graphs is told how to get them", async () => {
    answer = (request, response) =>
      request.url!.includes("/onnx/") ? response.writeHead(404).end() : serve(request, response);
    expect((await refusalOf(() => open())).line).toMatch(
      /the hub has no onnx\/model\.onnx — .*optimum-cli export onnx/,
    );
  });

  it("that cannot be reached is told of, with what to do instead", async () => {
    process.env.HF_ENDPOINT = "http://127.0.0.1:9";
    const { line, exitCode } = await refusalOf(() => open());
    expect(line).toMatch(
      /^tiny\/llama: config\.json cannot be fetched from http:\/\/127\.0\.0\.1:9 \(.+\) — .*name its folder$/,
    );
    expect(exitCode).toBe(1);
    expect(line).not.toContain(token);
  });

  it("whose connection drops leaves no part of a file, and goes on where it was", async () => {
    answer = (request, response) => {
      if (!request.url!.endsWith(".onnx")) return serve(request, response);
      response.writeHead(200, { "content-length": 228_000 });
      response.write(Buffer.alloc(50_000));
      setTimeout(() => response.destroy(), 50);
    };
    const { line } = await refusalOf(() => open());
    expect(line).toMatch(/onnx\/model\.onnx cannot be fetched from/);
    expect(home().filter((file) => /\.part$|\.onnx$/.test(file))).toEqual([]);
    answer = serve;
    const before = asked.length;
    await (await open()).model.dispose();
    expect(asked.slice(before).map(({ path }) => path)).toContain("/tiny/llama/resolve/main/onnx/model.onnx");
    expect(asked.slice(before).map(({ path }) => path)).not.toContain(
      "/tiny/llama/resolve/main/tokenizer.json",
    );
  });
});
