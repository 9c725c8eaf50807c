import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it, onTestFinished } from "vitest";
import { publicId, readSelection } from "../../src/store/index.ts";
import { chatAnswer } from "../endpoint/replying.ts";
import { reading } from "../pipeline/tiny.ts";
import { answersOf, callsOf, stagesOf } from "./books.ts";
import { type Finished, type Project, project, start } from "./project.ts";

const secret = 'Zq8/+"kT.9vWm2-secret-of-ours';

/** All ways in which it could stand somewhere. */
const forms = [
  secret,
  JSON.stringify(secret).slice(1, -1),
  JSON.stringify(JSON.stringify(secret)).slice(3, -3),
  encodeURIComponent(secret),
  Buffer.from(secret).toString("base64"),
];

function expectSilence(where: string, bytes: Buffer | string): void {
  const found = forms.filter((form) => Buffer.from(bytes as string).includes(form));
  expect(found, where).toEqual([]);
}

/** Every file below a folder: the database, its write-ahead log, artifacts, exports. */
function expectSilentFiles(folder: string): string[] {
  const files = (readdirSync(folder, { recursive: true }) as string[]).filter((name) =>
    statSync(join(folder, name)).isFile(),
  );
  for (const name of files) expectSilence(name, readFileSync(join(folder, name)));
  return files;
}

const expectSilentOutput = ({ stdout, stderr }: Finished): void => {
  expectSilence("standard output", stdout);
  expectSilence("standard error", stderr);
};

/** A server that tells whoever asks what they sent along: in its answers, in its errors, and when it lets nobody in. */
async function startTelling(options: { readonly isClosed?: boolean; readonly latency?: number } = {}) {
  const reached = Promise.withResolvers<void>();
  let asked = 0;
  const server = createServer(async (request, response) => {
    const body = await text(request);
    if (++asked === 5) reached.resolve();
    const told = `${request.headers.authorization} ${forms.join(" ")} ${JSON.stringify(request.headers)}`;
    await new Promise((done) => setTimeout(done, options.latency ?? 0));
    const send = (status: number, value: unknown): void => {
      response.writeHead(status, { "content-type": "application/json", "x-told": encodeURIComponent(told) });
      response.end(JSON.stringify(value));
    };
    const failure = (status: number): void =>
      send(status, {
        error: { message: `Incorrect API key provided: ${told}`, type: told, code: "planned" },
      });
    if (options.isClosed) failure(401);
    else if (body.includes("again: number 3 ")) failure(400);
    else if (body.includes("again: number 5 ")) failure(500);
    else if (body.includes("again: number 7 ")) response.writeHead(502).end(`<html>${told}</html>`);
    else if (body.includes("reader"))
      send(200, chatAnswer([{ content: `{"reason": ${JSON.stringify(told)}, "score": 3}` }]));
    else
      send(200, {
        ...chatAnswer([{ content: `I was told: ${told}`, finish: told }]),
        system_fingerprint: told,
      });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/v1`, reached: reached.promise };
}

const withKey = { OPENAI_API_KEY: secret };
const command = (made: Project, ...args: string[]) => start([...args, "--db", made.db], withKey);

describe("an API key", () => {
  it("is in no file and no output, whatever a server says back, whatever is done with its answers", async () => {
    const { url, reached } = await startTelling({ latency: 50 });
    const made = project(url, { attempts: 1, synthesis: 16, calibration: 6, test: 2 });

    // Killed, it leaves its write-ahead log behind.
    const killed = command(made, "run", made.file, "-j", "4");
    await reached;
    killed.child.kill("SIGKILL");
    expectSilentOutput(await killed.ended);
    expect(expectSilentFiles(made.folder)).toContain("prompts.db-wal");

    const ended = await command(made, "run", made.file, "--debug").ended;
    expect(ended.code).toBe(0);
    expectSilentOutput(ended);
    const [rows, calls] = reading(made.db, (store) => [answersOf(store), callsOf(store)] as const);
    // It was told indeed: what stands in its place says so.
    expect(rows.some(({ error }) => error?.includes("Incorrect API key provided: Bearer [key]"))).toBe(true);
    expect(rows.some(({ output }) => output?.startsWith("I was told: Bearer [key]"))).toBe(true);
    expect(calls.some(({ response }) => response?.includes("[key]"))).toBe(true);

    const [selection, other] = reading(made.db, (store) =>
      stagesOf(store, "select").filter(({ id }) => readSelection(store, id).kept > 0),
    ).map(({ id }) => publicId("stage", id));
    const row = rows.find(({ error }) => error !== null)!;
    const commands = [
      ["trace", publicId("candidate", row.id)],
      ["trace", publicId("candidate", rows.find(({ output }) => output !== null)!.id), "--json"],
      ["trace", "r1", "--json"],
      ["diff", selection!, other!],
      ["run", made.file, "--json"],
      ["run", made.file, "--dry-run"],
      ["export", selection!, "--out", join(made.folder, "out"), "--format", "messages"],
    ];
    for (const args of commands) {
      const { ended } = command(made, ...args);
      expect((await ended).code, args[0]).toBe(0);
      expectSilentOutput(await ended);
    }
    expectSilentOutput(await start(["doctor"], withKey).ended);
    expectSilentOutput(await start(["doctor", "--json"], withKey).ended);
    expect(expectSilentFiles(made.folder)).toContain(join("out", "train.jsonl"));
  });

  it("that is not accepted is not in the error, nor in its stack", async () => {
    const { url } = await startTelling({ isClosed: true });
    const made = project(url);
    const ended = await command(made, "run", made.file, "--debug").ended;
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(
      /pstar: .*: the key is not accepted: .* — check the key in \$OPENAI_API_KEY/,
    );
    expectSilentOutput(ended);
    expectSilentFiles(made.folder);
  });

  it("that a file or an address holds by mistake is refused without being told, and nothing is written", async () => {
    const made = project("http://127.0.0.1:9/v1");
    const content = readFileSync(made.file, "utf8");
    const own = "sk4tHe5keyOfSomebody6else7";
    const edits: readonly (readonly [string, string])[] = [
      ["model: writer", `model: writer, key: ${own}`],
      ["model: writer", `model: writer, key: sk-${own}`],
      ["model: writer", `model: writer, apiKey: ${own}`],
      ["http://127.0.0.1:9/v1", `http://me:${own}@127.0.0.1:9/v1`],
      ["http://127.0.0.1:9/v1", `http://127.0.0.1:9/v1?key=${own}`],
    ];
    const file = join(made.folder, "mistaken.yaml");
    for (const [from, to] of edits) {
      writeFileSync(file, content.replace(from, to));
      const { code, stdout, stderr } = await start(["run", file, "--db", made.db, "--debug"]).ended;
      expect(code, to).toBe(2);
      expect(stderr).toContain("pstar: ");
      expect(stdout + stderr).not.toContain(own);
    }
    writeFileSync(file, content.replaceAll("baseUrl: http://127.0.0.1:9/v1, ", ""));
    const variables = { OPENAI_BASE_URL: `http://me:${own}@127.0.0.1:9/v1`, OPENAI_API_KEY: secret };
    const ended = await start(["run", file, "--db", made.db, "--debug"], variables).ended;
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain("OPENAI_BASE_URL: may hold no user, password or query");
    expect(ended.stdout + ended.stderr).not.toContain(own);
    // A key with something else beside it.
    const spaced = await start(["run", made.file, "--db", made.db, "--debug"], {
      OPENAI_API_KEY: `${own} ${secret}`,
    }).ended;
    expect(spaced.code).toBe(2);
    expect(spaced.stdout + spaced.stderr).not.toContain(own);
    expect(existsSync(`${made.folder}/mistaken.artifacts`)).toBe(false);
  });
});
