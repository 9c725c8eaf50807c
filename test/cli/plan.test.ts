import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/random/generator.ts";
import { pstar, temporaryFolder } from "./child.ts";
import { refusal } from "./refusal.ts";

const base = ["plan", "--real", "2000", "--synthetic", "100000"];
const small = ["--dimension", "60", "--draws", "50"];

describe("pstar plan", () => {
  it("says the verdict first, then what it assumes, in 80 columns", () => {
    const { code, stdout, stderr } = pstar([
      ...base,
      ...small,
      ...["--error", "0.04", "--phi", "0.95", "--psi", "0.05", "--labels-behind", "4000"],
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const lines = stdout.split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(stdout).toMatch(
      /^Add .+ that\s+the\s+verifier\s+keeps:\s+test\s+error\s+\S+\s+→\s+\S+,\s+as\s+good\s+as\s+[\d,]+\s+more\s+real\s+rows\./,
    );
    const order = [
      "That assumes",
      "What adding verified rows does",
      "What the verifier buys",
      "How sure that is",
      "What the assumptions decide",
    ];
    const places = order.map((title) => stdout.indexOf(`\n${title}\n`));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    for (const said of ["linear model", "Label shift only", "(default)", "p⋆ is 95.0 %"])
      expect(stdout).toContain(said);
  });

  it("tells a program the same, with nothing else on standard output", () => {
    const flags = [...base, ...small, "--shift", "0.3,0.2,0.4", "--seed", "7"];
    const { code, stdout, stderr } = pstar([...flags, "--json"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const answer = JSON.parse(stdout);
    expect(answer).toMatchObject({
      advice: expect.stringMatching(/^(add|do not add|undecided)$/),
      supply: { rows: 100_000, shift: 0.3 },
      verification: null,
      certainty: { draws: 50 },
      outcome: {
        realOnly: expect.any(Number),
        best: { rows: expect.any(Number) },
        worth: { first: expect.any(Number) },
      },
      pilot: null,
    });
    expect(pstar(flags).stdout.replaceAll(/\s+/g, " ")).toContain(answer.verdict);
    expect(pstar([...flags, "--json"]).stdout).toBe(stdout);
  });

  it("reads counts, intervals and labels behind rates alike", () => {
    const certaintyOf = (...flags: string[]) =>
      JSON.parse(pstar([...base, ...small, "--json", ...flags]).stdout).certainty;
    expect(certaintyOf("--error", "0.05")).toBeNull();
    const counted = certaintyOf("--error", "10/200");
    expect(counted).not.toBeNull();
    expect(certaintyOf("--error", "0.05", "--labels-behind", "200")).toEqual(counted);
    expect(certaintyOf("--error", "0.05,0.02,0.09").bestRows.high).toBeGreaterThan(0);
  });

  it.each([
    [[], /required option '--real <n>' not specified/],
    [[...base], /--error: nothing is said of how wrong the synthetic labels are — give/],
    [
      ["plan", "--real", "0", "--synthetic", "5", "--error", "0.1"],
      /--real: must be a whole number, 1 or more, not 0/,
    ],
    [[...base, "--error", "1.5"], /'--error <p>' argument '1.5' is invalid. give a number from 0 to 1/],
    [[...base, "--error", "5/4"], /give a count of a total, such as 40\/200/],
    [[...base, "--error", "0.2,0.3"], /estimate,low,high such as 0.2,0.15,0.26/],
    [[...base, "--error", "0.2", "--phi", "0.9"], /--phi: means nothing without --psi/],
    [
      [...base, "--shift", "0.2", "--phi", "0.9", "--psi", "0.1"],
      /--error: is needed to say what a verifier keeps — give/,
    ],
    [[...base, "--shift", "0.2", "--labels-behind", "9"], /--labels-behind: means nothing without --error/],
    [[...base, "--error", "0.2", "--certainty", "0.2"], /--certainty: must be between 0.5 and 1, not 0.2/],
    [[...base, "--error", "0.2", "--real-label", "y"], /--real-label: means nothing without --features/],
    [
      [...base, "--features", "none.csv", "--real-label", "y", "--generator-label", "z"],
      /none\.csv: no such file/,
    ],
    [
      [...base, "--features", "none.csv", "--generator-label", "z"],
      /--real-label: is needed with --features — name/,
    ],
    [
      [...base, "--error", "0.2", "--dimension", "0"],
      /--dimension: must be a whole number, 1 or more, not 0/,
    ],
  ])("refuses %j with code 2", async (args, line) => {
    const refused = await refusal(...(args.length === 0 ? ["plan"] : args));
    expect(refused).toEqual({ code: 2, line: expect.stringMatching(line) });
  });
});

describe("a pilot's file", () => {
  const random = createRandom(3);
  const rows = Array.from({ length: 400 }, (_, i) => {
    const x = Array.from({ length: 4 }, () => random.normal());
    const real = x[0]! - x[1]! + 0.3 * random.normal();
    return { id: `row${i}`, step: i, x, y: real, model: real + 0.5 * x[2]! + 0.2 * random.normal() };
  });
  const labels = ["--real-label", "y", "--generator-label", "model"];
  const typed = (file: string, flags: readonly string[]) => [
    ...base,
    "--features",
    file,
    ...labels,
    ...flags,
  ];
  const run = (name: string, text: string, ...flags: string[]) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, name), text);
    return pstar(typed(name, flags), folder);
  };
  const vectors = rows.map((row) => JSON.stringify(row)).join("\n");
  const csv = [
    "id,a,b,c,d,y,model",
    ...rows.map(({ id, x, y, model }) => [id, ...x, y, model].join(",")),
  ].join("\n");

  it("gives spectrum, noise and c², from a vector as from columns", () => {
    const { code, stdout, stderr } = run("pilot.jsonl", vectors, "--json");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { pilot, ...answer } = JSON.parse(stdout);
    expect(pilot).toMatchObject({ rows: 400, dimension: 4, fields: ["x"] });
    expect(pilot.shift.low).toBeLessThan(0.25);
    expect(pilot.shift.high).toBeGreaterThan(0.25);
    expect(pilot.signal).toBeCloseTo(2, 0);
    expect(pilot.noise).toBeCloseTo(0.3, 1);
    expect(answer.supply.shift).toBe(pilot.shift.estimate);
    const fromColumns = JSON.parse(run("pilot.csv", csv, "--json").stdout);
    expect(fromColumns.pilot).toMatchObject({ fields: ["a", "b", "c", "d"] });
    expect(fromColumns.outcome.best).toEqual(answer.outcome.best);
  });

  it("is told of in the report", () => {
    const { stdout } = run("pilot.csv", csv);
    expect(stdout.replaceAll(/\s+/g, " ")).toMatch(
      /From pilot\.csv, 400 rows of 4 features \(a, b, c, …\): the two labels differ by .+ leaves c² = \S+ ± \S+ \(standard error\)/,
    );
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it.each([
    [
      "a field that is not there",
      "pilot.csv",
      csv,
      ["--fields", "a", "q"],
      /pilot\.csv: has no field "q" — it has id, a, b/,
      2,
    ],
    [
      "a text among the numbers",
      "pilot.csv",
      `${csv}\nrow,1,2,three,4,5,6\n`,
      ["--fields", "a", "b", "c"],
      /pilot\.csv:402: c is no number: "three" — mend it/,
      1,
    ],
    [
      "too few rows",
      "pilot.csv",
      csv.split("\n").slice(0, 6).join("\n"),
      [],
      /pilot\.csv: rows: 5 labelled rows do not tell signal from noise in 4 features — give 7 rows/,
      2,
    ],
    [
      "vectors of two lengths",
      "pilot.jsonl",
      `${vectors}\n{"x":[1,2],"y":1,"model":1}\n`,
      [],
      /pilot\.jsonl:401: has 2 features where those before have 4/,
      1,
    ],
    [
      "no features",
      "pilot.jsonl",
      '{"y":1,"model":2,"t":"a"}\n',
      [],
      /pilot\.jsonl: has no field of numbers — name the features by --fields/,
      2,
    ],
    [
      "a spectrum given too",
      "pilot.csv",
      csv,
      ["--decay", "1"],
      /--decay: is told by pilot\.csv — leave it out/,
      2,
    ],
  ])("with %s is refused", async (_, name, text, flags, line, code) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, name), text);
    const refused = await refusal(...typed(join(folder, name), flags));
    expect(refused.line.replace(`${folder}/`, "")).toMatch(line);
    expect(refused.code).toBe(code);
  });

  it("that is no file is told in one line", () => {
    const { code, stdout, stderr } = pstar(typed("none.csv", []));
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^pstar: none\.csv: .+\n$/);
  });

  it("leaves out as many malformed rows as it may", () => {
    const spoilt = `${csv}\nrow,1,2,three,4,5,6\n`;
    const { code, stdout } = run(
      "pilot.csv",
      spoilt,
      "--fields",
      "a",
      "b",
      "c",
      "--max-bad-rows",
      "1",
      "--json",
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout).pilot.rows).toBe(400);
  });
});
