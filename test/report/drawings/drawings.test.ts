import { parse as parseCsv } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import type { RunInspection } from "../../../src/inspect/index.ts";
import type { Drawing } from "../../../src/report/drawing.ts";
import { drawingsOf } from "../../../src/report/drawings.ts";
import { themes } from "../../../src/report/tokens.ts";
import { all, parse } from "../read-figure.ts";
import { madeRun } from "./made.ts";

const run = madeRun();
const drawings = drawingsOf(run);
const ids = (made: RunInspection): string[] => drawingsOf(made).map(({ id }) => id);
const drawing = (id: string, made = run): Drawing => drawingsOf(made).find((one) => one.id === id)!;
const rows = (id: string, made = run): Record<string, string>[] =>
  parseCsv(drawing(id, made).csv(), { columns: true });
const texts = (svg: string): string =>
  all(parse(svg), "text")
    .map((text) => text.textContent)
    .join("\n");

describe("the drawings of a run", () => {
  it("are those it has the numbers for, the most important first", () => {
    const every = [
      "breakdown",
      "students",
      "metrics",
      "yield",
      "roc",
      "scores",
      "flow",
      "losses",
      "spending",
    ];
    expect(ids(run)).toEqual(every);
    const cells = run.cells.map((cell) => ({ ...cell, student: null }));
    const untrained = { ...run, cells, trainings: [], generator: null, real: null };
    expect(ids(untrained)).toEqual(["breakdown", "yield", "roc", "scores", "flow", "spending"]);
    const unlabelled = cells.map((cell) => ({ ...cell, estimate: null }));
    expect(ids({ ...untrained, cells: unlabelled, verifiers: [], spending: null })).toEqual(["flow"]);
    expect(ids({ ...untrained, cells: [], verifiers: [], stages: [], spending: null })).toEqual([]);
  });

  it("need no student's metric for the losses, nor a known error for p⋆", () => {
    expect(ids({ ...run, error: null })).toContain("breakdown");
    expect(drawing("roc", { ...run, error: null }).svg()).not.toContain("collapse");
  });

  it.each(drawings.map((one) => [one.id, one] as const))("%s is a self-contained picture", (_, one) => {
    for (const theme of ["auto", "light", "dark"] as const) {
      const svg = one.svg({ width: 480, theme });
      const root = parse(svg);
      expect(root.getAttribute("width")).toBe("480");
      expect(all(root, "title")[0]!.textContent).toBe(one.title);
      expect(all(root, "desc")[0]!.textContent).toBe(one.description);
      expect(svg).not.toMatch(
        /<script|<image|<foreignObject|href=|@import|url\(|\sid=|\son\w+=|NaN|undefined/,
      );
      expect(one.svg({ width: 480, theme })).toBe(svg);
    }
    expect(one.description).toMatch(/\d.*\.$/);
  });

  it.each(drawings.map((one) => [one.id, one] as const))(
    "%s of a fixed theme holds its colours itself",
    (_, one) => {
      const [light, dark] = [one.svg({ theme: "light" }), one.svg({ theme: "dark" })];
      for (const svg of [light, dark]) expect(svg).not.toMatch(/<style|var\(|prefers-color-scheme/);
      expect(parse(light).getAttribute("color")).toBe(themes.light.ink);
      expect(parse(dark).getAttribute("color")).toBe(themes.dark.ink);
      expect(dark).not.toMatch(/"#(0072b2|d55e00|00906a|ffffff)"/);
      expect(one.svg()).toContain("prefers-color-scheme:dark");
    },
  );

  it("show names as text", () => {
    const evil = `<script>alert("1")</script>\u001b[31m\u202e,"`;
    for (const one of drawingsOf(madeRun([evil, "b"]))) {
      const svg = one.svg({ width: 900 });
      expect(all(parse(svg), "script")).toEqual([]);
      for (const hidden of ["\u001b", "\u202e"]) expect(svg).not.toContain(hidden);
      expect(() => parseCsv(one.csv(), { columns: true })).not.toThrow();
    }
  });

  it("give a verifier one colour in all", () => {
    const ink = (id: string, kind: string) => {
      const group = all(parse(drawing(id).svg({ theme: "light" })), "g").find(
        (node) => node.getAttribute("data-part") === `weak-supervision, ${kind}`,
      )!;
      return [...all(group, "[stroke]"), ...all(group, "[fill]")]
        .flatMap((node) => [node.getAttribute("stroke"), node.getAttribute("fill")])
        .find((colour) => colour?.startsWith("#") && colour !== "#ffffff");
    };
    const inks = [
      ink("breakdown", "line"),
      ink("yield", "line"),
      ink("roc", "line"),
      ink("students", "points"),
    ];
    expect(inks[0]).toMatch(/^#/);
    expect(new Set(inks).size).toBe(1);
  });
});

describe("the numbers behind them", () => {
  it.each([
    ["breakdown", "pstar"],
    ["yield", "keptPrecision"],
  ] as const)("%s: every share of every verifier with its interval, exactly", (id, quantity) => {
    const lines = rows(id).filter(({ kind }) => kind === "band");
    const expected = run.verifiers.flatMap(({ name, curve }) =>
      curve.map((cell) => ({ name, x: cell.yield, ...cell[quantity] })),
    );
    expect(
      lines.map(({ series, x, y, low, high }) => ({
        name: series,
        x: Number(x),
        estimate: Number(y),
        low: Number(low),
        high: Number(high),
      })),
    ).toEqual(expected);
    const marks = rows(id).filter(({ kind }) => kind === "points");
    expect(marks.map(({ series, x }) => `${series} ${x}`)).toEqual(
      run.cells
        .filter(({ verifier }) => verifier !== "none")
        .map((cell) => `${cell.verifier} ${cell.kept / cell.rows}`),
    );
  });

  it("breakdown and yield: the generator's error, and what that leaves", () => {
    const line = (id: string, at: number) =>
      rows(id).find(({ kind, y }) => kind === "line at y" && Number(y) === at);
    expect(line("breakdown", 0.42)).toMatchObject({ low: "0.381", high: "0.459" });
    expect(line("breakdown", 0.5)).toBeDefined();
    expect(line("yield", 1 - 0.42)).toMatchObject({ low: String(1 - 0.459), high: String(1 - 0.381) });
  });

  it("students: metric with its interval at each cell's p⋆", () => {
    const points = rows("students").filter(({ kind }) => kind === "points");
    expect(points.map(({ x, y, low, high }) => [x, y, low, high].map(Number))).toEqual(
      run.cells.map(({ estimate, student }) => {
        const { estimate: y, low, high } = student!.metrics.rouge1!;
        return [estimate!.pstar.estimate, y, low, high];
      }),
    );
  });

  it("roc: p⋆ is p along the line under which lies collapse, and the shares kept are marked", () => {
    const lines = rows("roc");
    const edge = lines.filter(
      ({ series, kind, x }) => series!.startsWith("collapse") && kind === "line" && x !== "0",
    );
    expect(edge.length).toBe(run.verifiers.length);
    for (const { x, y } of edge) expect(Number(y) / (Number(x) + Number(y))).toBeCloseTo(0.42, 12);
    const marks = lines.filter(({ kind }) => kind === "points");
    expect(marks.map(({ label }) => label)).toEqual(run.verifiers.flatMap(() => ["12.5%", "50%"]));
    const bad = { ...run, error: { estimate: 0.8, low: 0.7, high: 0.9 } };
    const steep = rows("roc", bad).filter(
      ({ series, kind, x }) => series!.startsWith("collapse") && kind === "line" && x !== "0",
    );
    for (const { x, y } of steep) expect(Number(y) / (Number(x) + Number(y))).toBeCloseTo(0.8, 12);
  });

  it("scores: counts of both kinds in every bin, drawn as shares that add up to 1", () => {
    const bins = rows("scores");
    expect(bins.length).toBe(run.verifiers.flatMap(({ histogram }) => histogram).length);
    for (const { name, histogram } of run.verifiers) {
      const mine = bins.filter(({ verifier }) => verifier === name);
      expect(mine.map(({ correct }) => Number(correct))).toEqual(histogram.map(({ correct }) => correct));
      expect(mine.map(({ low }) => Number(low))).toEqual(histogram.map(({ low }) => low));
    }
  });

  it("metrics: each model by name", () => {
    const first = rows("metrics").filter(({ panel }) => panel === "rouge1");
    expect(first[0]).toMatchObject({ series: "generator", x: "0.576", y: "generator" });
    expect(first.filter(({ kind }) => kind === "points").map(({ y }) => y)).toEqual([
      "generator",
      "trained on true answers",
      "unverified",
      ...run.verifiers.flatMap(({ name }) => [`${name}, 12.5%`, `${name}, 50%`]),
    ]);
  });

  it("losses: every report of every training", () => {
    expect(rows("losses").map(({ y }) => Number(y))).toEqual(
      run.trainings.flatMap(({ losses }) => losses.map(({ loss }) => loss)),
    );
  });

  it("spending: tokens and cost at each moment, in minutes", () => {
    const tokens = rows("spending").filter(({ series }) => series === "tokens");
    expect(tokens.map(({ x, y }) => [Number(x), Number(y)])).toEqual(
      run.spending!.overTime.map(({ tokens }, i) => [i / 2, tokens]),
    );
    const free = { ...run, spending: { ...run.spending!, cost: 0 } };
    expect(rows("spending", free).some(({ series }) => series === "cost")).toBe(false);
  });

  it("flow: the books of every stage", () => {
    const stages = rows("flow");
    expect(
      stages.map((row) => [row.stage, ...[row.in, row.kept, row.rejected, row.failed].map(Number)]),
    ).toEqual(
      run.stages.map(({ id, books }) => [id, books!.input, books!.kept, books!.rejected, books!.failed]),
    );
  });
});

describe("two rules for one share of one verifier", () => {
  const half = run.cells.filter(({ fraction }) => fraction === 0.5);
  const perKind = half.map((cell, i) => ({
    ...{ ...cell, selection: `s${60 + i}`, selector: "per-stratum", kept: 3504 },
    rule: "the best 50 % of candidates within each kind of input",
  }));
  const both = { ...run, cells: [...run.cells, ...perKind] };

  it("are told apart by name, by the share that was asked for", () => {
    const names = rows("metrics", both).filter(({ panel, kind }) => panel === "rouge1" && kind === "points");
    const of = (verifier: string) => names.map(({ y }) => y).filter((name) => name!.startsWith(verifier));
    expect(of("oracle")).toEqual(["oracle, 12.5% of all", "oracle, 50% of all", "oracle, 50% of each kind"]);
    expect(drawing("breakdown", both).description).toContain("oracle at 12.5% of all");
    expect(rows("metrics").map(({ y }) => y)).toContain("oracle, 50%");
  });

  it("are told apart by their marks, and where those lie off the curves it is said", () => {
    for (const id of ["breakdown", "yield", "roc", "students"]) {
      const marks = rows(id, both).filter(({ kind }) => kind === "points");
      expect(marks.filter(({ isOpen }) => isOpen === "true")).toHaveLength(perKind.length);
      const said = texts(drawing(id, both).svg({ width: 1200 })).replaceAll("\n", " ");
      expect(said).toContain("open marks chose within each kind of input");
      expect(texts(drawing(id).svg({ width: 1200 }))).not.toContain("open marks");
    }
  });

  it("are the same of all where no other rule was", () => {
    const cells = run.cells.map((cell) =>
      cell.verifier === "none" ? cell : { ...cell, selector: "best-of-n", rule: "the best of each input" },
    );
    const made = { ...run, cells };
    expect(rows("students", made)[0]).not.toHaveProperty("isOpen");
    expect(rows("roc", made).filter(({ isOpen }) => isOpen === "true")).toHaveLength(cells.length - 1);
  });
});

describe("the pipeline as a picture", () => {
  it("says what went in, what was kept, lost and failed", () => {
    const shown = texts(drawing("flow").svg({ width: 1200 }));
    for (const text of ["7,000\u00a0→\u00a0875", "10\u00a0malformed", "3 failed", "below the top share"])
      expect(shown).toContain(text);
  });

  it("marks what runs", () => {
    const stages = run.stages.map((stage) =>
      stage.id === "s4"
        ? { ...stage, status: "running" as const, books: null, seconds: null, rows: 1234 }
        : stage,
    );
    const half = drawing("flow", { ...run, stages });
    expect(texts(half.svg({ width: 1200 }))).toContain("1,234\u00a0rows\u00a0so\u00a0far");
    expect(half.description).toContain("1 running");
  });

  it("is a list where it is narrow, which says in words where rows come from", () => {
    expect(texts(drawing("flow").svg({ width: 360 }))).toContain("from train");
    expect(texts(drawing("flow").svg({ width: 1200 }))).not.toContain("from train");
  });
});
