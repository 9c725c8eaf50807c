import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Asked, answer } from "../endpoint/answers.ts";
import { project, start } from "../endpoint-run/project.ts";
import { pstar } from "./child.ts";

const openAI = "https://api.openai.com/v1";

/** Writes to `results.jsonl` what OpenAI would, of all lines but the last `missing`. */
function answerTo(requests: string, results: string, missing = 0): void {
  const lines = readFileSync(requests, "utf8").trimEnd().split("\n");
  const told = lines.slice(0, lines.length - missing).map((line) => {
    const { custom_id, body } = JSON.parse(line) as { custom_id: string; body: Asked };
    return JSON.stringify({ custom_id, response: { status_code: 200, body: answer(body) }, error: null });
  });
  writeFileSync(results, `${told.join("\n")}\n`);
}

describe("pstar batch", () => {
  it("says at each step what to do next, and the run then asks nobody", async () => {
    const { file, db, folder } = project(openAI);
    const [requests, results] = [join(folder, "requests.jsonl"), join(folder, "results.jsonl")];
    const at = ["--db", db];

    const written = pstar(["batch", "write", file, "-o", requests, ...at]);
    expect(written.code).toBe(0);
    expect(written.stdout).toMatch(
      /^\S+requests\.jsonl: 74 requests from the generator to writer, [\d,]+ tokens in/,
    );
    expect(written.stdout).toMatch(/they cost 0\.\d+ at most, as a batch\.\n/);
    expect(written.stdout).toContain("https://platform.openai.com/batches, for /v1/chat/completions");
    expect(written.stdout).toContain(`pstar batch read ${file} --db ${db} results.jsonl`);
    expect(written.stdout).toContain("Then write what the verifier judge will ask");

    answerTo(requests, results, 4);
    const read = pstar(["batch", "read", file, results, ...at]);
    expect(read.stdout).toMatch(/^70 lines:\n +70 {2}answers, now in the database\n/);
    expect(read.stdout).toContain("Without an answer: 4 requests.");
    const rest = JSON.parse(pstar(["batch", "write", file, "-o", requests, ...at, "--json"]).stdout);
    expect(rest).toMatchObject({
      db,
      waiting: ["judge"],
      parts: [{ requests: 4, known: 70, atOpenAI: true }],
    });
    answerTo(requests, results);
    pstar(["batch", "read", file, results, ...at]);
    expect(pstar(["generate", file, ...at]).code).toBe(0);

    pstar(["batch", "write", file, "-o", requests, ...at]);
    answerTo(requests, results);
    const judged = JSON.parse(pstar(["batch", "read", file, results, ...at, "--json"]).stdout);
    expect(judged).toMatchObject({ answered: 68, failed: 0, unknown: 0, missing: 0, waiting: [] });
    const done = pstar(["batch", "write", file, "-o", requests, ...at]);
    expect(done.stdout).toMatch(
      /^Nothing is left to ask now; no file is written\.\nAnswered already: 142 requests\.\n/,
    );

    // No key is set: whoever asked OpenAI would be refused.
    const ended = await start(["run", file, ...at]).ended;
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.stdout).toMatch(/Before any training/);
  });

  it("shows a server of one's own how, and bad lines where they are", () => {
    const { file, db, folder } = project("http://127.0.0.1:9/v1", { price: null });
    const requests = join(folder, "requests.jsonl");
    const { stdout } = pstar(["batch", "write", file, "-o", requests, "--db", db]);
    expect(stdout).toContain("what they cost is not known: give the model a `price`");
    expect(stdout).toContain(`vllm run-batch -i ${requests} -o results.jsonl --model writer`);

    const results = join(folder, "results.jsonl");
    writeFileSync(results, `${'{"custom_id": "other"}\n'.repeat(2)}${"[\n".repeat(7)}`);
    const read = pstar(["batch", "read", file, results, "--db", db]);
    expect(read.stdout).toMatch(/^9 lines:\n +2 {2}on nothing that is asked here/);
    expect(read.stdout.match(/results\.jsonl:\d+: /g)).toHaveLength(5);
    expect(read.stdout).toContain("… and 2 more");
  });

  it("refuses what cannot be in one line", () => {
    const { file, db, folder } = project(openAI);
    expect(pstar(["batch", "write", file]).stderr).toMatch(/^pstar: .*--out.*\n$/);
    const none = pstar(["batch", "read", file, join(folder, "none.jsonl"), "--db", db]);
    expect(none.code).toBe(2);
    expect(none.stderr).toMatch(/pstar: \S+none\.jsonl: no such file\n$/);
    const nowhere = pstar(["batch", "write", file, "-o", join(folder, "no", "r.jsonl"), "--db", db]);
    expect(nowhere.code).toBe(1);
    expect(nowhere.stderr).toMatch(/cannot be written/);
  });
});
