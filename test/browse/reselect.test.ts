import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Browser, createBrowser } from "../../src/browse/browser.ts";
import { giveLabel, labelQueue } from "../../src/browse/labels.ts";
import { type ReselectQuestion, reselect } from "../../src/browse/reselect.ts";
import type { Reselection } from "../../src/browse/row.ts";
import type { CellEstimate } from "../../src/estimation/estimate.ts";
import {
  listStages,
  openStore,
  publicId,
  readEstimate,
  readScores,
  readSelection,
  type Stage,
  type Store,
} from "../../src/store/index.ts";
import { candidatesIn, curated, curation, drawLines, fields, writeLines } from "../pipeline/curated.ts";
import { edited, lastingFolder, latestRun, runText, tiny } from "../pipeline/tiny.ts";

/** What is asked of one database, closed after all tests. */
function looking(db: () => string) {
  let opened: { readonly store: Store; readonly browser: Browser } | undefined;
  afterAll(async () => {
    await opened?.browser.close();
    opened?.store.close();
  });
  return () => {
    opened ??= { store: openStore(db(), { readonly: true }), browser: createBrowser(db()) };
    return opened;
  };
}

type Rule = Pick<ReselectQuestion, "verifier" | "selector" | "fraction">;

interface StoredCell {
  readonly stage: Stage;
  readonly candidates: number;
  readonly rule: Rule;
  readonly estimate: CellEstimate | undefined;
}

/** Selections by a verifier's share that a run has made, with what it estimated of each. */
function storedCells(store: Store, run: number): StoredCell[] {
  const stages = listStages(store, run);
  return stages
    .filter(({ kind }) => kind === "select")
    .flatMap((stage) => {
      const { candidateStage: candidates, verifier, selector, fraction } = readSelection(store, stage.id);
      if (selector !== "top-share" && selector !== "best-of-n") return [];
      const made = stages.find(
        ({ kind, inputs }) => kind === "estimate" && inputs.some(({ stageId }) => stageId === stage.id),
      );
      const estimate = made && (readEstimate(store, made.id) as { readonly estimate: CellEstimate }).estimate;
      return [{ stage, candidates, rule: { verifier, selector, fraction }, estimate }];
    });
}

const figures = ({ phi, psi, pstar, keptPrecision, error, verdict, labels }: CellEstimate) => ({
  ...{ phi: phi.estimate, psi: psi.estimate, pstar, keptPrecision, error, labels },
  ...{ verdict: verdict.kind, verdictText: verdict.text },
});

const isJson = (found: Reselection): void => {
  expect(JSON.parse(JSON.stringify(found))).toEqual(found);
};

describe("reselecting a pipeline's candidates", () => {
  const db = join(lastingFolder(), "tiny.db");
  const look = looking(() => db);
  const file = edited(
    tiny,
    ["noise: 0.5 }", "noise: 0.5 }\n  - { kind: random }\n  - { kind: invariants }"],
    ["fractions: [0.25] }", "fractions: [0.25, 0.5] }\n  - { selector: top-share, fractions: [0.1, 0.35] }"],
  );
  beforeAll(async () => {
    await runText(file, db, { through: "estimate" });
  });

  it("keeps at every stored share what was kept, and estimates what was estimated", async () => {
    const { store, browser } = look();
    const cells = storedCells(store, 1);
    expect(cells.length).toBe(2 * 4 * 4);
    expect(cells.filter(({ estimate }) => estimate !== undefined).length).toBe(16);
    for (const { stage, candidates, rule } of cells) {
      const found = await reselect(browser, store, { run: 1, stage: candidates, ...rule, against: stage.id });
      isJson(found);
      const { kept, reason } = readSelection(store, stage.id);
      expect(found).toMatchObject({ rows: reason.length, kept, ...rule });
      expect(found.change).toEqual({
        ...{ selection: publicId("stage", stage.id), enter: 0, leave: 0 },
        ...{ entering: [], leaving: [] },
      });
      const stored = cells.find(
        ({ rule: other, estimate }) => estimate && JSON.stringify(other) === JSON.stringify(rule),
      )!;
      expect(found.estimate).toEqual({ ...figures(stored.estimate!), byHand: 0 });
    }
  });

  it("tells who enters and who leaves at another", async () => {
    const { store, browser } = look();
    const [cell] = storedCells(store, 1).filter(
      ({ rule }) => rule.verifier === "invariants" && rule.fraction === 0.1,
    );
    const { candidates, stage } = cell!;
    const question = { run: 1, stage: candidates, verifier: "invariants", against: stage.id } as const;
    const before = readSelection(store, stage.id).reason;
    const verify = listStages(store, 1).find(
      ({ name }) => name === `${stage.name.split(" ")[0]} by invariants`,
    )!;
    const { score } = readScores(store, verify.id);
    for (const [selector, fraction] of [
      ["top-share", 0.05],
      ["top-share", 0.6],
      ["best-of-n", 0.25],
    ] as const) {
      const found = await reselect(browser, store, { ...question, selector, fraction });
      isJson(found);
      const { enter, leave, entering, leaving } = found.change!;
      expect(found.kept).toBe(before.filter((code) => code === 0).length + enter - leave);
      expect(entering.length).toBe(Math.min(20, enter));
      expect(leaving.length).toBe(Math.min(20, leave));
      for (const [rows, wasKept] of [
        [entering, false],
        [leaving, true],
      ] as const) {
        const scores = rows.map(({ position }) => score[position]!);
        expect(rows.every(({ position }) => (before[position] === 0) === wasKept)).toBe(true);
        expect(rows.every(({ fate }) => fate?.kept === wasKept)).toBe(true);
        expect(scores).toEqual(scores.toSorted((a, b) => b - a));
      }
      if (selector === "top-share") {
        const rest = entering.map(({ position }) => score[position]!);
        if (enter > 0) expect(Math.min(...rest)).toBeGreaterThanOrEqual(found.threshold!);
        expect(fraction < 0.1 ? enter : leave).toBe(0);
      }
    }
  });

  it("is refused where the share, the verifier or the selection is none", async () => {
    const { store, browser } = look();
    const [{ candidates }] = storedCells(store, 1) as [StoredCell];
    const ask = (change: Partial<ReselectQuestion>) => () =>
      reselect(browser, store, {
        ...{ run: 1, stage: candidates, verifier: "oracle", selector: "top-share", fraction: 0.5 },
        ...change,
      });
    for (const fraction of [0, -1, 1.01, Number.NaN])
      await expect(ask({ fraction })).rejects.toThrow(/a share of/);
    await expect(ask({ verifier: "nobody" })).rejects.toThrow(/no scores of "nobody"/);
    await expect(ask({ against: candidates })).rejects.toThrow(/no selection of/);
    await expect(ask({ stage: 1 })).rejects.toThrow(/no candidates s1/);
    await expect(ask({ run: 9 })).rejects.toThrow(/no run r9/);
  });

  it("says of a share that keeps nothing that it does", async () => {
    const { store, browser } = look();
    const [{ candidates }] = storedCells(store, 1) as [StoredCell];
    const found = await reselect(browser, store, {
      ...{ run: 1, stage: candidates, verifier: "oracle", selector: "top-share", fraction: 1e-9 },
    });
    isJson(found);
    expect(found).toMatchObject({ kept: 0, threshold: null });
    expect(found.estimate!.phi).toBe(0);
  });
});

/** A file of candidates with weights, or labels beside it drawn by strata. */
describe.each([
  ["one score", { select: { by: "judge", selector: { kind: "top-share", fraction: 0.4 } } }],
  ["the best of each input", { select: { by: "passed", selector: { kind: "best-of-n", fraction: 0.5 } } }],
  ["everything", { select: { by: "passed", selector: { kind: "top-share", fraction: 1 } } }],
  ["scores combined", { select: { by: "average", selector: { kind: "top-share", fraction: 0.5 } } }],
  [
    "labels that count from a half on",
    {
      select: { by: "judge", selector: { kind: "top-share", fraction: 0.5 } },
      estimate: { draws: 100, labelThreshold: 0.5 },
    },
  ],
])("reselecting an imported file by %s", (_, settings) => {
  const folder = lastingFolder();
  const db = join(folder, "rows.db");
  const look = looking(() => db);
  const lines = drawLines(11, 60).map((line, i) => ({ ...line, weight: 1 + (i % 3) }));
  const source = { fields: { ...fields, weight: "weight" } };
  const written = curation(writeLines(folder, lines), settings, source);
  beforeAll(async () => {
    await curated(written, folder);
  });

  it("keeps and estimates what the run did, and after labels by hand what it would do again", async () => {
    const { store, browser } = look();
    const check = async (byHand: number): Promise<void> => {
      const [cell] = storedCells(store, latestRun(store)) as [StoredCell];
      const { candidates, rule, stage } = cell;
      const found = await reselect(browser, store, {
        ...{ run: latestRun(store), stage: candidates, ...rule, against: stage.id },
      });
      isJson(found);
      expect(found.change).toMatchObject({ enter: 0, leave: 0 });
      // What a combination is fitted on is not judged.
      const judged = rule.verifier === "average" && byHand > 0 ? expect.any(Number) : byHand;
      expect(found.estimate).toEqual({ ...figures(cell.estimate!), byHand: judged });
    };
    await check(0);
    const [{ candidates, rule }] = storedCells(store, 1) as [StoredCell];
    const { next } = labelQueue(store, 1, candidates, 15);
    for (const [i, id] of next.entries()) giveLabel(db, { id, value: (i % 5) / 4, drawn: true });
    const eye = labelQueue(store, 1, candidates, 1).next[0]!;
    giveLabel(db, { id: eye, value: 1, drawn: false });
    const before = await reselect(browser, store, { run: 1, stage: candidates, ...rule });
    if (rule.verifier !== "average") expect(before.estimate!.byHand).toBe(15);
    await curated(written, folder);
    expect(latestRun(store)).toBe(2);
    await check(15);
    const after = await reselect(browser, store, { run: 2, stage: candidates, ...rule });
    if (rule.verifier !== "average") expect(after.estimate).toEqual(before.estimate);
  });
});

describe("reselecting what was thinned out", () => {
  const folder = lastingFolder();
  const db = join(folder, "rows.db");
  const look = looking(() => db);
  beforeAll(async () => {
    const select = {
      by: "judge",
      selector: { kind: "top-share", fraction: 0.5 },
      deduplicate: { exact: "output" },
      budget: 30,
    };
    await curated(curation(writeLines(folder, drawLines(12, 40)), { select }), folder);
  });

  it("compares shares with what the share had kept before", async () => {
    const { store, browser } = look();
    const [{ candidates, stage, rule }] = storedCells(store, 1) as [StoredCell];
    const question = {
      run: 1,
      stage: candidates,
      verifier: "judge",
      selector: "top-share",
      against: stage.id,
    } as const;
    expect(rule.fraction).toBe(0.5);
    const same = await reselect(browser, store, { ...question, fraction: 0.5 });
    expect(same.change).toMatchObject({ enter: 0, leave: 0 });
    expect(readSelection(store, stage.id).kept).toBe(30);
    expect(same.kept).toBe(Math.round(candidatesIn(drawLines(12, 40)).length * 0.5));
  });
});
