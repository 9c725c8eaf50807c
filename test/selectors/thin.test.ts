import { describe, expect, it } from "vitest";
import { createRandom, type Random, shuffle } from "../../src/random/generator.ts";
import { tieKey } from "../../src/random/ties.ts";
import { type SelectorOptions, select } from "../../src/selectors/index.ts";
import { type Reason, reasons, type ScoredCandidates } from "../../src/selectors/selector.ts";
import { thin } from "../../src/selectors/thin.ts";
import { normalForm } from "../../src/selectors/thinning/exact.ts";
import { type ThinningOptions, thinningOptions } from "../../src/selectors/thinning/options.ts";
import { aMillion } from "./a-million.ts";
import { contextOf, plainJaccard, plainShingles, relatedTexts, words } from "./thinning/texts.ts";

interface Row {
  readonly id: number;
  readonly input: number;
  readonly score: number;
  readonly output: string;
  readonly topic: string | null;
  readonly passes: boolean;
}

/** Inputs of 1 to 6 candidates; few scores, so many ties; empty, equal and similar outputs. */
function draw(seed: number, inputs: number): Row[] {
  const random = createRandom(seed);
  const rows: Row[] = [];
  for (let input = 0; input < inputs; input++) {
    for (let k = 1 + random.integer(6); k > 0; k--) {
      const score = random.uniform() < 0.05 ? Number.NaN : random.integer(5);
      const topic = ["a", "b", "c", null][random.integer(4)]!;
      rows.push({ id: 7 * rows.length + 2, input, score, output: "", topic, passes: random.uniform() < 0.8 });
    }
  }
  const texts = relatedTexts(random, rows.length);
  return rows.map((row, i) => ({ ...row, output: disguised(texts, i, random) }));
}

/** A text as it is, or empty, or an earlier one written with other white space. */
function disguised(texts: readonly string[], i: number, random: Random): string {
  const chance = random.uniform();
  if (chance < 0.05) return " ".repeat(random.integer(3));
  return chance < 0.2 ? `\n ${texts[random.integer(i + 1)]!.replaceAll(" ", " \t")}` : texts[i]!;
}

const columns = (rows: readonly Row[]): ScoredCandidates => ({
  scores: Float64Array.from(rows, ({ score }) => score),
  ids: Int32Array.from(rows, ({ id }) => id),
  group: Int32Array.from(rows, ({ input }) => input),
  malformed: new Uint8Array(rows.length),
});

const contextFor = (rows: readonly Row[]) =>
  contextOf(
    rows.map(({ output }) => output),
    {
      inputOf: (row) => `input ${rows[row]!.input % 5}`,
      fieldOf: (row, name) => (name === "topic" ? rows[row]!.topic : null),
      passes: (row, rule) => rule === "anything" || rows[row]!.passes,
    },
  );

function thinned(rows: readonly Row[], selector: SelectorOptions, options: ThinningOptions, seed = 1) {
  const candidates = columns(rows);
  const selection = select(selector, candidates, seed);
  return { selection, result: thin(selection, candidates, contextFor(rows), options, seed) };
}

const textsOf = ({ reason }: { reason: Uint8Array }): Reason[] =>
  Array.from(reason, (code) => reasons[code]!);
const keptOf = (rows: readonly Row[], { reason }: { reason: Uint8Array }): Row[] =>
  rows.filter((_, i) => reason[i] === 0);
const idsOf = (rows: readonly Row[]): number[] => rows.map(({ id }) => id).sort((a, b) => a - b);

const finite = (score: number): number => (score > -Infinity ? score : -1e9);
const byRank = (seed: number) => (a: Row, b: Row) =>
  finite(b.score) - finite(a.score) || tieKey(seed, a.id) - tieKey(seed, b.id);

const near = (similarity: number) => ({ similarity, of: "output", shingle: 2 }) as const;
const everything: ThinningOptions = {
  require: ["rule", "anything"],
  deduplicate: { exact: "output", near: near(0.7) },
  cap: { per: "field:topic", most: 4 },
  budget: 9,
};
const variants: ThinningOptions[] = [
  {},
  { require: ["rule"] },
  { deduplicate: { exact: "output" } },
  { deduplicate: { exact: "input-output" } },
  { deduplicate: { near: near(0.8) } },
  { deduplicate: { near: { ...near(0.6), of: "input-output" } } },
  { cap: { per: "input", most: 2 } },
  { cap: { per: "field:topic", most: 3 } },
  { cap: { per: "cluster", most: 2 } },
  { cap: { per: "cluster", most: 3, similarity: 0.3 } },
  { budget: 7 },
  everything,
];
const selectors: SelectorOptions[] = [
  { kind: "all" },
  { kind: "top-share", fraction: 0.6 },
  { kind: "best-of-n", fraction: 0.5 },
];

/** The walk spelt out over rows: every pair compared, no hashes. */
function plainWalk(rows: readonly Row[], options: ThinningOptions, seed: number): Map<number, Reason> {
  const kept: Row[] = [];
  const fates = new Map<number, Reason>();
  const whole = (row: Row) => `input ${row.input % 5}\u001e${row.output}`;
  const text = (row: Row, of: "output" | "input-output") => (of === "output" ? row.output : whole(row));
  const similarity = (a: string, b: string, size: number) =>
    plainJaccard(plainShingles(a, size), plainShingles(b, size));
  const fate = (row: Row): Reason => {
    if (kept.length === options.budget) return "over the budget";
    if (options.require?.includes("rule") && !row.passes) return "failed a required rule";
    const { exact, near } = options.deduplicate ?? {};
    if (exact && kept.some((other) => normalForm(text(other, exact)) === normalForm(text(row, exact)))) {
      return "an exact duplicate of a better row";
    }
    if (
      near &&
      kept.some(
        (other) => similarity(text(other, near.of), text(row, near.of), near.shingle) >= near.similarity,
      )
    ) {
      return "a near duplicate of a better row";
    }
    return isOverCap(row) ? "over the cap" : "kept";
  };
  const isOverCap = (row: Row): boolean => {
    const { per, most, similarity: least = 0.5 } = options.cap ?? { per: "none", most: 0 };
    if (per === "input") return kept.filter(({ input }) => input === row.input).length >= most;
    if (per === "field:topic") {
      return row.topic !== null && kept.filter(({ topic }) => topic === row.topic).length >= most;
    }
    if (per !== "cluster") return false;
    const cluster = new Set([row]);
    for (const member of cluster) {
      for (const other of kept) if (similarity(member.output, other.output, 3) >= least) cluster.add(other);
    }
    return cluster.size > most;
  };
  for (const row of [...rows].sort(byRank(seed))) {
    const reason = fate(row);
    fates.set(row.id, reason);
    if (reason === "kept") kept.push(row);
  }
  return fates;
}

describe.each(variants)("thinning by %j", (options) => {
  it("drops what a walk that compares every pair drops, each row for its first reason", () => {
    for (const selector of selectors) {
      for (let seed = 0; seed < 4; seed++) {
        const rows = draw(seed, 14);
        const { selection, result } = thinned(rows, selector, options, seed);
        const fates = plainWalk(keptOf(rows, selection), options, seed);
        const before = textsOf(selection);
        expect(textsOf(result)).toEqual(rows.map(({ id }, i) => fates.get(id) ?? before[i]));
      }
    }
  });

  it("keeps the same rows in whatever order they come", () => {
    const rows = draw(11, 40);
    const { result } = thinned(rows, { kind: "all" }, options);
    const inputs = shuffle([...new Set(rows.map(({ input }) => input))] as unknown[], createRandom(5));
    const moved = inputs.flatMap((input) => rows.filter((row) => row.input === input).reverse());
    const again = thinned(moved, { kind: "all" }, options);
    expect(idsOf(keptOf(moved, again.result))).toEqual(idsOf(keptOf(rows, result)));
  });

  it("changes nothing the second time, and never what it is given", () => {
    const rows = draw(12, 40);
    const candidates = columns(rows);
    const selection = select({ kind: "top-share", fraction: 0.8 }, candidates, 1);
    const given = selection.reason.slice();
    const once = thin(selection, candidates, contextFor(rows), options, 1);
    expect(selection.reason).toEqual(given);
    expect(thin(once, candidates, contextFor(rows), options, 1)).toEqual(once);
  });

  it("takes nothing", () => {
    expect(thinned([], { kind: "all" }, options).result.reason).toEqual(new Uint8Array(0));
  });
});

describe("thinning", () => {
  const rows = draw(3, 60);
  const all: SelectorOptions = { kind: "all" };

  it("gives every dropped row a reason and every kept one none", () => {
    const { result } = thinned(rows, { kind: "top-share", fraction: 0.7 }, everything);
    const seen = new Set(textsOf(result));
    expect(seen.has("below the top share") && seen.has("over the budget") && seen.has("kept")).toBe(true);
    expect([...result.reason].every((code) => code < reasons.length)).toBe(true);
    expect(keptOf(rows, result).length).toBe(9);
  });

  it("by a budget alone keeps the first of the ranking", () => {
    const { result } = thinned(rows, all, { budget: 10 });
    expect(idsOf(keptOf(rows, result))).toEqual(idsOf([...rows].sort(byRank(1)).slice(0, 10)));
  });

  it("by a budget keeps the first of what is kept without it", () => {
    const { budget: _, ...unbounded } = everything;
    const kept = keptOf(rows, thinned(rows, all, unbounded).result).sort(byRank(1));
    for (const budget of [1, 3, kept.length - 1, kept.length, kept.length + 1]) {
      const { result } = thinned(rows, all, { ...unbounded, budget });
      expect(idsOf(keptOf(rows, result))).toEqual(idsOf(kept.slice(0, budget)));
    }
  });

  it("fills a budget with rows that are no duplicates", () => {
    const repeated = rows.map((row, i) => ({ ...row, output: `answer ${i % 13}` }));
    const { result } = thinned(repeated, all, { deduplicate: { exact: "output" }, budget: 12 });
    expect(new Set(keptOf(repeated, result).map(({ output }) => output)).size).toBe(12);
  });

  it("never goes beyond the selection's cut to make up for what it drops", () => {
    const { selection, result } = thinned(rows, { kind: "top-share", fraction: 0.3 }, { require: ["rule"] });
    const selected = keptOf(rows, selection);
    expect(selected).toHaveLength(Math.round(0.3 * rows.length));
    expect(idsOf(keptOf(rows, result))).toEqual(idsOf(selected.filter(({ passes }) => passes)));
  });

  it("reads no text once the budget is full", () => {
    let reads = 0;
    const context = contextOf([], { outputOf: (row) => `text ${row} ${reads++}` });
    const candidates = columns(rows);
    const options: ThinningOptions = { deduplicate: { exact: "output" }, budget: 5 };
    thin(select(all, candidates, 1), candidates, context, options, 1);
    expect(reads).toBe(5);
  });

  it("compares with what is kept: what the cap drops makes no duplicates", () => {
    const base = { topic: null, passes: true };
    const three: Row[] = [
      { ...base, id: 0, input: 0, score: 3, output: "first" },
      { ...base, id: 1, input: 0, score: 2, output: "second" },
      { ...base, id: 2, input: 1, score: 1, output: "second" },
    ];
    const options: ThinningOptions = { deduplicate: { exact: "output" }, cap: { per: "input", most: 1 } };
    expect(textsOf(thinned(three, all, options).result)).toEqual(["kept", "over the cap", "kept"]);
  });

  it("leaves one row where all are equal, whichever the seed says", () => {
    const equal = Array.from({ length: 30 }, (_, id) => {
      return { id, input: id, score: 0, output: "the same", topic: "t", passes: true };
    });
    const survivors = new Set<number>();
    for (let seed = 0; seed < 20; seed++) {
      for (const options of [
        { deduplicate: { exact: "output" } },
        { deduplicate: { near: near(1) } },
        { cap: { per: "cluster", most: 1 } },
        { cap: { per: "field:topic", most: 1 } },
        { budget: 1 },
      ] satisfies ThinningOptions[]) {
        const kept = keptOf(equal, thinned(equal, all, options, seed).result);
        expect(kept).toHaveLength(1);
        survivors.add(kept[0]!.id);
      }
    }
    expect(survivors.size).toBeGreaterThan(5);
  });

  it("with a cluster of one is the removal of near duplicates", () => {
    const capped = thinned(rows, all, { cap: { per: "cluster", most: 1, similarity: 0.6 } }).result;
    const options = { deduplicate: { near: { similarity: 0.6, of: "output", shingle: 3 } } } as const;
    expect(idsOf(keptOf(rows, capped))).toEqual(idsOf(keptOf(rows, thinned(rows, all, options).result)));
  });

  it("refuses a cap by a field that no row has", () => {
    expect(() => thinned(rows, all, { cap: { per: "field:subject", most: 1 } })).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringContaining("subject") }),
    );
  });
});

describe("thinning's options", () => {
  it("have defaults for near duplicates and none for what is left out", () => {
    expect(thinningOptions.parse({ deduplicate: { near: {} } })).toEqual({
      deduplicate: { near: { similarity: 0.8, of: "output", shingle: 3 } },
    });
    expect(thinningOptions.parse({})).toEqual({});
  });

  it.each([
    { cap: { per: "topic", most: 2 } },
    { cap: { per: "field:", most: 2 } },
    { cap: { per: "input", most: 2, similarity: 0.5 } },
    { cap: { per: "input", most: 0 } },
    { budget: 1.5 },
    { require: [] },
    { deduplicate: { near: { similarity: 1.01 } } },
    { deduplicate: { exact: "both" } },
    { deduplicates: {} },
  ])("refuse %j", (options) => {
    expect(thinningOptions.safeParse(options).success).toBe(false);
  });
});

describe("a million candidates", () => {
  it("are thinned with balanced books", () => {
    const random = createRandom(1);
    const candidates = aMillion();
    const total = candidates.ids.length;
    const phrases = words(random, 64).map((word) => `the answer is ${word}`);
    const context = contextOf([], {
      outputOf: (row) => (row % 4 === 0 ? phrases[row % 64]! : `${phrases[row % 64]} for ${row}`),
    });
    const selection = select({ kind: "top-share", fraction: 0.25 }, candidates, 1);
    const options = { deduplicate: { exact: "output" }, cap: { per: "input", most: 2 } } as const;
    const { reason } = thin(selection, candidates, context, options, 1);
    const counts = new Map<Reason, number>();
    const perInput = new Uint8Array(total >> 3);
    reason.forEach((code, row) => {
      counts.set(reasons[code]!, (counts.get(reasons[code]!) ?? 0) + 1);
      if (code === 0) perInput[row >> 3]!++;
    });
    expect([...counts.values()].reduce((sum, rows) => sum + rows)).toBe(total);
    expect(counts.get("below the top share")).toBe(0.75 * total);
    expect(counts.get("an exact duplicate of a better row")).toBeGreaterThan(total / 17);
    expect(Math.max(...new Set(perInput))).toBe(2);
  });
});
