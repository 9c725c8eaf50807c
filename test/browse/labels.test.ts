import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { giveLabel, labelQueue } from "../../src/browse/labels.ts";
import { writeCandidates } from "../../src/store/candidates.ts";
import {
  createRun,
  listRuns,
  listStages,
  openStore,
  parseId,
  positionOf,
  readCandidates,
  readHandLabels,
  type Store,
  writeExamples,
  writeLabels,
} from "../../src/store/index.ts";
import { begin, candidateRows, exampleRows, generated, newRun } from "../store/made.ts";
import { temporaryFolder, temporaryStore } from "../store/temporary.ts";

/** A run of two sets, the second labelled at some of its rows by a stage; both have rows that failed. */
function labelledRun(rows = 60) {
  const store = temporaryStore();
  const run = newRun(store);
  const set = (name: string): number => {
    const examples = begin(store, run, `examples ${name}`).id;
    writeExamples(store, examples, 0, exampleRows(rows / 2));
    const id = begin(store, run, `generate ${name}`, [{ stageId: examples, role: "examples" }]).id;
    const made = candidateRows(examples, rows / 2, 2).map((row, i) =>
      i % 10 === 3 ? { ...row, output: null, error: "timed out" } : row,
    );
    writeCandidates(store, id, 0, made);
    return id;
  };
  const [synthesis, calibration] = [set("synthesis"), set("calibration")];
  const label = begin(store, run, "label calibration", [{ stageId: calibration, role: "candidates" }]).id;
  writeLabels(store, label, calibration, "a file", { positions: [0, 1, 7], values: [1, 0, 0.5] });
  return { store, run, synthesis, calibration };
}

const positionsIn = (ids: readonly string[]): number[] =>
  ids.map((id) => {
    const parsed = parseId(id);
    if (parsed.kind !== "candidate") throw new Error(id);
    return positionOf(parsed.id);
  });

const idOf = (stage: number, position: number): string => `c${stage}-${position}`;

describe("the queue of rows to label", () => {
  it("is every row that can be and is not labelled, once, in one random order", () => {
    const { store, run, calibration } = labelledRun();
    const all = labelQueue(store, run, calibration, 1000);
    const positions = positionsIn(all.next);
    expect(positions.toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 60 }, (_, i) => i).filter((i) => ![0, 1, 7].includes(i) && i % 10 !== 3),
    );
    expect(positions).not.toEqual(positions.toSorted((a, b) => a - b));
    expect(all).toMatchObject({ labelled: 3, byHand: 0, rows: 60 });
    expect(all.unused).toBeUndefined();
    for (const limit of [0, 1, 7, 30]) {
      expect(labelQueue(store, run, calibration, limit).next).toEqual(all.next.slice(0, limit));
    }
  });

  it("goes on where it was: what is labelled falls out, and what is taken back comes again", () => {
    const { store, run, calibration } = labelledRun();
    const { next } = labelQueue(store, run, calibration, 1000);
    for (const [i, id] of next.slice(0, 5).entries()) {
      const given = giveLabel(store.path, { id, value: i / 4, drawn: true });
      expect(given).toEqual({ labelled: 4 + i, byHand: 1 + i });
      expect(labelQueue(store, run, calibration, 1000)).toEqual({
        ...given,
        next: next.slice(i + 1),
        rows: 60,
      });
    }
    expect(giveLabel(store.path, { id: next[2]!, value: null, drawn: true })).toEqual({
      labelled: 7,
      byHand: 4,
    });
    expect(labelQueue(store, run, calibration, 1000).next).toEqual([next[2], ...next.slice(5)]);
  });

  it("still draws what was labelled by eye, for its sample is one of all rows", () => {
    const { store, run, calibration } = labelledRun();
    const before = labelQueue(store, run, calibration, 1000);
    giveLabel(store.path, { id: before.next[4]!, value: 0, drawn: false });
    expect(labelQueue(store, run, calibration, 1000)).toEqual({ ...before, labelled: 4, byHand: 1 });
    giveLabel(store.path, { id: before.next[4]!, value: 1, drawn: true });
    expect(labelQueue(store, run, calibration, 1000).next).toEqual(before.next.toSpliced(4, 1));
    // Another look at a row that was drawn leaves it drawn.
    giveLabel(store.path, { id: before.next[4]!, value: 0, drawn: false });
    expect([...readHandLabels(store, calibration).drawn]).toEqual([1]);
  });

  it("draws every row as likely at every place", () => {
    const store = temporaryStore();
    const { candidates } = generated(store, 10, 1);
    const counts = new Float64Array(10);
    store.write(() => {
      for (let seed = 0; seed < 400; seed++) {
        const run = createRun(store, { name: "another", version: "", seed, config: "" });
        begin(store, run, "generate");
        counts[positionsIn(labelQueue(store, run, candidates, 1).next)[0]!]!++;
      }
    });
    // χ² with 9 degrees of freedom: beyond 27.9 once in a thousand.
    expect(counts.reduce((sum, n) => sum + (n - 40) ** 2 / 40, 0)).toBeLessThan(27.9);
  });

  it("says where no estimate will use the labels", () => {
    const { store, run, synthesis } = labelledRun();
    const queue = labelQueue(store, run, synthesis, 5);
    expect(queue.next.length).toBe(5);
    expect(queue.unused).toMatch(/rest on other candidates/);
  });

  it("is refused of what is no set of the run", () => {
    const { store, run } = labelledRun();
    expect(() => labelQueue(store, run, 1, 5)).toThrow(/no candidates s1/);
    expect(() => labelQueue(store, run, 99, 5)).toThrow(/no candidates s99/);
  });
});

describe("a label given", () => {
  it("is refused where it is none, or of nothing that could have one", () => {
    const { store, calibration } = labelledRun();
    const give = (id: string, value: number | null) => () =>
      giveLabel(store.path, { id, value, drawn: true });
    for (const value of [-0.1, 1.1, Number.NaN, Infinity]) {
      expect(give(idOf(calibration, 0), value)).toThrow(/labels? (is|are)/);
    }
    expect(give(idOf(calibration, 60), 1)).toThrow(/no candidate/);
    expect(give(idOf(calibration, 3), 1)).toThrow(/no output/);
    expect(give("e1-0", 1)).toThrow(/no candidate/);
    expect(give("c1-0; DROP TABLE hand_labels", 1)).toThrow(/no id/);
    expect(readHandLabels(store, calibration).positions.length).toBe(0);
    const nowhere = join(temporaryFolder(), "none.db");
    expect(() => giveLabel(nowhere, { id: "c1-0", value: 1, drawn: true })).toThrow(/not there/);
    expect(existsSync(nowhere)).toBe(false);
  });

  it("is there for other processes at once, while a run writes to the same database", async () => {
    const path = join(temporaryFolder(), "run.db");
    const writer = join(import.meta.dirname, "../store/writer-child.ts");
    const child = spawn(process.execPath, [writer, path, "3000"], { stdio: ["ignore", "ignore", "inherit"] });
    const ended = once(child, "exit");
    const reader: Store = await until(() => {
      if (!existsSync(path)) return undefined;
      const store = openStore(path, { readonly: true });
      if (listRuns(store).length > 0 && generatedOf(store) !== undefined) return store;
      store.close();
      return undefined;
    });
    const stage = generatedOf(reader)!;
    let given = 0;
    while (child.exitCode === null && given < 100) {
      const label = { id: idOf(stage, given % 20), value: (given % 5) / 4, drawn: given % 2 === 0 };
      await until(() => giveLabel(path, label));
      const { positions, values } = readHandLabels(reader, stage);
      expect(values[[...positions].indexOf(given % 20)]).toBe((given % 5) / 4);
      given++;
      await new Promise((done) => setTimeout(done, 1));
    }
    expect(await ended).toEqual([0, null]);
    expect(given).toBeGreaterThan(0);
    expect([...readCandidates(reader, stage)].length).toBe(3000);
    expect(reader.prepare("PRAGMA integrity_check").all()).toEqual([{ integrity_check: "ok" }]);
    reader.close();
  });
});

/** The candidates' stage of a run that has some. */
const generatedOf = (store: Store): number | undefined =>
  listStages(store, 1).find(({ id, kind }) => kind === "generate" && !readCandidates(store, id).next().done)
    ?.id;

async function until<T>(look: () => T | undefined): Promise<T> {
  for (let i = 0; i < 60_000; i++) {
    try {
      const found = look();
      if (found !== undefined) return found;
    } catch {
      // Not made yet.
    }
    await new Promise((done) => setTimeout(done, 2));
  }
  throw new Error("it never came");
}
