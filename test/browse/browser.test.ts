import { mkdirSync, readFileSync, renameSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createBrowser } from "../../src/browse/browser.ts";
import type { RowFilter } from "../../src/browse/index.ts";
import {
  openStore,
  readCandidates,
  readLabels,
  rowId,
  type Store,
  writeCandidates,
  writeExamples,
  writeScores,
} from "../../src/store/index.ts";
import { temporaryFolder, temporaryStore } from "../store/temporary.ts";
import { candidate, done, labelByHand, makeSet, newSet, ready } from "./browser-set.ts";

function browsing(path: string) {
  const browser = createBrowser(path);
  onTestFinished(() => browser.close());
  return browser;
}

const whole = { offset: 0, limit: 1000 };

/** A set of answers, the database left open to go on. */
function growing(store: Store, key = "import") {
  const { run, begin, stage } = newSet(store, { key });
  const verify = begin("verify", "answers.jsonl by judge", [{ role: "candidates", stageId: stage }]);
  let rows = 0;
  const add = (outputs: readonly (string | null)[], scores: readonly number[] = []): void => {
    const inputs = outputs.map((_, i) => ({
      input: `question ${rows + i}`,
      reference: "",
      split: "imported",
    }));
    writeExamples(store, stage, rows, inputs);
    const row = (output: string | null, i: number) => ({
      ...candidate(stage, rows + i, output),
      exampleId: rowId(stage, rows + i),
    });
    writeCandidates(store, stage, rows, outputs.map(row));
    rows += outputs.length;
    if (scores.length > 0) score(scores);
  };
  let scored = 0;
  const score = (scores: readonly number[]): void => {
    writeScores(
      store,
      verify,
      stage,
      scored,
      scores.map((value) => (Number.isNaN(value) ? { error: "later" } : { score: value })),
    );
    scored += scores.length;
  };
  return { run, stage, verify, add, score };
}

describe("the sets of a run", () => {
  it("are its candidates with all that was said of them", async () => {
    const store = temporaryStore();
    const { run, stage, scores, selections } = makeSet(store, 300);
    const answered = [...readCandidates(store, stage)].filter(({ output }) => output !== null);
    const byHand = answered.slice(0, 30).map(({ position }) => position);
    labelByHand(
      store,
      stage,
      byHand.map((position) => [position, 1] as const),
    );
    const labelled = new Set([...readLabels(store, stage).positions, ...byHand]).size;
    const browser = browsing(store.path);
    const before = browser.sets(run);
    await ready(browser, run, stage);
    expect(browser.sets(run)).toEqual(before);
    expect(before).toMatchObject([
      {
        stage: `s${stage}`,
        name: "answers.jsonl",
        rows: 300,
        inputs: 100,
        verifiers: scores.map(({ name, id }) => ({ name, stage: `s${id}`, range: [-1, 7] })),
        selections: [
          { id: `s${selections[0]}`, title: "judge, best of all, 25 %", verifier: "judge", fraction: 0.25 },
          { id: `s${selections[1]}`, title: "length, best of all, 50 %", verifier: "length", fraction: 0.5 },
        ],
        strata: ["easy", "hard", "odd"],
        labelled,
        failed: 300 - answered.length,
      },
    ]);
  });

  it("are told apart by what the task says of their inputs", async () => {
    const store = temporaryStore();
    const config = readFileSync(new URL("../../examples/newswire-demo.yaml", import.meta.url), "utf8");
    const { run, begin } = newSet(store, { config });
    // Only the pipeline's own stages: what `newSet` has begun is an import.
    store.write(() => store.prepare("DELETE FROM run_stages").run());
    const examples = begin("examples", "synthesis", []);
    writeExamples(
      store,
      examples,
      0,
      ["space", "court", null].map((stratum) => ({
        input: "a",
        reference: "b",
        split: "synthesis",
        stratum,
      })),
    );
    const stage = begin("generate", "synthesis", [{ role: "examples", stageId: examples }]);
    const rows = [0, 1, 2].map((i) => ({ exampleId: rowId(examples, i), sample: 0, output: `answer ${i}` }));
    writeCandidates(store, stage, 0, rows);
    done(store, stage, 3);
    const browser = browsing(store.path);
    expect(browser.sets(run)).toMatchObject([
      { name: "synthesis", strata: ["all", "court", "space"], inputs: 3 },
    ]);
    const { rows: found } = await browser.page(run, stage, { stratum: "court" }, whole);
    expect(found).toMatchObject([{ id: `c${stage}-1`, stratum: "court", output: "answer 1" }]);
  });

  it("are none in a run that has only begun", () => {
    const store = temporaryStore();
    const { run } = newSet(store);
    store.write(() => store.prepare("DELETE FROM run_stages").run());
    expect(browsing(store.path).sets(run)).toEqual([]);
  });
});

describe("a row of a list", () => {
  it("says what became of it", async () => {
    const store = temporaryStore();
    const { run, stage, add, verify } = growing(store);
    add(["right", null, "wrong ".repeat(100), "🙂".repeat(301)], [0.5, Number.NaN, Number.NEGATIVE_INFINITY]);
    labelByHand(store, stage, [[0, 1]]);
    const { rows } = await browsing(store.path).page(run, stage, {}, whole);
    expect(rows).toMatchObject([
      {
        id: `c${stage}-0`,
        sample: 0,
        input: "question 0",
        output: "right",
        error: null,
        stratum: "easy",
        label: { value: 1, byHand: true },
        scores: [{ verifier: "judge", score: 0.5, state: "scored", keep: null, error: null }],
        fate: null,
      },
      {
        output: null,
        error: "no answer",
        label: null,
        scores: [{ score: null, state: "failed", error: "later" }],
      },
      { scores: [{ score: null, state: "unparsed" }] },
      { output: `${"🙂".repeat(300)}…`, scores: [] },
    ]);
    expect(rows[2]!.output).toBe(`${"wrong ".repeat(50)}…`);
    expect(verify).toBeGreaterThan(0);
  });
});

describe("a database that grows", () => {
  it("shows what has come, with no question in between lost", async () => {
    const store = temporaryStore();
    const { run, stage, add, score } = growing(store);
    const browser = browsing(store.path);
    const page = (filter: RowFilter) => browser.page(run, stage, filter, whole);
    const positions = async (filter: RowFilter) => (await page(filter)).rows.map(({ position }) => position);
    expect((await page({})).total).toBe(0);
    expect(await positions({ order: "highest" })).toEqual([]);
    let rows = 0;
    for (let round = 0; round < 20; round++) {
      add([`first${round} a`, null, `third${round} b`]);
      rows += 3;
      score(Array.from({ length: 2 }, (_, i) => (round * 2 + i) % 7));
      const values = Array.from({ length: rows }, (_, i) => (i < (round + 1) * 2 ? i % 7 : -1));
      const expected = [...values.keys()].sort((a, b) => values[b]! - values[a]! || a - b);
      expect(await positions({ order: "highest" })).toEqual(expected);
      expect((await page({})).total).toBe(rows);
      expect(await positions({ state: "failed" })).toEqual(
        Array.from({ length: round + 1 }, (_, i) => 3 * i + 1),
      );
      const { order, scores, group, rows: known } = await browser.columns(run, stage);
      expect(known).toBe(rows);
      expect([...order.get("judge")!]).toEqual(expected);
      expect([group.length, scores.get("judge")!.length]).toEqual([rows, rows]);
    }
    await ready(browser, run, stage);
    expect(await positions({ search: "third7" })).toEqual([23]);
    add(["newcomer"]);
    await ready(browser, run, stage);
    expect(await positions({ search: "newcomer" })).toEqual([60]);
  });

  it("sees answers, scores and labels that come in place of none", async () => {
    const store = temporaryStore();
    const { run, stage, add, verify } = growing(store);
    add(["a", null, "c"], [1, Number.NaN, Number.NaN]);
    const browser = browsing(store.path);
    const positions = async (filter: RowFilter) =>
      (await browser.page(run, stage, filter, whole)).rows.map(({ position }) => position);
    await ready(browser, run, stage);
    expect(await positions({ state: "failed" })).toEqual([1]);
    expect(await positions({ state: "unscored" })).toEqual([2]);
    expect(await positions({ label: "labelled" })).toEqual([]);
    writeCandidates(store, stage, 1, [{ ...candidate(stage, 1, "late apple"), exampleId: rowId(stage, 1) }]);
    writeScores(store, verify, stage, 1, [{ score: 3 }, { score: 2 }]);
    labelByHand(store, stage, [[2, 0]]);
    expect(await positions({ state: "failed" })).toEqual([]);
    expect(await positions({ order: "highest" })).toEqual([1, 2, 0]);
    expect(await positions({ label: "incorrect" })).toEqual([2]);
    await expect.poll(() => positions({ search: "late" })).toEqual([1]);
    labelByHand(store, stage, [[2, 1]]);
    expect(await positions({ label: "correct" })).toEqual([2]);
  });
});

describe("a search", () => {
  it("looks at what is indexed, and says whether that is all", async () => {
    const store = temporaryStore();
    const { run, stage, add } = growing(store);
    add(Array.from({ length: 30_000 }, (_, i) => `word${i} apple`));
    const browser = browsing(store.path);
    const early = await browser.page(run, stage, { search: "apple" }, whole);
    expect(early.indexed).toBe(false);
    expect(early.total).toBeLessThan(30_000);
    await ready(browser, run, stage);
    const late = await browser.page(run, stage, { search: "apple" }, { offset: 29_990, limit: 50 });
    expect(late).toMatchObject({ indexed: true, total: 30_000, offset: 29_990 });
    expect(late.rows).toHaveLength(10);
    const inInput = await browser.page(run, stage, { search: "question 29999" }, whole);
    expect(inInput.rows.map(({ position }) => position)).toEqual([29_999]);
    const apart = await browser.page(run, stage, { search: "29999 apple" }, whole);
    expect(apart.total).toBe(1);
  });

  it("keeps its index beside the database for the next time", async () => {
    const store = temporaryStore();
    const { run, stage, add } = growing(store);
    add(["apple"]);
    const first = createBrowser(store.path);
    await ready(first, run, stage);
    await first.close();
    const index = store.path.replace(/\.db$/, ".search-index");
    const { ino, mode } = statSync(index);
    expect(mode).toBe(statSync(store.path).mode);
    const second = browsing(store.path);
    await ready(second, run, stage);
    expect(statSync(index).ino).toBe(ino);
    expect((await second.page(run, stage, { search: "apple" }, whole)).total).toBe(1);
  });

  it("works where nothing can be written beside the database", async () => {
    const store = temporaryStore();
    mkdirSync(store.path.replace(/\.db$/, ".search-index"));
    const { run, stage, add } = growing(store);
    add(["apple"]);
    const browser = browsing(store.path);
    await ready(browser, run, stage);
    expect((await browser.page(run, stage, { search: "apple" }, whole)).total).toBe(1);
  });

  it("finds its index made anew where it was damaged meanwhile", async () => {
    const store = temporaryStore();
    const { run, stage, add } = growing(store);
    add(Array.from({ length: 5000 }, (_, i) => `word${i} apple`));
    const before = createBrowser(store.path);
    await ready(before, run, stage);
    await before.close();
    truncateSync(store.path.replace(/\.db$/, ".search-index"), 8192);
    const browser = browsing(store.path);
    const total = async () => (await browser.page(run, stage, { search: "apple" }, whole)).total;
    await expect.poll(total).toBe(5000);
  });
});

describe("a database that another one takes the place of", () => {
  it("is looked at anew", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "run.db");
    const make = (key: string, outputs: readonly string[]) => {
      const store = openStore(join(folder, `${key}.db`));
      const { run, stage, add } = growing(store, key);
      add(
        outputs,
        outputs.map((_, i) => i),
      );
      store.close();
      renameSync(join(folder, `${key}.db`), path);
      return { run, stage };
    };
    const { run, stage } = make("first", ["apple", "apple", "fig"]);
    const browser = browsing(path);
    const totals = async () => {
      await ready(browser, run, stage);
      const all = await Promise.all(
        ["apple", "fig"].map((search) => browser.page(run, stage, { search }, whole)),
      );
      return [browser.sets(run)[0]!.rows, ...all.map(({ total }) => total)];
    };
    expect(await totals()).toEqual([3, 2, 1]);
    make("second", ["fig", "fig"]);
    expect(await totals()).toEqual([2, 0, 2]);
  });
});

describe("a browser", () => {
  it("says what is wrong with a database", async () => {
    const browser = browsing(join(temporaryFolder(), "none.db"));
    expect(() => browser.sets(1)).toThrow("cannot be opened");
    await expect(browser.page(1, 1, {}, whole)).rejects.toThrow("cannot be opened");
  });

  it("can be closed before and while it works", async () => {
    const store = temporaryStore();
    const { run, stage } = makeSet(store, 3000);
    await createBrowser(store.path).close();
    const browser = createBrowser(store.path);
    browser.sets(run);
    const page = expect(browser.page(run, stage, { kept: "kept" }, whole)).rejects.toThrow("is closed");
    await browser.close();
    await page;
  });
});
