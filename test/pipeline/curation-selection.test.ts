import { beforeAll, describe, expect, it } from "vitest";
import type { CombinedReport, CurveCell, VerifierReport } from "../../src/estimation/report.ts";
import { columnsOfRun, type SelectionResult } from "../../src/pipeline/index.ts";
import { tieKey } from "../../src/random/ties.ts";
import { listRuns, readSelection } from "../../src/store/index.ts";
import { curated, curation, drawnFile, type FileCandidate, ofStage } from "./curated.ts";
import { reading } from "./tiny.ts";

const { folder, file, db, ...drawn } = drawnFile(7, 80);
const candidates = drawn.candidates.map((row, position) => ({ ...row, position }));
type Row = (typeof candidates)[number];
const seed = 3;
const fractions = [0.05, 0.2, 0.5, 1];

let curves: readonly VerifierReport[];
let combined: readonly CombinedReport[];
beforeAll(async () => {
  const { estimate } = await curated(curation(file, { estimate: { fractions, draws: 100 } }), folder, {
    through: "estimate",
  });
  ({ verifiers: curves, combined } = estimate!);
});

interface Chosen extends SelectionResult {
  /** Positions of the kept rows. */
  readonly rowsKept: readonly number[];
  readonly reasonOf: (row: Row) => string;
}

/** Selects through the store. */
async function select(options: object, more: object = {}): Promise<Chosen> {
  const { selection } = await curated(
    curation(file, { select: { by: "judge", ...options }, ...more }),
    folder,
  );
  const { reason, reasons } = ofStage(db, "select", (store, { id }) => readSelection(store, id));
  const kept = candidates.filter(({ position }) => reason[position] === 0);
  expect(selection!.kept).toBe(kept.length);
  const dropped = Object.values(selection!.dropped).reduce((sum, rows) => sum + rows, 0);
  expect(selection!.kept + dropped).toBe(candidates.length);
  return {
    ...selection!,
    rowsKept: kept.map(({ position }) => position),
    reasonOf: ({ position }) => reasons[reason[position]!]!,
  };
}

/** Best first, by the judge; equals by their seeded keys. */
const ranking = (rows: readonly Row[], score = ({ judge }: FileCandidate) => judge): Row[] =>
  rows
    .filter((row) => score(row) !== null)
    .toSorted(
      (a, b) => Number(score(b)) - Number(score(a)) || tieKey(seed, a.position) - tieKey(seed, b.position),
    );

const positions = (rows: readonly Row[]): number[] =>
  rows.map(({ position }) => position).toSorted((a, b) => a - b);

/** φ, ψ, p⋆ and the kept precision of kept rows, from the labels, soft ones as expectations. */
function ratesOf(kept: readonly Row[]) {
  const sum = (rows: readonly Row[], value: (label: number) => number) =>
    rows.reduce((total, { ok }) => total + (ok === null ? 0 : value(ok)), 0);
  const phi = sum(kept, (ok) => ok) / sum(candidates, (ok) => ok);
  const psi = sum(kept, (ok) => 1 - ok) / sum(candidates, (ok) => 1 - ok);
  return { phi, psi, pstar: phi / (phi + psi), precision: sum(kept, (ok) => ok) / sum(kept, () => 1) };
}

function expectRates(
  { phi, psi, pstar, keptPrecision }: NonNullable<SelectionResult["estimate"]>,
  kept: readonly Row[],
): void {
  const rates = ratesOf(kept);
  expect(phi.estimate).toBeCloseTo(rates.phi, 12);
  expect(psi.estimate).toBeCloseTo(rates.psi, 12);
  expect(pstar.estimate).toBeCloseTo(rates.pstar, 12);
  expect(keptPrecision.estimate).toBeCloseTo(rates.precision, 12);
}

describe("the best share by a score", () => {
  const scores = [
    ["judge", ({ judge }: FileCandidate) => judge],
    ["passed", ({ passed }: FileCandidate) => Number(passed)],
  ] as const;
  it.each(scores)("by %s keeps just the rows that the estimate counts as kept", async (by, score) => {
    const ranked = ranking(candidates, score);
    const { curve } = curves.find(({ name }) => name === by)!;
    for (const fraction of fractions) {
      const cell = curve.find((one) => one.fraction === fraction)!;
      const { rowsKept, estimate, coverage } = await select({
        by,
        selector: { kind: "top-share", fraction },
      });
      const kept = ranked.slice(0, Math.round(fraction * candidates.length));
      expect(rowsKept).toEqual(positions(kept));
      expect(cell.kept).toBe(rowsKept.length);
      expect(cell.threshold).toBe(score(kept.at(-1)!));
      expect(estimate!.phi.estimate).toBe(cell.phi);
      expect(estimate!.psi.estimate).toBe(cell.psi);
      expect(estimate!.pstar.estimate).toBe(cell.pstar.estimate);
      expect(estimate!.keptPrecision.estimate).toBe(cell.keptPrecision.estimate);
      expect(estimate!.verdict.kind).toBe(cell.verdict);
      expect(coverage).toEqual(cell.coverage);
      expectRates(estimate!, kept);
    }
  });

  it("at the score's own cut keeps the pass-or-fail score's passing rows, by either selector", async () => {
    const { curve } = curves.find(({ name }) => name === "passed")!;
    const passing = candidates.filter(({ passed }) => passed);
    const share = passing.length / candidates.length;
    const cell = curve.find(({ kept }) => kept === passing.length) as CurveCell;
    expect(cell.fraction).toBe(share);
    for (const selector of [
      { kind: "threshold", threshold: 1 },
      { kind: "top-share", fraction: share },
    ]) {
      const { rowsKept, estimate } = await select({ by: "passed", selector });
      expect(rowsKept).toEqual(positions(passing));
      expect(estimate!.pstar.estimate).toBe(cell.pstar.estimate);
    }
  });

  it("with another seed keeps other rows among equals, and is estimated by those", async () => {
    const fraction = 0.2;
    const written = {
      ...curation(file, { select: { by: "judge", selector: { kind: "top-share", fraction } } }),
      seed: 4,
    };
    const before = await select({ selector: { kind: "top-share", fraction } });
    const { selection } = await curated(written, folder);
    const { reason } = ofStage(db, "select", (store, { id }) => readSelection(store, id));
    const kept = candidates.filter(({ position }) => reason[position] === 0);
    expect(kept).toHaveLength(before.rowsKept.length);
    expect(positions(kept)).not.toEqual(before.rowsKept);
    expectRates(selection!.estimate!, kept);
    expect(selection!.estimate!.labels).toBe(before.estimate!.labels);
  });
});

describe("other selectors, through the store", () => {
  const groupsOf = (key: (row: Row) => string) => [...Map.groupBy(candidates, key).values()];
  const bestOfEach = (groups: readonly Row[][], fraction: number): Row[] =>
    groups.flatMap((rows) => ranking(rows).slice(0, Math.max(1, Math.round(fraction * rows.length))));

  it("keep the best of each input, whose answers lie apart in the file", async () => {
    for (const fraction of [0.2, 0.4]) {
      const { rowsKept, estimate } = await select({ selector: { kind: "best-of-n", fraction } });
      const kept = bestOfEach(
        groupsOf(({ input }) => input),
        fraction,
      );
      expect(rowsKept).toEqual(positions(kept));
      expectRates(estimate!, kept);
    }
  });

  it("keep the best of each kind", async () => {
    const { rowsKept, estimate } = await select({ selector: { kind: "per-stratum", fraction: 0.25 } });
    const kept = bestOfEach(
      groupsOf(({ kind }) => kind),
      0.25,
    );
    expect(rowsKept).toEqual(positions(kept));
    expectRates(estimate!, kept);
  });

  it("keep what scores at least so much, whose missing scores are said to be missing", async () => {
    const { rowsKept, dropped } = await select({ selector: { kind: "threshold", threshold: 1.5 } });
    expect(rowsKept).toEqual(positions(candidates.filter(({ judge }) => judge !== null && judge >= 1.5)));
    expect(dropped["could not be scored"]).toBe(candidates.filter(({ judge }) => judge === null).length);
  });
});

describe("thinning, through the store", () => {
  /** Down the ranking, dropping what any of the tests refuses for the better rows kept so far. */
  const walk = (rows: readonly Row[], refuses: (row: Row, kept: readonly Row[]) => boolean): Row[] => {
    const kept: Row[] = [];
    for (const row of rows) if (!refuses(row, kept)) kept.push(row);
    return kept;
  };
  const half = ranking(candidates).slice(0, candidates.length / 2);
  const selector = { kind: "top-share", fraction: 0.5 };
  const same = (a: Row, b: Row) => a.input === b.input && a.output === b.output;

  it("removes exact duplicates of better rows", async () => {
    const chosen = await select({ selector, deduplicate: { exact: "input-output" } });
    const kept = walk(half, (row, before) => before.some((other) => same(row, other)));
    expect(kept.length).toBeLessThan(half.length - 10);
    expect(chosen.rowsKept).toEqual(positions(kept));
    expect(chosen.dropped["an exact duplicate of a better row"]).toBe(half.length - kept.length);
    expectRates(chosen.estimate!, kept);
  });

  it("removes near duplicates: of these texts, those that say the same but for their punctuation", async () => {
    const near = { similarity: 1, of: "input-output" };
    const { rowsKept } = await select({ selector, deduplicate: { near } });
    expect(rowsKept).toEqual(
      positions(walk(half, (row, before) => before.some((other) => same(row, other)))),
    );
  });

  it.each([
    ["input", "input"],
    ["field:topic", "topic"],
    ["field:kind", "kind"],
  ] as const)("keeps no more than so many per %s", async (per, field) => {
    for (const most of [2, 20]) {
      const { rowsKept } = await select({ selector, cap: { per, most } });
      const kept = walk(
        half,
        (row, before) => before.filter((other) => other[field] === row[field]).length >= most,
      );
      expect(rowsKept).toEqual(positions(kept));
    }
  });

  it("keeps the best within a budget", async () => {
    const { rowsKept, dropped } = await select({ selector, budget: 17 });
    expect(rowsKept).toEqual(positions(half.slice(0, 17)));
    expect(dropped["over the budget"]).toBe(half.length - 17);
  });

  it("asks of a row first that it passes the rules, then the rest", async () => {
    const rules = [
      { kind: "pattern", pattern: "answer [0-3]", name: "small" },
      { kind: "length", unit: "words", min: 4, name: "long" },
    ];
    const { rowsKept, reasonOf, estimate } = await select(
      {
        selector: { kind: "all" },
        require: ["small", "long"],
        deduplicate: { exact: "output" },
        cap: { per: "field:topic", most: 30 },
        budget: 100,
      },
      { verifiers: rules },
    );
    const passes = ({ output }: Row) => /answer [0-3]/.test(output) && output.split(" ").length >= 4;
    const ranked = [
      ...ranking(candidates),
      ...candidates
        .filter(({ judge }) => judge === null)
        .toSorted((a, b) => tieKey(seed, a.position) - tieKey(seed, b.position)),
    ];
    const kept = walk(
      ranked,
      (row, before) =>
        before.length >= 100 ||
        !passes(row) ||
        before.some(({ output }) => output === row.output) ||
        before.filter(({ topic }) => topic === row.topic).length >= 30,
    );
    expect(kept.length).toBeGreaterThan(50);
    expect(rowsKept).toEqual(positions(kept));
    expectRates(estimate!, kept);
    for (const row of candidates) if (!passes(row)) expect(reasonOf(row)).not.toBe("kept");
  });
});

describe("a rule that is required", () => {
  it("and only scores is refused, for it would drop everything", async () => {
    const chosen = select(
      { selector: { kind: "all" }, require: ["chance"] },
      { verifiers: [{ kind: "random", name: "chance" }] },
    );
    await expect(chosen).rejects.toMatchObject({
      message: 'rule "chance" only scores: it keeps and drops nothing',
      exitCode: 2,
    });
  });
});

describe("a combination of scores", () => {
  it.each(["logistic", "log-likelihood-ratio", "average"])(
    "by %s is judged on the half of the inputs that it was not fitted on, as the estimate says",
    async (by) => {
      const report = combined.find(({ name }) => name === by)!;
      const labelled = candidates.filter(({ ok }) => ok !== null).length;
      for (const fraction of [0.2, 0.5]) {
        const cell = report.curve.find((one) => one.fraction === fraction)!;
        const { kept, estimate, coverage } = await select({ by, selector: { kind: "top-share", fraction } });
        expect(kept).toBe(cell.kept);
        expect(estimate!.labels).toBeGreaterThan(0.4 * labelled);
        expect(estimate!.labels).toBeLessThan(0.6 * labelled);
        expect(estimate!.phi.estimate).toBe(cell.phi);
        expect(estimate!.psi.estimate).toBe(cell.psi);
        expect(estimate!.pstar.estimate).toBe(cell.pstar.estimate);
        expect(coverage).toEqual(cell.coverage);
      }
    },
  );

  it("is no verifier of the run", async () => {
    await select({ by: "logistic", selector: { kind: "top-share", fraction: 0.2 } });
    reading(db, (store) => {
      const { columns } = columnsOfRun(store, listRuns(store).at(-1)!);
      expect(columns.scores.map(({ name }) => name)).toEqual(["judge", "passed"]);
    });
  });
});
