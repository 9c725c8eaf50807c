import { describe, expect, it } from "vitest";
import { createBrowser } from "../../src/browse/browser.ts";
import type { RowFilter } from "../../src/browse/index.ts";
import { createRandom, type Random } from "../../src/random/generator.ts";
import {
  publicId,
  readCandidates,
  readLabels,
  readScores,
  readSelection,
  type Store,
} from "../../src/store/index.ts";
import { temporaryStore } from "../store/temporary.ts";
import { labelByHand, makeSet, ready, strata, words } from "./browser-set.ts";

const rows = 400;

/** A row with all that can be asked of it, read by the store's other functions. */
interface Known {
  readonly position: number;
  readonly words: readonly string[];
  readonly failed: boolean;
  readonly stratum: unknown;
  readonly label: number;
  readonly scores: Readonly<Record<string, number>>;
  readonly reasons: readonly number[];
}

function readAll(
  store: Store,
  set: ReturnType<typeof makeSet>,
  byHand: ReadonlyMap<number, number>,
): Known[] {
  const labels = readLabels(store, set.stage);
  const label = new Map(Array.from(labels.positions, (position, i) => [position, labels.values[i]!]));
  for (const [position, value] of byHand) label.set(position, value);
  const scores = set.scores.map(({ name, id }) => [name, readScores(store, id).score] as const);
  const selections = set.selections.map((id) => readSelection(store, id).reason);
  return [...readCandidates(store, set.stage)].map(({ position, example, output, fields }) => ({
    position,
    words: [...example.input.split(" "), ...(output ?? "").split(" ")].map((word) => word.replace("ï", "i")),
    failed: output === null,
    stratum: fields.kind,
    label: label.get(position) ?? Number.NaN,
    scores: Object.fromEntries(scores.map(([name, values]) => [name, values[position]!])),
    reasons: selections.map((reason) => reason[position]!),
  }));
}

/** The filter's meaning, as its contract says it. */
function bruteForce(all: readonly Known[], set: ReturnType<typeof makeSet>, filter: RowFilter): number[] {
  const verifier = filter.verifier ?? "judge";
  const selection =
    filter.selection === undefined ? 0 : set.selections.findIndex((id) => `s${id}` === filter.selection);
  const score = (row: Known): number => row.scores[verifier]!;
  const low = filter.low ?? -Infinity;
  const high = filter.high ?? Infinity;
  const passing = all.filter((row) => {
    const { label, failed } = row;
    const checks: boolean[] = [
      filter.low === undefined && filter.high === undefined
        ? true
        : Number.isFinite(score(row)) && score(row) >= low && score(row) <= high,
      filter.kept === undefined || (row.reasons[selection] === 0) === (filter.kept === "kept"),
      filter.label === undefined ||
        {
          labelled: label >= 0,
          unlabelled: Number.isNaN(label),
          correct: label >= 0.5,
          incorrect: label < 0.5,
        }[filter.label],
      filter.stratum === undefined || row.stratum === filter.stratum,
      filter.state === undefined ||
        { failed, unparsed: score(row) === -Infinity, unscored: !failed && Number.isNaN(score(row)) }[
          filter.state
        ],
      ...(filter.search ?? "").split(" ").map((word) => word === "" || row.words.includes(word)),
    ];
    return checks.every((check) => check);
  });
  const sign = filter.order === "highest" ? -1 : filter.order === "lowest" ? 1 : 0;
  const rank = (row: Known): number =>
    Number.isFinite(score(row)) ? sign * score(row) : sign === 0 ? 0 : Infinity;
  const compare = (a: Known, b: Known): number => (rank(a) === rank(b) ? 0 : rank(a) < rank(b) ? -1 : 1);
  return passing
    .toSorted((a, b) => (sign === 0 ? 0 : compare(a, b)) || a.position - b.position)
    .map(({ position }) => position);
}

function randomFilter(random: Random, set: ReturnType<typeof makeSet>): RowFilter {
  const one = <T>(values: readonly T[]): T => values[random.integer(values.length)]!;
  const maybe = (share: number, part: () => RowFilter): RowFilter => (random.uniform() < share ? part() : {});
  return {
    ...maybe(0.5, () => ({ verifier: one(["judge", "length"]) })),
    ...maybe(0.3, () => ({ low: one([-1, 0, 0.5]) })),
    ...maybe(0.3, () => ({ high: one([0, 2, 6.9]) })),
    ...maybe(0.4, () => ({ selection: `s${one(set.selections)}` })),
    ...maybe(0.3, () => ({ kept: one(["kept", "dropped"] as const) })),
    ...maybe(0.25, () => ({ label: one(["labelled", "unlabelled", "correct", "incorrect"] as const) })),
    ...maybe(0.25, () => ({ stratum: one([...strata, "no such kind"]) })),
    ...maybe(0.15, () => ({ state: one(["unparsed", "failed", "unscored"] as const) })),
    ...maybe(0.6, () => ({ order: one(["position", "highest", "lowest"] as const) })),
    // Words that are the beginning of no other: a last word may stand for one.
    ...maybe(0.4, () => ({
      search: Array.from({ length: 1 + random.integer(2) }, () => one(words.slice(0, 9))).join(" "),
    })),
  };
}

describe("a filter of rows", () => {
  it("finds what looking at every row finds, in the same order, in pages that fit together", async () => {
    const store = temporaryStore();
    const set = makeSet(store, rows);
    const all = [...readCandidates(store, set.stage)];
    const byHand = all
      .filter(({ output }) => output !== null)
      .slice(0, 40)
      .map(({ position }, i) => [position, i % 2] as const);
    labelByHand(store, set.stage, byHand);
    const known = readAll(store, set, new Map(byHand));
    const browser = createBrowser(store.path);
    try {
      await ready(browser, set.run, set.stage);
      const random = createRandom(3);
      const totals = new Set<number>();
      for (let i = 0; i < 300; i++) {
        const filter = randomFilter(random, set);
        const expected = bruteForce(known, set, filter);
        const offset = random.integer(expected.length + 2);
        const limit = random.integer(60);
        const page = await browser.page(set.run, set.stage, filter, { offset, limit });
        expect(page.total, JSON.stringify(filter)).toBe(expected.length);
        expect(
          page.rows.map(({ position }) => position),
          JSON.stringify(filter),
        ).toEqual(expected.slice(offset, offset + limit));
        expect(page.indexed).toBe(true);
        totals.add(page.total);
      }
      expect(totals.size).toBeGreaterThan(50);
    } finally {
      await browser.close();
    }
  });

  it("goes by the first verifier and the first selection where it names none", async () => {
    const store = temporaryStore();
    const { run, stage, selections } = makeSet(store, 60);
    const browser = createBrowser(store.path);
    try {
      await ready(browser, run, stage);
      const whole = { offset: 0, limit: 60 };
      const page = (filter: RowFilter) => browser.page(run, stage, filter, whole);
      const first = publicId("stage", selections[0]!);
      expect(await page({ kept: "kept" })).toEqual(await page({ kept: "kept", selection: first }));
      expect(await page({ order: "highest" })).toEqual(await page({ order: "highest", verifier: "judge" }));
      expect((await page({})).rows[0]!.fate!.selection).toBe(first);
      const second = publicId("stage", selections[1]!);
      expect((await page({ selection: second })).rows[0]!.fate!.selection).toBe(second);
    } finally {
      await browser.close();
    }
  });

  it("says what the set has not", async () => {
    const store = temporaryStore();
    const { run, stage, selections } = makeSet(store, 6);
    const browser = createBrowser(store.path);
    try {
      const page = (filter: RowFilter, of = stage) => browser.page(run, of, filter, { offset: 0, limit: 5 });
      await expect(page({ verifier: "nobody" })).rejects.toMatchObject({ exitCode: 2, where: "verifier" });
      await expect(page({ selection: "s999" })).rejects.toMatchObject({ exitCode: 2, where: "selection" });
      await expect(page({}, selections[0])).rejects.toThrow(/has no candidates s/);
      expect(() => browser.sets(77)).toThrow("there is no run r77");
    } finally {
      await browser.close();
    }
  });
});
