import { spawnSync } from "node:child_process";
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { beforeAll, describe, expect, it } from "vitest";
import { estimateReport } from "../../src/cli/estimate-report.ts";
import { program } from "../../src/cli/program.ts";
import { typed } from "../../src/cli/typed.ts";
import type { EstimateReport } from "../../src/estimation/report.ts";
import { tieKey } from "../../src/random/ties.ts";
import { candidatesIn, curation, drawLines, writeLines } from "../pipeline/curated.ts";
import { lastingFolder } from "../pipeline/tiny.ts";
import { pstar, temporaryFolder } from "./child.ts";

const example = new URL("../../examples/eigenvalue-answers.jsonl", import.meta.url);
const truth = new URL("../../examples/eigenvalue-answers.truth.jsonl", import.meta.url);
const page = { width: 80, stream: new PassThrough() };

interface Answer {
  readonly id: string;
  readonly invariants: number | null;
  readonly self: number | null;
  readonly peer: number | null;
}

const linesOf = <T>(file: URL): T[] =>
  readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

/** A JSON object that a command printed, and nothing else. */
function json(args: readonly string[], cwd: string) {
  const { code, stdout, stderr } = pstar([...args, "--json"], cwd);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^\{.*\}\n$/);
  return JSON.parse(stdout);
}

const interval = { estimate: expect.any(Number), low: expect.any(Number), high: expect.any(Number) };

/** The shape that programs may rely on. */
function expectShape(report: EstimateReport): void {
  const cell = {
    ...{ fraction: expect.any(Number), threshold: expect.any(Number), kept: expect.any(Number) },
    ...{ phi: expect.any(Number), psi: expect.any(Number), pstar: interval, keptPrecision: interval },
    ...{ probabilityMajorityCorrect: expect.any(Number), probabilityCleaner: expect.any(Number) },
    coverage: expect.objectContaining({ inputShare: expect.any(Number), distance: expect.any(Number) }),
    verdict: expect.stringMatching(/^(improves|narrow|no gain|collapses|undecided)$/),
  };
  const shares = ["fraction", "threshold", "kept", "pstar", "keptPrecision"];
  expect(report).toMatchObject({
    ...{ rows: expect.any(Number), labelled: expect.any(Number), generatorError: interval },
    warnings: expect.any(Array),
  });
  for (const verifier of [...report.verifiers, ...report.combined]) {
    expect(verifier).toMatchObject({ name: expect.any(String), auc: expect.any(Number) });
    expect(verifier.curve.length).toBeGreaterThan(0);
    for (const one of verifier.curve) expect(one).toMatchObject(cell);
    if (verifier.recommended !== null) expect(Object.keys(verifier.recommended)).toEqual(shares);
  }
  for (const one of [
    report.generatorError!,
    ...report.verifiers.flatMap(({ curve }) => curve.map((c) => c.pstar)),
  ]) {
    expect(one.low).toBeLessThanOrEqual(one.estimate);
    expect(one.estimate).toBeLessThanOrEqual(one.high);
  }
}

describe("pstar estimate of the example", () => {
  const folder = lastingFolder();
  let report: EstimateReport & { readonly mapping: object; readonly books: object };
  beforeAll(() => {
    copyFileSync(example, join(folder, "eigenvalue-answers.jsonl"));
    report = json(["estimate", "eigenvalue-answers.jsonl", "--draws", "500"], folder);
  });

  it("prints what programs may rely on and nothing else, and leaves nothing behind", () => {
    expectShape(report);
    expect(report).toMatchObject({ rows: 4000, inputs: 500, labelled: 400 });
    expect(report.verifiers.map(({ name }) => name)).toEqual(["invariants", "self", "peer"]);
    expect(report.combined.map(({ name }) => name)).toEqual(["log-likelihood-ratio", "logistic", "average"]);
    expect(report.unlabelled).toHaveLength(6);
    expect(report.mapping).toMatchObject({
      input: "problem",
      output: "answer",
      label: "correct",
      group: "kind",
    });
    expect(report.books).toEqual({ read: 4000, taken: 4000, bad: 0 });
    expect(readdirSync(folder)).toEqual(["eigenvalue-answers.jsonl"]);
  });

  it("has intervals that hold what all 4,000 true labels say", () => {
    const correct = new Map(
      linesOf<{ id: string; label: number }>(truth).map(({ id, label }) => [id, label]),
    );
    const answers = linesOf<Answer>(example);
    const right = answers.reduce((sum, { id }) => sum + correct.get(id)!, 0);
    const wrong = answers.length - right;
    const held: boolean[] = [];
    const holds = ({ low, high }: { low: number; high: number }, value: number) =>
      held.push(low <= value && value <= high);
    holds(report.generatorError!, wrong / answers.length);
    for (const { name, curve } of report.verifiers) {
      const ranked = [...answers.entries()]
        .flatMap(([row, { id, ...answer }]) => ({ id, row, score: answer[name as "self"] ?? Number.NaN }))
        .filter(({ score }) => !Number.isNaN(score))
        .sort((a, b) => b.score - a.score || tieKey(1, a.row) - tieKey(1, b.row));
      for (const { fraction, threshold, kept, ...cell } of curve) {
        const above = ranked.slice(0, kept);
        expect(kept).toBe(Math.round(fraction * answers.length));
        expect(above.at(-1)!.score).toBe(threshold);
        const keptRight = above.reduce((sum, { id }) => sum + correct.get(id)!, 0);
        const phi = keptRight / right;
        const psi = (kept - keptRight) / wrong;
        holds(cell.phiInterval, phi);
        holds(cell.psiInterval, psi);
        holds(cell.pstar, phi / (phi + psi));
        holds(cell.keptPrecision, keptRight / kept);
      }
    }
    expect(held).toHaveLength(1 + 3 * 3 * 4);
    expect(held.filter(Boolean).length).toBeGreaterThanOrEqual(35);
  });

  it("shows the same to people, without colour where nobody sees it, and what to do next", () => {
    const { code, stdout, stderr } = pstar(
      ["estimate", "eigenvalue-answers.jsonl", "--draws", "500"],
      folder,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).not.toContain("\u001b");
    expect(stdout).toContain("eigenvalue-answers.jsonl: 4,000 rows to 500 inputs\n");
    const next = /\nNext\n {2}pstar (select .+)\n$/.exec(stdout)![1]!.split(" ");
    const { by, fraction } = {
      by: next[next.indexOf("--by") + 1],
      fraction: next[next.indexOf("--fraction") + 1],
    };
    const best = report.verifiers.find(({ name }) => name === by)!.recommended!;
    expect(Number(fraction)).toBe(best.fraction);
    const { selection } = json([...next, "--draws", "100"], folder);
    expect(selection).toMatchObject({ by, kept: best.kept });
    expect(selection.estimate.pstar.estimate).toBe(best.pstar.estimate);
  });
});

describe("a command to go on with", () => {
  it("reads the file as this one did, and can be pasted whatever fields and files are called", () => {
    const folder = temporaryFolder();
    const file = writeLines(folder, drawLines(4, 60), "my rows.jsonl");
    const flags = { label: "ok", score: ["judge", "it's passed"], maxBadRows: 3, seed: 7 };
    const line = typed("select", file, flags, { by: "it's passed", fraction: 0.3 });
    const { stdout } = spawnSync("sh", ["-c", `printf '%s\\n' ${line}`], { encoding: "utf8" });
    expect(stdout.trimEnd().split("\n")).toEqual([
      ...["pstar", "select", file, "--score", "judge", "it's passed", "--label", "ok"],
      ...["--max-bad-rows", "3", "--seed", "7", "--by", "it's passed", "--fraction", "0.3"],
    ]);
  });
});

describe("pstar estimate of anything else", () => {
  const lines = drawLines(11, 60);
  const candidates = candidatesIn(lines);

  it("says the same of a curation file and of the run in its database, and can be asked for another run", async () => {
    const folder = temporaryFolder();
    writeLines(folder, lines);
    writeFileSync(join(folder, "rows.yaml"), JSON.stringify(curation("rows.jsonl")));
    const curated = json(["estimate", "rows.yaml"], folder);
    expectShape(curated);
    expect(curated).toMatchObject({ run: "r1", db: "runs/rows.db", rows: candidates.length });
    const { run: _, db: __, source: ___, ...report } = curated;
    const ofRun = json(["estimate", "runs/rows.db", "--draws", "100"], folder);
    expect(ofRun).toEqual(report);
    const db = join(folder, "runs", "rows.db");
    const refused = (...args: string[]) => program().parseAsync(["estimate", db, ...args], { from: "user" });
    await expect(refused("--run", "r7")).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining("r7"),
    });
    await expect(refused("--run", "s1")).rejects.toMatchObject({ exitCode: 2, message: '"s1" is no run' });
  });

  it("without any label says what agreement alone can, and that it is not much", () => {
    const folder = temporaryFolder();
    const bare = lines.map(({ ok: _, passed, judge, ...line }, i) => ({
      ...line,
      votes: judge,
      margin: Array.isArray(judge)
        ? judge.map((score, k) => (score ?? 0) + ((i + k) % 3))
        : Number(judge) + (i % 3),
      other: Array.isArray(passed) ? passed.map(Number) : Number(passed),
    }));
    writeLines(folder, bare, "bare.jsonl");
    const flags = ["--score", "votes", "margin", "other"];
    const report: EstimateReport = json(["estimate", "bare.jsonl", ...flags], folder);
    expect(report).toMatchObject({ labelled: 0, generatorError: null, verifiers: [], combined: [] });
    expect(report.unlabelled!.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["votes", "margin", "other"]),
    );
    expect(report.warnings).toContainEqual(expect.stringContaining("no row is labelled"));
    const shown = estimateReport(report, page);
    expect(shown).toMatch(/^No row is labelled/);
    expect(shown).toMatch(/True only if their errors are\s+independent/);
    expect(shown).toContain("a few hundred labels would say what each verifier is worth");
  });

  it("without any score says the generator's error, and how to name one", () => {
    const folder = temporaryFolder();
    const rows = Array.from({ length: 40 }, (_, i) => ({
      prompt: `q${i}`,
      answer: "a",
      ok: Number(i % 4 === 0),
    }));
    writeLines(folder, rows);
    const { code, stdout } = pstar(["estimate", "rows.jsonl", "--label", "ok"], folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(/There is no score to judge\. The generator's error p is 75 \[/);
    expect(stdout).toMatch(/! no field was taken for a score: name some with --score FIELD…/);
    expect(stdout).not.toContain("pstar label");
  });

  it("suggests rows to label at the share asked for, and warns of labels of no row", () => {
    const folder = temporaryFolder();
    writeLines(folder, lines);
    writeFileSync(join(folder, "rows.jsonl.labels.jsonl"), '{"id":"elsewhere","label":1}\n');
    const flags = [
      "--label",
      "ok",
      "--score",
      "judge",
      "--suggest",
      "12",
      "--by",
      "judge",
      "--fraction",
      "0.3",
    ];
    const { suggestion, warnings } = json(["estimate", "rows.jsonl", ...flags], folder);
    expect(suggestion).toMatchObject({ score: "judge", fraction: 0.3 });
    expect(suggestion.rows).toHaveLength(12);
    expect(suggestion.design).toMatchObject({ score: "judge", cuts: expect.any(Array) });
    expect(suggestion.weights).toHaveLength(12);
    for (const weight of suggestion.weights) expect(weight).toBeGreaterThanOrEqual(1);
    for (const row of suggestion.rows) expect(candidates[row]!.ok).toBeNull();
    expect(warnings).toContainEqual(
      expect.stringContaining("1 labels in rows.jsonl.labels.jsonl are of no row"),
    );
  });

  it("stops at a malformed row with its line and how to go on, and sets it aside where that is allowed", async () => {
    const folder = temporaryFolder();
    writeLines(folder, lines);
    writeFileSync(join(folder, "rows.jsonl"), '\n{"prompt": "q", "answer"\n', { flag: "a" });
    const flags = ["--label", "ok", "--score", "judge"];
    const line = lines.length + 2;
    const stopped = program().parseAsync(["estimate", join(folder, "rows.jsonl"), ...flags], {
      from: "user",
    });
    await expect(stopped).rejects.toMatchObject({
      exitCode: 1,
      where: join(folder, `rows.jsonl:${line}`),
      remedy: expect.stringContaining("--max-bad-rows 10; rejects are in"),
    });
    const { books, rows } = json(["estimate", "rows.jsonl", ...flags, "--max-bad-rows", "1"], folder);
    expect(books).toEqual({ read: lines.length + 1, taken: lines.length, bad: 1 });
    expect(rows).toBe(candidates.length);
    expect(JSON.parse(readFileSync(join(folder, "rows.jsonl.rejects.jsonl"), "utf8"))).toMatchObject({
      line,
    });
  });
});
