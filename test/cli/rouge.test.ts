import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { rougeOfFiles } from "../../src/cli/rouge.ts";
import { meanInterval } from "../../src/metrics/bootstrap.ts";
import { rouge } from "../../src/metrics/rouge/rouge.ts";
import { pstar, temporaryFolder } from "./child.ts";

const predictions = ["The cat sat on the mat.", "", "Running dogs", "1,000 Ökologen\u2028line"];
const references = ["A cat sat on a mat!", "something", "The dog runs", "1,000 Ökologen"];
const lines = (texts: readonly string[]): string => `${texts.join("\n")}\n`;
const rows = (values: readonly object[]): string => lines(values.map((value) => JSON.stringify(value)));

/** Runs `pstar rouge` in a folder with these files. */
function rougeOf(files: Readonly<Record<string, string | Buffer>>, ...args: string[]) {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return pstar(["rouge", ...args], folder);
}

function json(files: Readonly<Record<string, string | Buffer>>, ...args: string[]) {
  const { code, stdout, stderr } = rougeOf(files, ...args, "--json");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout);
}

describe("pstar rouge", () => {
  it("gives the library's means and intervals for texts on lines", () => {
    const files = { "p.txt": lines(predictions), "r.txt": references.join("\r\n") };
    const found = json(files, "--predictions", "p.txt", "--references", "r.txt", "--stem", "--seed", "5");
    expect(found).toMatchObject({ pairs: 4, stem: true, seed: 5 });
    expect(Object.keys(found.scores)).toEqual(["rouge1", "rouge2", "rougeL", "rougeLsum"]);
    for (const kind of ["rouge1", "rougeL"] as const) {
      const each = predictions.map(
        (one, i) => rouge(one, references[i]!, { kinds: [kind], stem: true })[kind],
      );
      for (const part of ["precision", "recall", "f"] as const) {
        const values = Float64Array.from(each, (score) => score[part]);
        expect(found.scores[kind][part]).toEqual(meanInterval(values, { seed: 5 }));
      }
    }
  });

  it("shows them as a table", () => {
    const { code, stdout } = rougeOf(
      { "p.txt": lines(["a b", "a"]), "r.txt": lines(["a b c d", "a"]) },
      ...["--predictions", "p.txt", "--references", "r.txt", "--metrics", "rouge1,rouge9"],
    );
    expect(code).toBe(0);
    expect(stdout).toContain("2 pairs: p.txt against r.txt\n");
    expect(stdout).toMatch(/^rouge1 +100 \[\d+, 100\] +75 \[\d+, \d+\] +83 \[\d+, \d+\]$/m);
    expect(stdout).toMatch(/^rouge9 +0 \[0, \d+\]/m);
    expect(stdout).not.toContain("rougeL");
  });

  it("reads both texts from one file of rows, or from two, fields named or guessed", () => {
    const both = rows(predictions.map((summary, i) => ({ id: i, summary, highlights: references[i] })));
    const guessed = json({ "both.jsonl": both }, "--predictions", "both.jsonl");
    expect(guessed.predictions).toEqual({ file: "both.jsonl", field: "summary" });
    expect(guessed.references).toEqual({ file: "both.jsonl", field: "highlights" });

    const twice = json({ "both.jsonl": both }, "--predictions", "both.jsonl", "--references", "./both.jsonl");
    const apart = json(
      {
        "p.jsonl.gz": gzipSync(rows(predictions.map((text) => ({ made: { text } })))),
        "r.csv": `gold\n${references.map((one) => `"${one}"`).join("\n")}\n`,
      },
      ...["--predictions", "p.jsonl.gz", "--prediction-field", "made.text", "--references", "r.csv"],
    );
    const plain = json(
      { "p.txt": lines(predictions), "r.jsonl": rows(references.map((reference) => ({ reference }))) },
      ...["--predictions", "p.txt", "--references", "r.jsonl"],
    );
    for (const { scores } of [twice, apart, plain]) expect(scores).toEqual(guessed.scores);
  });

  it("takes the best of several references", () => {
    const file = rows([{ output: "a b c", reference: ["x", "a b c", "a"] }]);
    const { scores } = json({ "rows.jsonl": file }, "--predictions", "rows.jsonl");
    expect(scores.rouge2.f.estimate).toBe(1);
  });

  it.each([
    ["p.txt", "r.txt"],
    ["r.txt", "p.txt"],
  ])("says which file is shorter, in one line", (longer, shorter) => {
    const files = { [longer]: lines(predictions), [shorter]: lines(references.slice(0, 2)) };
    const { code, stderr, stdout } = rougeOf(files, "--predictions", "p.txt", "--references", "r.txt");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(
      new RegExp(`^pstar: ${shorter}: has 2 texts, fewer than the 4 of ${longer} .*\n$`),
    );
  });

  const good = { output: "a", reference: "b" };
  it.each([
    ["one file of texts", "p.txt", "a\n", 2, "p.txt: holds no references"],
    ["a missing file", "p.jsonl", null, 2, "p.jsonl: no such file"],
    ["fields of other names", "p.jsonl", rows([{ x: "a", y: "b" }]), 2, "there are x, y"],
    ["only one usual field", "p.jsonl", rows([{ answer: "a", y: "b" }]), 2, "--reference-field"],
    ["a row without a text", "p.jsonl", rows([good, { output: "a" }]), 1, 'p.jsonl:2: has no "reference"'],
    ["a row of no text", "p.jsonl", rows([{ ...good, output: [] }]), 1, '"output" holds no text'],
    ["no reference at all", "p.jsonl", rows([{ ...good, reference: [] }]), 1, "holds no text: []"],
    ["a malformed row", "p.jsonl", `${rows([good])}{\n`, 1, "p.jsonl:2: is not JSON"],
  ])("refuses %s", async (_, name, content, exitCode, said) => {
    const path = join(temporaryFolder(), name);
    if (content !== null) writeFileSync(path, content);
    const failure = rougeOfFiles({ predictions: path });
    await expect(failure).rejects.toMatchObject({ exitCode, line: expect.stringContaining(said) });
  });

  it("refuses an unknown metric", () => {
    const { code, stderr } = rougeOf({}, "--predictions", "p.txt", "--metrics", "rouge1,rouge0");
    expect(code).toBe(2);
    expect(stderr).toMatch(/^pstar: [^\n]*rouge1, rouge2[^\n]*\n$/);
  });
});
