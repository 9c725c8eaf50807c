import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { parseConfig } from "../../src/config/index.ts";
import { readExport } from "../../src/datasets/export/read-export.ts";
import { fullEstimate } from "../../src/estimation/full-estimate.ts";
import { columnsOfRun, exportSelection } from "../../src/pipeline/index.ts";
import type { RunResult } from "../../src/pipeline/result.ts";
import type { StoredEstimate } from "../../src/pipeline/stages/estimate.ts";
import {
  countCandidates,
  countReasons,
  countScores,
  listRuns,
  listStages,
  openStore,
  readCandidates,
  readLabels,
  readLedger,
  readScores,
  readSelection,
  trace,
} from "../../src/store/index.ts";
import { pstar } from "../cli/child.ts";
import { contents, damage, edited, lasting, lastingFolder, latestRun, reading, tiny } from "./tiny.ts";

/** Every verifier, every selector; the last cell keeps nothing. */
const text = edited(
  tiny,
  [
    "noise: 0.5 }",
    "noise: 0.5 }\n  - { kind: invariants }\n  - { kind: self }\n  - { kind: peer, real: 200 }\n  - { kind: random }",
  ],
  [
    "fractions: [0.25] }",
    `fractions: [0.25], verifiers: [oracle, self] }
  - { selector: top-share, fractions: [0.5], verifiers: [noisy-oracle, peer] }
  - { selector: threshold, thresholds: [-0.3], verifiers: [invariants] }
  - { selector: threshold, thresholds: [2], verifiers: [random] }`,
  ],
  ["steps: 100 }, real: false", "steps: 20 }"],
);

const config = parseConfig(text, "tiny.yaml");

const unit = z.number().min(0).max(1);
const share = z.number().gt(0).max(1);
const interval = z
  .strictObject({ estimate: unit, low: unit, high: unit })
  .refine(({ estimate, low, high }) => low <= estimate && estimate <= high);
const metricNames = ["within50", "within5", "within2", "within1", "every50", "every5", "every2", "every1"];
const metrics = z.record(z.enum(metricNames), interval);
const correlation = {
  spearman: z.number().min(-1).max(1).nullable(),
  pearson: z.number().min(-1).max(1).nullable(),
  cells: z.int(),
};
const verifiers = ["none", "oracle", "noisy-oracle", "invariants", "self", "peer", "random"];

const difference = z.number().min(-1).max(1);
const gain = z.strictObject({ estimate: difference, low: difference, high: difference });
const trained = z.strictObject({ metrics, gain });

/** The shape that `--json` promises. */
const printed = z.strictObject({
  run: z.string().regex(/^r\d+$/),
  db: z.string(),
  task: z.literal("eigenvalues"),
  generator: z.strictObject({ metrics, error: interval }),
  real: trained.nullable(),
  cells: z.array(
    z.strictObject({
      selection: z.string().regex(/^s\d+$/),
      verifier: z.enum(verifiers),
      selector: z.enum(["all", "best-of-n", "top-share", "threshold"]),
      fraction: unit,
      kept: z.int().nonnegative(),
      phi: unit,
      psi: unit,
      pstar: interval,
      probabilityMajorityCorrect: unit,
      probabilityCleaner: unit,
      keptPrecision: unit,
      coverage: z.strictObject({
        inputShare: unit,
        effectiveShare: unit,
        distance: unit,
        smallestStratum: z.strictObject({ stratum: z.string(), share: unit }),
        strata: z.array(
          z.strictObject({
            stratum: z.string(),
            inputs: z.int().positive(),
            kept: z.int().nonnegative(),
            share: unit,
          }),
        ),
      }),
      verdict: z.string().regex(/^(improves|no gain|collapses|undecided)/),
      threshold: z.number().nullable(),
      labels: z.int().positive(),
      inputs: z.int().positive(),
      studentRange: z.strictObject({ low: unit, high: unit }),
      student: trained.nullable(),
    }),
  ),
  failures: z.tuple([]),
  spending: z.null(),
  correlation: z.strictObject({
    ...correlation,
    withCoverage: z.strictObject({ ...correlation, predictions: z.array(z.number()) }),
    groups: z.array(z.strictObject({ ...correlation, selector: z.string(), fraction: share })),
  }),
});

const folder = lastingFolder();
const db = join(folder, "run.db");
const file = join(folder, "tiny.yaml");
let first: ReturnType<typeof pstar>;
let result: RunResult;

const run = () => pstar(["run", file, "--json", "--db", db], folder);

beforeAll(() => {
  writeFileSync(file, text);
  first = run();
  result = JSON.parse(first.stdout);
});

describe("a whole run", () => {
  it("prints one JSON object of the promised shape, and nothing else anywhere", () => {
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(first.stdout.trimEnd()).not.toContain("\n");
    expect(printed.safeParse(result).error?.issues ?? []).toEqual([]);
    expect(result.db).toBe(db);
    for (const { metrics } of [result.generator!, result.real!])
      expect(Object.keys(metrics)).toEqual(metricNames);
  });

  it("has the cells of the file, the unverified one first", () => {
    const rows = result.cells.map(({ verifier, selector, fraction, kept }) => [
      verifier,
      selector,
      fraction,
      kept,
    ]);
    const threshold = rows[5]![3] as number;
    expect(rows).toEqual([
      ["none", "all", 1, 1200],
      ["oracle", "best-of-n", 0.25, 300],
      ["self", "best-of-n", 0.25, 300],
      ["noisy-oracle", "top-share", 0.5, 600],
      ["peer", "top-share", 0.5, 600],
      ["invariants", "threshold", threshold / 1200, threshold],
      ["random", "threshold", 0, 0],
    ]);
    expect(threshold).toBeGreaterThan(0);
  });

  it("says of no verification that it promises nothing", () => {
    const [none] = result.cells;
    expect(none).toMatchObject({ phi: 1, psi: 1, pstar: { estimate: 0.5, low: 0.5, high: 0.5 } });
    expect(none!.keptPrecision).toBeCloseTo(1 - result.generator!.error.estimate, 12);
    expect(none!.coverage).toMatchObject({ inputShare: 1, effectiveShare: 1, distance: 0 });
  });

  it("trains no student where nothing is kept, and all the others", () => {
    const students = result.cells.map(({ student }) => student !== null);
    expect(students).toEqual([true, true, true, true, true, true, false]);
    expect(result.cells[6]).toMatchObject({ kept: 0, phi: 0, psi: 0 });
    expect(result.correlation.cells).toBe(6);
  });

  it("estimates φ, ψ, precision and error as counts of the calibration rows do", () => {
    reading(db, (store) => {
      const stages = listStages(store, latestRun(store));
      const { values } = readLabels(store, stages.find(({ kind }) => kind === "label")!.id);
      const judged = stages.find(({ kind, name }) => kind === "generate" && name === "calibration")!.id;
      const correct = values.reduce((sum, value) => sum + value, 0);
      expect(result.generator!.error.estimate).toBeCloseTo(1 - correct / values.length, 12);
      const selections = stages.filter(
        ({ kind, inputs }) => kind === "select" && inputs.some(({ stageId }) => stageId === judged),
      );
      expect(selections).toHaveLength(result.cells.length);
      for (const cell of result.cells.slice(0, -1)) {
        const { reason } = selections
          .map(({ id }) => readSelection(store, id))
          .find(({ verifier, selector }) => verifier === cell.verifier && selector === cell.selector)!;
        const among = (label: number) => {
          const of = reason.filter((_, i) => values[i] === label);
          return of.filter((code) => code === 0).length / of.length;
        };
        expect(cell.phi, cell.verifier).toBeCloseTo(among(1), 12);
        expect(cell.psi, cell.verifier).toBeCloseTo(among(0), 12);
        expect(cell.pstar.estimate, cell.verifier).toBeCloseTo(cell.phi / (cell.phi + cell.psi), 12);
        const kept = values.filter((_, i) => reason[i] === 0);
        const precision = kept.reduce((sum, value) => sum + value, 0) / kept.length;
        expect(cell.keptPrecision, cell.verifier).toBeCloseTo(precision, 12);
      }
    });
  });

  it("balances its books at every stage", () => {
    reading(db, (store) => {
      const stages = listStages(store, latestRun(store));
      for (const { id, kind, name, status, books, inputs } of stages) {
        expect(status, name).toBe("done");
        const { input, kept, rejected, failed } = books!;
        expect(kept + rejected + failed, name).toBe(input);
        expect(failed, name).toBe(0);
        const candidates = inputs.find(({ role }) => role === "candidates");
        if (candidates) expect(input, name).toBe(countCandidates(store, candidates.stageId));
        if (kind === "verify") {
          expect(countScores(store, id)).toBe(input);
          const { score } = readScores(store, id);
          expect(score.filter((value) => value === -Infinity)).toHaveLength(rejected);
        }
        if (kind === "generate") expect([...readCandidates(store, id)]).toHaveLength(input);
      }
    });
  });

  it("keeps every candidate of a selection or says why not", () => {
    reading(db, (store) => {
      const selections = listStages(store, latestRun(store)).filter(({ kind }) => kind === "select");
      expect(selections).toHaveLength(2 * result.cells.length);
      for (const { id, name, books } of selections) {
        const { candidateStage, reason, reasons, kept } = readSelection(store, id);
        expect(reason).toHaveLength(countCandidates(store, candidateStage));
        for (const code of reason) expect(reasons[code], name).toMatch(/\w/);
        const dropped = Object.values(countReasons(store, id)).reduce((sum, rows) => sum + rows, 0);
        expect(kept + dropped, name).toBe(books!.input);
        expect(books, name).toMatchObject({ kept, rejected: dropped });
      }
    });
  });

  it("puts each prediction beside its outcome in the ledger", () => {
    const entries = reading(db, (store) => readLedger(store, latestRun(store)));
    const told = result.cells.map(({ verifier, selector, fraction, kept, pstar, student }) => ({
      runName: "tiny",
      verifier,
      selector,
      fraction,
      kept,
      pstar,
      metrics: student?.metrics ?? null,
    }));
    const stored = entries.map(({ runName, verifier, selector, fraction, kept, estimate, metrics }) => ({
      runName,
      verifier,
      selector,
      fraction,
      kept,
      pstar: (estimate as StoredEstimate).estimate.pstar,
      metrics,
    }));
    expect(stored).toHaveLength(told.length);
    expect(stored).toEqual(expect.arrayContaining(told));
  });

  it("can be estimated at any share from its calibration answers, which gives the cells' own numbers at theirs", () => {
    const { columns, seed } = reading(db, (store) => {
      const run = listRuns(store).at(-1)!;
      return { columns: columnsOfRun(store, run).columns, seed: run.seed };
    });
    const options = {
      ...config.estimate,
      fractions: [0.1, 0.5],
      seed,
      intervals: "jeffreys",
      precision: null,
    } as const;
    const report = fullEstimate(columns, { ...options, labelThreshold: null });
    expect(report.verifiers.map(({ name }) => name)).toEqual(verifiers.slice(1));
    expect(report).toMatchObject({ rows: 240, inputs: 60, labelled: 240 });
    expect(report.generatorError!.estimate).toBeCloseTo(result.generator!.error.estimate, 12);
    for (const cell of result.cells.filter(({ selector }) => selector === "top-share")) {
      const { curve } = report.verifiers.find(({ name }) => name === cell.verifier)!;
      const same = curve.find(({ fraction }) => fraction === cell.fraction)!;
      expect(same.phi).toBeCloseTo(cell.phi, 12);
      expect(same.psi).toBeCloseTo(cell.psi, 12);
      expect(same.pstar.estimate).toBeCloseTo(cell.pstar.estimate, 12);
    }
  });

  it("leaves a whole database", () => {
    expect(damage(db)).toEqual([]);
  });

  it("does nothing a second time, and says the same", () => {
    const before = contents(db);
    const again = run();
    expect(again).toMatchObject({ code: 0, stderr: "" });
    const said = JSON.parse(again.stdout);
    expect(said.run).toBe("r2");
    expect(lasting(said)).toEqual(lasting(result));
    expect(contents(db)).toEqual(before);
    const plain = pstar(["run", file, "--db", db], folder);
    expect(plain.stderr).toMatch(/^(= done before: [^\n]*\n)+$/);
  });

  it("can be exported for a trainer, every row traced to its model", async () => {
    const store = openStore(db);
    try {
      const selected = listStages(store, latestRun(store)).findLast(
        ({ kind, name }) => kind === "select" && name === "synthesis by noisy-oracle top-share 0.5",
      )!;
      const out = join(folder, "out");
      const { data, leftOut } = await exportSelection(store, selected.id, {
        ...{
          folder: out,
          format: "trl-prompt-completion",
          file: "jsonl",
          validation: 0,
          seed: 1,
          command: "",
        },
        card: { language: [], generators: [], prompts: ["Give the eigenvalues."] },
      });
      const rows = data.reduce((sum, part) => sum + part.rows, 0);
      const card = readFileSync(join(out, "README.md"), "utf8");
      expect(card).toContain("ranked the candidates: noisy-oracle");
      expect(card).toContain("Give the eigenvalues.");
      expect(card).toContain("generated by `a model trained by this run");
      expect(rows + Object.values(leftOut).reduce((sum, more) => sum + more, 0)).toBe(selected.books!.kept);
      const found: string[] = [];
      await readExport(out, ({ origin }) => found.push(origin.candidates[0]!.id));
      expect(found).toHaveLength(rows);
      const { edges } = trace(store, found[0]!);
      expect(edges).toContainEqual(expect.objectContaining({ from: found[0], role: "kept" }));
      expect(edges).toContainEqual(expect.objectContaining({ role: "model" }));
    } finally {
      store.close();
    }
  });
});
