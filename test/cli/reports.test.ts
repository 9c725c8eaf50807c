import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { estimatesReport, outcomeReport } from "../../src/cli/reports.ts";
import type { Interval } from "../../src/metrics/interval.ts";
import type { Cell, RunResult, TrainedModel } from "../../src/pipeline/result.ts";

const around = (estimate: number, half: number): Interval => ({
  estimate,
  low: Math.max(0, estimate - half),
  high: Math.min(1, estimate + half),
});

const metrics = (estimate: number) => ({
  within1: around(estimate, 0.02),
  within2: around(estimate, 0.02),
  within5: around(estimate, 0.02),
  every5: around(estimate, 0.02),
});

/** A model beside a generator of 0.3. */
const trained = (estimate: number): TrainedModel => ({
  metrics: metrics(estimate),
  gain: { estimate: estimate - 0.3, low: estimate - 0.32, high: estimate - 0.28 },
});

function cell(verifier: string, selector: string, fraction: number, student: number | null): Cell {
  const phi = verifier === "oracle" ? 0.9 : fraction;
  const psi = verifier === "oracle" ? 0.1 : fraction;
  return {
    selection: "s7",
    verifier,
    selector,
    fraction,
    threshold: null,
    kept: Math.round(fraction * 80_000),
    phi,
    psi,
    pstar: around(phi / (phi + psi), 0.004),
    probabilityMajorityCorrect: 0.9999,
    probabilityCleaner: 0.97,
    keptPrecision: 0.8,
    coverage: {
      inputShare: 0.61,
      smallestStratum: { stratum: "small", share: 0.3 },
      effectiveShare: 0.9,
      distance: 0.1,
      strata: [{ stratum: "small", inputs: 10, kept: 3, share: 0.3 }],
    },
    labels: 16_000,
    inputs: 2000,
    studentRange: { low: 0.8, high: 1 },
    verdict: verifier === "oracle" ? "improves" : "undecided, about 1200 more labels needed",
    student: student === null ? null : trained(student),
  };
}

const cells = [
  cell("random", "best-of-n", 0.125, 0.31),
  cell("oracle", "best-of-n", 0.125, 0.41),
  cell("oracle", "top-share", 0.25, 0.38),
  cell("none", "all", 1, 0.2),
];
const result: RunResult = {
  run: "r1",
  db: "runs/a.db",
  task: "eigenvalues",
  generator: { metrics: metrics(0.3), error: around(0.57, 0.02) },
  real: trained(0.7),
  cells,
  failures: [],
  spending: null,
  correlation: {
    spearman: 0.95,
    pearson: 0.9,
    cells: 4,
    groups: [
      { selector: "best-of-n", fraction: 0.125, spearman: 1, pearson: 1, cells: 2 },
      { selector: "top-share", fraction: 0.25, spearman: 0.8, pearson: -0.25, cells: 3 },
    ],
    withCoverage: { spearman: 0.97, pearson: 0.96, cells: 4, predictions: [] },
  },
};
const page = (width: number) => ({ width, stream: new PassThrough() });
const place = (report: string, pattern: RegExp): number =>
  report.split("\n").findIndex((line) => pattern.test(line));

describe("the report before training", () => {
  const report = estimatesReport(cells, around(0.57, 0.02), page(100));

  it("says of each cell what is kept, φ, ψ, p⋆ with its interval, coverage and the verdict", () => {
    expect(report).toMatch(
      /oracle +90\.0 +10\.0 +90\.0 \[89\.6, 90\.4\] +>99\.9 +80\.0 +61\.0 +10,000 +improves/,
    );
    expect(report).toMatch(/→ undecided, about 1200 more labels needed/);
  });

  it("names the generator's error", () => {
    expect(report).toContain("57.0 [55.0, 59.0]");
  });

  it("has the unverified cell first and in each way of selecting the highest p⋆ first", () => {
    const places = [
      /^unverified/,
      /^the best 1 in 8 of the answers to each input/,
      /^ {2}oracle/,
      /^ {2}random/,
      /^the best 1 in 4 of all/,
    ];
    const found = places.map((pattern) => place(report, pattern));
    expect(found).toEqual(found.toSorted((a, b) => a - b));
    expect(found).not.toContain(-1);
  });

  it.each([80, 100])("fits %i columns", (width) => {
    for (const text of [
      estimatesReport(cells, around(0.57, 0.02), page(width)),
      outcomeReport(result, page(width)),
    ]) {
      for (const line of text.split("\n")) expect(line.length, line).toBeLessThanOrEqual(width);
    }
  });
});

describe("the report after training", () => {
  const report = outcomeReport(result, page(100));

  it("marks students whose interval is clear of the generator's, and only those", () => {
    expect(report).toMatch(/^generator .*30\.0 \[28\.0, 32\.0\]/m);
    expect(report).toMatch(/^unverified .*▼ −10\.0 \[−12\.0, −8\.0\]$/m);
    expect(report).toMatch(/^ {2}oracle .*41\.0 \[39\.0, 43\.0\].*▲ \+11\.0 \[9\.0, 13\.0\]$/m);
    expect(report).toMatch(/^ {2}random .*31\.0.*= \+1\.0 \[−1\.0, 3\.0\]$/m);
    expect(report).toMatch(/^true answers .*▲ \+40\.0/m);
  });

  it("starts at the generator and ends at the true answers", () => {
    const found = [/^generator/, /^unverified/, /^ {2}oracle/, /^true answers/].map((pattern) =>
      place(report, pattern),
    );
    expect(found).toEqual(found.toSorted((a, b) => a - b));
  });

  it("tells how well p⋆ foretold it, alone and with coverage, where there are enough students", () => {
    expect(report).toMatch(/p⋆, all students +4 +0\.95 +0\.90/);
    expect(report).toMatch(/p⋆, the best 1 in 4 of all answers +3 +0\.80 +−0\.25/);
    expect(report).toMatch(/p⋆ and coverage, all students +4 +0\.97 +0\.96/);
    expect(report).not.toMatch(/p⋆, the best 1 in 8/);
    const none = { spearman: null, pearson: null, cells: 1 };
    const few = { ...none, groups: [], withCoverage: { ...none, predictions: [] } };
    expect(outcomeReport({ ...result, correlation: few }, page(100))).not.toContain("Spearman");
  });

  it("is empty where nothing was trained", () => {
    expect(outcomeReport({ ...result, generator: null }, page(100))).toBe("");
  });
});
