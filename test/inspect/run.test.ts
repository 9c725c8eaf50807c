import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { inspectRun, listRunHeads, type RunInspection } from "../../src/inspect/index.ts";
import type { RunResult } from "../../src/pipeline/index.ts";
import { columnsOfRun } from "../../src/pipeline/index.ts";
import {
  createRun,
  listRuns,
  listStages,
  openStore,
  readRun,
  readSelection,
  type Store,
} from "../../src/store/index.ts";
import { edited, lastingFolder, latestRun, reading, runText, tiny } from "../pipeline/tiny.ts";
import { expectSound } from "./sound.ts";

const folder = lastingFolder();
const db = join(folder, "tiny.db");
const home = process.cwd();

const latest = (store: Store): RunInspection => inspectRun(store, latestRun(store));

/** As a pipeline, and soon done. */
const brief = edited(tiny, ["real: 600", "real: 100"], ["steps: 150", "steps: 10"]);

/** Everything that is seen of a run while it is under way. */
const seen: RunInspection[] = [];
let result: RunResult;
let inspection: RunInspection;

beforeAll(async () => {
  const begun = new Set<string>();
  result = await runText(tiny, db, {
    onProgress: ({ stage }) => {
      if (begun.has(stage)) return;
      begun.add(stage);
      seen.push(reading(db, latest));
    },
  });
  inspection = reading(db, latest);
});

afterEach(() => process.chdir(home));

describe("a pipeline's run", () => {
  it("is sound", () => {
    expectSound(inspection);
    expect(inspection.warnings.every((warning) => !warning.includes("has not ended"))).toBe(true);
  });

  it("says what it was and what repeats it", () => {
    expect(inspection.head).toMatchObject({
      id: "r1",
      name: "tiny",
      status: "done",
      kind: "pipeline",
      task: "eigenvalues",
      metric: Object.keys(result.generator!.metrics)[0],
      seed: 1,
      config: tiny,
      command: `npx pstar run tiny.yaml --db ${db}`,
    });
  });

  it("holds the cells of its result, with what was known and what came of them", () => {
    expect(inspection.cells).toHaveLength(3);
    inspection.cells.forEach((cell, i) => {
      const { selection, verifier, selector, fraction, kept, ...expected } = result.cells[i]!;
      expect(cell).toMatchObject({ selection, verifier, selector, fraction, kept });
      expect(cell.student).toEqual(expected.student);
      expect(cell.coverage).toEqual(expected.coverage);
      expect(cell.estimate).toMatchObject({
        ...{ phi: expected.phi, psi: expected.psi, pstar: expected.pstar, verdictText: expected.verdict },
        ...{ labels: expected.labels, inputs: expected.inputs },
      });
    });
    expect(inspection.cells.map(({ verifier }) => verifier)).toEqual(["none", "oracle", "noisy-oracle"]);
    expect(inspection.error).toEqual(result.generator!.error);
    expect(inspection.generator).toEqual({ metrics: result.generator!.metrics, gain: null });
    expect(inspection.real).toBeNull();
  });

  it("counts what each selection dropped, by reason", () => {
    reading(db, (store) => {
      for (const { selection, dropped } of inspection.cells) {
        const { reason, reasons } = readSelection(store, Number(selection.slice(1)));
        const counts: Record<string, number> = {};
        for (const code of reason) if (code > 0) counts[reasons[code]!] = (counts[reasons[code]!] ?? 0) + 1;
        expect(dropped).toEqual(counts);
        expect(inspection.stages.find(({ id }) => id === selection)!.rejected).toEqual(counts);
      }
    });
  });

  it("judges each verifier by the labelled candidates, at the run's shares and the usual ones", () => {
    const { columns } = reading(db, (store) => columnsOfRun(store, readRun(store, 1)));
    expect(inspection.verifiers.map(({ name }) => name)).toEqual(["oracle", "noisy-oracle"]);
    inspection.verifiers.forEach(({ curve, histogram, unscored, auc }, i) => {
      const { values } = columns.scores[i]!;
      expect(unscored).toBe(values.filter((value) => !(value > -Infinity)).length);
      const counted = histogram.reduce((sum, { correct, incorrect }) => sum + correct + incorrect, 0);
      expect(counted).toBe(values.filter(Number.isFinite).length);
      expect(curve.map(({ fraction }) => fraction)).toEqual(expect.arrayContaining([0.25, 0.5, 1]));
      expect(auc).toBeGreaterThan(0.5);
    });
    expect(inspection.verifiers[0]!.auc).toBe(1);
    expect(inspection.verifiers[0]!.roc.some(({ psi, phi }) => psi === 0 && phi === 1)).toBe(true);
  });

  it("shows every training's losses at the updates that they end at", () => {
    expect(inspection.trainings.map(({ name, steps }) => [name, steps])).toEqual(
      expect.arrayContaining([
        ["generator", 150],
        ["student of none", 100],
      ]),
    );
    for (const { losses, steps, metrics } of inspection.trainings) {
      expect(losses).toHaveLength(steps === 150 ? 75 : 100);
      expect(losses[0]!.update).toBe(steps === 150 ? 2 : 1);
      expect(losses.at(-1)!.update).toBe(steps);
      expect(losses.at(-1)!.loss).toBeLessThan(losses[0]!.loss);
      expect(metrics).not.toBeNull();
    }
  });

  it("needs neither its models, nor the folder it ran in, nor a database that can be written", () => {
    rmSync(join(folder, "tiny.artifacts"), { recursive: true });
    process.chdir("/");
    expect(reading(db, latest)).toEqual(inspection);
  });

  it("is in the list of runs with the same head and verdict, no row being looked at", () => {
    const asked: string[] = [];
    const store = openStore(db, { readonly: true });
    const watched: Store = {
      ...store,
      prepare: (sql) => {
        asked.push(sql);
        return store.prepare(sql);
      },
    };
    const { head, verdict } = inspection;
    expect(listRunHeads(watched)).toEqual([{ ...head, verdict }]);
    expect(asked.length).toBeGreaterThan(3);
    for (const sql of asked) expect(sql).not.toMatch(/\b(examples|candidates|scores|labels|selected)\b/);
    store.close();
  });
});

describe("a run under way", () => {
  it("is sound at every moment, and has its cells and verdict before any student", () => {
    expect(seen.length).toBeGreaterThan(20);
    seen.forEach(expectSound);
    for (const { head, warnings } of seen) {
      expect(head).toMatchObject({ status: "running", finishedAt: null, metric: inspection.head.metric });
      expect(warnings[0]).toMatch(/has not ended/);
    }
    const first = seen[0]!;
    expect(first).toMatchObject({ cells: [], verifiers: [], generator: null, error: null });
    expect(first.verdict).toEqual({
      kind: "unknown",
      selection: null,
      sentence: "The run has not come to its estimates.",
      outcome: null,
    });
    const { verdict, cells } = inspection;
    const before = seen.filter((one) => one.cells.every(({ student }) => student === null)).at(-1)!;
    expect(before.cells.map(({ estimate }) => estimate)).toEqual(cells.map(({ estimate }) => estimate));
    expect(before.verdict).toEqual({ ...verdict, outcome: null });
  });

  it("counts the rows of a stage that is running", () => {
    const running = seen.flatMap(({ stages }) => stages).filter(({ status }) => status === "running");
    expect(running.length).toBeGreaterThan(10);
    for (const { books, seconds, rows } of running) {
      expect([books, seconds]).toEqual([null, null]);
      expect(rows).toBeGreaterThanOrEqual(0);
    }
  });
});

describe("a run that did not end well", () => {
  const stopped = async (name: string, options: Parameters<typeof runText>[2]) => {
    const path = join(folder, name);
    await runText(brief, path, options).catch(() => {});
    return reading(path, latest);
  };

  it("says how far it came, interrupted or failed", async () => {
    const abort = new AbortController();
    const interrupted = await stopped("interrupted.db", {
      signal: abort.signal,
      onProgress: ({ stage, state }) => {
        if (stage.startsWith("verify") && state === "done") abort.abort();
      },
    });
    const failed = await stopped("failed.db", {
      onProgress: ({ stage, state }) => {
        if (stage.startsWith("generate") && state === "done") throw new Error("the disk is full");
      },
    });
    for (const [found, status] of [
      [interrupted, "interrupted"],
      [failed, "failed"],
    ] as const) {
      expectSound(found);
      expect(found.head.status).toBe(status);
      expect(found.verdict.kind).toBe("unknown");
      expect(found.verdict.sentence).toBe("The run ended before its estimates.");
      expect(found.warnings[0]).toMatch(
        new RegExp(`^The run (was )?${status}: \\d+ of the \\d+ stages begun are done`),
      );
    }
  });

  it("is sound with no stage at all, and with a file that nobody understands", () => {
    const path = join(folder, "empty.db");
    const store = openStore(path);
    for (const config of [tiny, "", "name: [", "task: { kind: of-the-future }"]) {
      const id = createRun(store, { name: "strange name", version: "9.9.9", seed: 3, config });
      const found = inspectRun(store, id);
      expectSound(found);
      expect(found).toMatchObject({ cells: [], verifiers: [], stages: [], spending: null });
      expect(found.head.command).toBe(`npx pstar run 'strange name.yaml' --db ${path}`);
      expect(found.warnings.some((warning) => warning.includes("can't read the run's file"))).toBe(
        config !== tiny,
      );
    }
    expect(listRunHeads(store).map(({ id }) => id)).toEqual(["r4", "r3", "r2", "r1"]);
    expect(() => inspectRun(store, 99)).toThrow(expect.objectContaining({ exitCode: 2 }));
    store.close();
  });

  it("keeps its figures where its file is of a version that is gone", () => {
    const path = join(folder, "tiny.db");
    const store = openStore(path);
    store.prepare("UPDATE runs SET config = 'task: { kind: of-the-past }'").run();
    const found = inspectRun(store, 1);
    store.prepare("UPDATE runs SET config = ?").run(tiny);
    store.close();
    expectSound(found);
    const { cells, error, stages } = inspection;
    expect({ error: found.error, stages: found.stages }).toEqual({ error, stages });
    expect(found.cells.map(({ estimate }) => estimate)).toEqual(cells.map(({ estimate }) => estimate));
    expect(found.verdict.sentence).toBe(inspection.verdict.sentence);
    expect(found.verifiers).toEqual([]);
  });
});

describe("one database with several runs", () => {
  it("gives each its own cells, though they share stages", async () => {
    const path = join(folder, "shared.db");
    const through = "estimate" as const;
    await runText(brief, path, { through });
    const other = edited(brief, ["fractions: [0.25]", "fractions: [0.5, 0.25]"]);
    await runText(other, path, { through });
    const store = openStore(path, { readonly: true });
    const fractions = listRuns(store).map(({ id }) =>
      inspectRun(store, id).cells.map((cell) => `${cell.verifier} ${cell.fraction}`),
    );
    const quarter = ["oracle 0.25", "noisy-oracle 0.25"];
    expect(fractions).toEqual([
      ["none 1", ...quarter],
      ["none 1", "oracle 0.5", "noisy-oracle 0.5", ...quarter],
    ]);
    const shared = listStages(store, 1).filter(({ id }) =>
      listStages(store, 2).some((stage) => stage.id === id),
    );
    expect(shared.length).toBeGreaterThan(5);
    store.close();
  });
});
