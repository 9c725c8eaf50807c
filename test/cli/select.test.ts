import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { program } from "../../src/cli/program.ts";
import { readSelection, rowId } from "../../src/store/index.ts";
import {
  candidatesIn,
  curated,
  curation,
  drawLines,
  fields,
  ofStage,
  writeLines,
} from "../pipeline/curated.ts";
import { lastingFolder } from "../pipeline/tiny.ts";
import { pstar } from "./child.ts";

const folder = lastingFolder();
const lines = drawLines(17, 50);
const candidates = candidatesIn(lines);
const data = [
  "--label",
  "ok",
  "--reference",
  "gold",
  "--group",
  "kind",
  "--score",
  "judge",
  "passed",
  "--seed",
  "3",
];
beforeAll(() => {
  writeLines(folder, lines);
});

function json(...args: string[]) {
  const { code, stdout, stderr } = pstar([...args, "--json"], folder);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^\{.*\}\n$/);
  return JSON.parse(stdout);
}

/** Selects by flags, as one would type them. */
const byFlags = (...flags: string[]) =>
  json("select", "rows.jsonl", ...data, "--draws", "100", "--db", "rows.db", ...flags).selection;

/** The same as a curation file says it. */
const inFile = async (select: object) =>
  (await curated(curation("rows.jsonl", { select }), folder, { db: join(folder, "file.db") })).selection!;

describe("pstar select", () => {
  it.each([
    [
      [
        "--by",
        "judge",
        "--best-of-n",
        "0.4",
        "--dedupe",
        "near",
        "--cap",
        "field:topic=20",
        "--budget",
        "50",
      ],
      {
        by: "judge",
        selector: { kind: "best-of-n", fraction: 0.4 },
        deduplicate: { exact: "input-output", near: {} },
        cap: { per: "field:topic", most: 20 },
        budget: 50,
      },
    ],
    [
      ["--by", "logistic", "--per-group", "0.2", "--dedupe", "exact"],
      {
        by: "logistic",
        selector: { kind: "per-stratum", fraction: 0.2 },
        deduplicate: { exact: "input-output" },
      },
    ],
  ])("by %j is what a curation file would say", async (flags, select) => {
    const { id: _, ...selection } = byFlags(...flags);
    const { id: __, ...expected } = await inFile(select);
    expect(selection).toEqual(expected);
    expect(selection.kept).toBeGreaterThan(20);
  });

  it("shows people what is kept, why the rest is not, and what that promises", () => {
    const flags = ["--by", "judge", "--fraction", "0.3", "--db", "rows.db"];
    const { code, stdout } = pstar(["select", "rows.jsonl", ...data, ...flags], folder);
    expect(code).toBe(0);
    const kept = Math.round(0.3 * candidates.length);
    const missing = candidates.filter(({ judge }) => judge === null).length;
    expect(stdout).toMatch(
      new RegExp(`Selection s\\d+: ${kept} of ${candidates.length} rows \\(30.0 %\\), top-share by judge\n`),
    );
    expect(stdout).toContain(`\n  ${missing} dropped: could not be scored\n`);
    expect(stdout).toMatch(/\np⋆ is [\d.]+ \[.+\], the generator's error p [\d.]+ \[.+\],\n/);
    expect(stdout).toMatch(
      /\n {2}pstar export s\d+ --out FOLDER --format trl-prompt-completion --db rows\.db\n/,
    );
    expect(stdout).not.toContain("\u001b");
  });
});

describe("pstar diff", () => {
  const top = { by: "judge", selector: { kind: "top-share", fraction: 0.3 } };
  const bestOfN = { by: "judge", selector: { kind: "best-of-n", fraction: 0.4 } };
  const inDatabase = async (select: object) =>
    (await curated(curation("rows.jsonl", { select }), folder, { db: join(folder, "rows.db") })).selection!
      .id;
  const rows = (id: string) => {
    const { reason, reasons } = ofStage(join(folder, "rows.db"), "import", (store) =>
      readSelection(store, Number(id.slice(1))),
    );
    return candidates.map((row, position) => ({ ...row, position, why: reasons[reason[position]!]! }));
  };

  it("says which rows leave and which enter, and why", async () => {
    const first = await inDatabase(top);
    const second = await inDatabase({ ...bestOfN, deduplicate: { exact: "input-output" } });
    const [a, b] = [rows(first), rows(second)];
    const kept = (of: typeof a, position: number) => of[position]!.why === "kept";
    const only = (these: typeof a, those: typeof a) =>
      these.filter(({ position }) => kept(these, position) && !kept(those, position));
    const reasonsOf = (left: typeof a, of: typeof a) => {
      const counts = Map.groupBy(left, ({ position }) => of[position]!.why);
      return [...counts].map(([reason, { length }]) => ({ reason, rows: length }));
    };
    const difference = json("diff", first, second, "--db", "rows.db");
    const idOf = ({ position }: { position: number }) => `c1-${rowId(0, position)}`;
    expect(difference).toMatchObject({
      both: a.filter(({ position }) => kept(a, position) && kept(b, position)).length,
      neither: a.filter(({ position }) => !kept(a, position) && !kept(b, position)).length,
      onlyA: only(a, b).map(idOf),
      onlyB: only(b, a).map(idOf),
      left: expect.arrayContaining(reasonsOf(only(a, b), b)),
      entered: expect.arrayContaining(reasonsOf(only(b, a), a)),
    });
    expect(difference.onlyA.length).toBeGreaterThan(3);
    expect(difference.onlyB.length).toBeGreaterThan(3);

    const { code, stdout } = pstar(["diff", first, second, "--db", "rows.db", "--show", "2"], folder);
    expect(code).toBe(0);
    expect(stdout).toContain(`${difference.both} rows are kept by both, ${difference.neither} by neither.\n`);
    expect(stdout).toContain(`\n${difference.onlyA.length} kept by ${first} only\n`);
    expect(stdout).toContain(`\n− ${difference.onlyA[0]} `);
    expect(stdout).toContain(`\n  … and ${difference.onlyB.length - 2} more\n`);
    expect(stdout).not.toContain(` ${difference.onlyA[2]} `);
  });

  it("refuses what is no selection, and selections of different rows", async () => {
    const other = lines.slice(1);
    writeLines(folder, other, "other.jsonl");
    const { selection } = await curated(
      {
        ...curation("other.jsonl", { select: { by: "judge", selector: { kind: "all" } } }),
        source: { file: "other.jsonl", fields },
      },
      folder,
      { db: join(folder, "rows.db") },
    );
    const first = await inDatabase(top);
    const diff = (...args: string[]) =>
      program().parseAsync(["diff", ...args, "--db", join(folder, "rows.db")], { from: "user" });
    await expect(diff(first, selection!.id)).rejects.toMatchObject({
      exitCode: 2,
      message: `${first} and ${selection!.id} are selections of different candidates`,
    });
    await expect(diff(first, "s1")).rejects.toMatchObject({
      exitCode: 2,
      message: "there is no selection s1",
    });
    await expect(diff(first, "r1")).rejects.toMatchObject({ exitCode: 2, message: '"r1" is no selection' });
  });
});

describe("pstar import", () => {
  it("says what it took for what, sets malformed rows aside where that is allowed, and keeps the rest", () => {
    const bad = '{"prompt":"q","answer":"a","judge":"high"}';
    const all = lines.map((line) => JSON.stringify(line));
    writeFileSync(
      join(folder, "bad.jsonl"),
      `\ufeff${[...all.slice(0, 7), bad, ...all.slice(7)].join("\r\n")}\r\n`,
    );
    const flags = ["--label", "ok", "--score", "judge"];
    const stopped = pstar(["import", "bad.jsonl", ...flags], folder);
    expect(stopped).toMatchObject({ code: 1, stdout: "" });
    expect(stopped.stderr.split("\n").findLast((line) => line !== "")).toMatch(
      /^pstar: .*bad\.jsonl:8: "judge" is no number: "high" — mend it, or go on without such rows by --max-bad-rows 10; rejects are in .*bad\.jsonl\.rejects\.jsonl$/,
    );
    const { code, stdout } = pstar(["import", "bad.jsonl", ...flags, "--max-bad-rows", "1"], folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^bad\\.jsonl: ${candidates.length} rows[,;] 1 malformed`));
    expect(stdout).toContain("set aside in bad.jsonl.rejects.jsonl.");
    expect(stdout).toContain("input = prompt; output = answer;");
    expect(stdout).toContain("Every row is in runs/bad.db.");
    const books = ofStage(join(folder, "runs", "bad.db"), "import", (_, stage) => stage.books);
    expect(books).toEqual({ input: candidates.length + 1, kept: candidates.length, rejected: 1, failed: 0 });
  });
});
