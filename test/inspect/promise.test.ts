import { describe, expect, it } from "vitest";
import type { Verdict } from "../../src/estimation/verdict.ts";
import type { CellOutline } from "../../src/inspect/cells.ts";
import { mostPromising } from "../../src/inspect/promise.ts";
import { verdictOf } from "../../src/inspect/verdict.ts";

interface Said {
  readonly verdict: Verdict["kind"];
  readonly precision?: number;
  readonly inputShare?: number;
  readonly kept?: number;
  readonly verifier?: string;
  readonly gain?: readonly [number, number];
  /** Kinds of ten inputs each of which nothing is kept, of four. */
  readonly lost?: number;
}

const around = (estimate: number) => ({ estimate, low: estimate - 0.02, high: estimate + 0.02 });

function cell(selection: string, said: Said): CellOutline {
  const { verdict, precision = 0.9, inputShare = 0.5, kept = 100, verifier = "oracle", lost = 0 } = said;
  const strata = ["a", "b", "c", "d"].map((stratum, i) => ({
    ...{ stratum, inputs: 10, kept: i < lost ? 0 : 10 },
    share: i < lost ? 0 : 1,
  }));
  return {
    ...{ selection, verifier, selector: "top-share", rule: "the best 50 % of all candidates", fraction: 0.5 },
    ...{ rows: 200, kept },
    estimate: {
      ...{
        phi: 0.9,
        psi: 0.1,
        pstar: around(0.9),
        keptPrecision: around(precision),
        labels: 500,
        inputs: 500,
      },
      ...{ probabilityMajorityCorrect: 1, probabilityCleaner: 1, verdict, verdictText: verdict },
    },
    coverage: {
      ...{ inputShare, smallestStratum: strata[0]!, effectiveShare: 1, distance: 0.1, strata },
    },
    student:
      said.gain === undefined
        ? null
        : {
            metrics: { rouge1: around(0.5 + said.gain[0]) },
            gain: { estimate: (said.gain[0] + said.gain[1]) / 2, low: said.gain[0], high: said.gain[1] },
          },
  };
}

const error = around(0.5);
const chosen = (cells: readonly CellOutline[]) => mostPromising(cells, error)?.selection ?? null;

describe("the cell that promises most", () => {
  it("has the best verdict", () => {
    const kinds = ["collapses", "no gain", "undecided", "narrow", "improves"] as const;
    const cells = kinds.map((verdict, i) => cell(`s${i}`, { verdict, precision: 0.99 - i / 100 }));
    for (let best = cells.length; best > 0; best--) {
      expect(chosen(cells.slice(0, best))).toBe(`s${best - 1}`);
    }
  });

  it("keeps an answer to the most inputs of those that halve the error", () => {
    const cells = [
      cell("s1", { verdict: "improves", precision: 0.99, inputShare: 0.1 }),
      cell("s2", { verdict: "improves", precision: 0.8, inputShare: 0.4 }),
      cell("s3", { verdict: "improves", precision: 0.74, inputShare: 0.9 }),
    ];
    expect(chosen(cells)).toBe("s2");
    expect(chosen([cells[0]!, cells[2]!])).toBe("s1");
  });

  it("comes nearest to halving the error where none does, and is the more precise of two as wide", () => {
    const precise = (selection: string, precision: number) =>
      cell(selection, { verdict: "improves", precision });
    expect(chosen([precise("s1", 0.6), precise("s2", 0.7), precise("s3", 0.65)])).toBe("s2");
    expect(chosen([precise("s1", 0.8), precise("s2", 0.9)])).toBe("s2");
  });

  it("is neither empty nor unverified, unless there is no other", () => {
    const empty = cell("s1", { verdict: "improves", kept: 0 });
    const all = cell("s2", { verdict: "no gain", verifier: "none" });
    const other = cell("s3", { verdict: "collapses" });
    expect(chosen([empty, all, other])).toBe("s3");
    expect(chosen([empty, all])).toBe("s2");
    expect(chosen([empty, { ...other, estimate: null }])).toBeNull();
  });
});

const head = { kind: "pipeline", status: "done", metric: "rouge1" } as const;
const generator = { metrics: { rouge1: around(0.4) }, gain: null };
const verdictOn = (...said: Said[]) =>
  verdictOf({
    ...{ head, generator, error, verifiers: [] },
    cells: said.map((one, i) => cell(`s${i}`, one)),
  });

describe("a run's verdict in words", () => {
  const rule = "the best 50 % of all candidates by oracle";
  const correct =
    "90.0 [88.0, 92.0] % of what is kept is correct, against 50.0 % of what the generator writes";

  it.each([
    ["improves", 0, `Keep ${rule}: ${correct}; training on it should help.`],
    [
      "improves",
      1,
      `Keep ${rule}: ${correct}, so training on it should help, but 1 of 4 kinds of input keeps almost nothing: a.`,
    ],
    [
      "narrow",
      4,
      `Keep ${rule} for what it covers alone: ${correct}, but 4 of 4 kinds of input keep almost nothing: a, b, c and 1 more.`,
    ],
    ["undecided", 0, `Undecided: of ${rule}, the most promising, ${correct}.`],
    [
      "no gain",
      0,
      `Nothing that was kept promises to beat the generator: of ${rule}, the most promising, ${correct}.`,
    ],
    [
      "collapses",
      0,
      `Don't train on what was kept: of ${rule}, the most promising, ${correct}, and a student would collapse.`,
    ],
  ] as const)("says of what %s, losing %i kinds, what to do", (verdict, lost, sentence) => {
    expect(verdictOn({ verdict, lost })).toEqual({ kind: verdict, selection: "s0", sentence, outcome: null });
  });

  it("speaks of everything where nothing was verified", () => {
    expect(verdictOn({ verdict: "no gain", verifier: "none" }).sentence).toContain(
      "of everything, unverified,",
    );
  });

  it("tells of those that promised to help how many did, and the best student of all", () => {
    const { outcome } = verdictOn(
      { verdict: "improves", gain: [0.01, 0.03] },
      { verdict: "improves", gain: [-0.01, 0.03] },
      { verdict: "improves", gain: [-0.03, -0.01] },
      { verdict: "improves", gain: [-0.04, -0.01] },
      { verdict: "collapses", gain: [0.1, 0.2], verifier: "none" },
    );
    expect(outcome).toBe(
      "Of 4 selections that promised to help, 1 did, 1 changed nothing and 2 made it worse. The best student, " +
        "trained on everything, unverified, has rouge1 60.0 [58.0, 62.0] %, the generator 40.0 [38.0, 42.0] %.",
    );
    expect(verdictOn({ verdict: "improves", gain: [0.01, 0.03] }).outcome).toMatch(
      /^Of 1 selection that promised to help, 1 did\. /,
    );
    const narrow = { verdict: "narrow", gain: [-0.2, -0.1] } as const;
    expect(verdictOn({ verdict: "improves", gain: [0.01, 0.03] }, narrow, narrow).outcome).toMatch(
      /^Of 1 selection that promised to help, 1 did; of 2 selections that leave kinds of input out, 2 made it worse\. The/,
    );
    expect(verdictOn({ verdict: "no gain", gain: [0.01, 0.03] }).outcome).toMatch(/^The best student/);
  });
});
