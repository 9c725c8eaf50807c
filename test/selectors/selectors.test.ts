import { describe, expect, it } from "vitest";
import { createRandom, shuffle } from "../../src/random/generator.ts";
import { tieKey, tieKeys } from "../../src/random/ties.ts";
import { type SelectorOptions, select } from "../../src/selectors/index.ts";
import { reasons, type ScoredCandidates } from "../../src/selectors/selector.ts";
import { aMillion } from "./a-million.ts";

interface Row {
  readonly id: number;
  readonly input: number;
  readonly score: number;
  readonly malformed: boolean;
}

function columns(rows: readonly Row[]): ScoredCandidates {
  return {
    scores: Float64Array.from(rows, ({ score }) => score),
    ids: Int32Array.from(rows, ({ id }) => id),
    group: Int32Array.from(rows, ({ input }) => input),
    malformed: Uint8Array.from(rows, ({ malformed }) => (malformed ? 1 : 0)),
    stratum: Int32Array.from(rows, stratumOf),
  };
}

/** Three kinds of input, and inputs of none. */
const stratumOf = ({ input }: Row): number => (input % 4) - 1;

/** Inputs of 1 to 8 candidates, scores with many ties, some malformed and some without a score. */
function draw(seed: number, inputs: number): Row[] {
  const random = createRandom(seed);
  const rows: Row[] = [];
  for (let input = 0; input < inputs; input++) {
    for (let k = 1 + random.integer(8); k > 0; k--) {
      const malformed = random.uniform() < 0.15;
      const score = random.uniform() < 0.05 ? Number.NaN : random.integer(6) - 3;
      rows.push({ id: 3 * rows.length + 5, input, score: malformed ? -Infinity : score, malformed });
    }
  }
  return rows;
}

const reasonsOf = (options: SelectorOptions, rows: readonly Row[], seed = 1): string[] =>
  [...select(options, columns(rows), seed).reason].map((code) => reasons[code]!);

const rankable = ({ malformed, score }: Row): boolean => !malformed && score > -Infinity;

/** Best first, by sorting the rows themselves. */
const ranking = (rows: readonly Row[], seed: number): Row[] =>
  rows
    .filter(rankable)
    .sort((a, b) => b.score - a.score || tieKey(seed, a.id) - tieKey(seed, b.id) || a.id - b.id);

const keptIds = (options: SelectorOptions, rows: readonly Row[], seed: number): number[] => {
  const { reason } = select(options, columns(rows), seed);
  return rows.filter((_, i) => reason[i] === 0).map(({ id }) => id);
};

const ascending = (ids: readonly number[]): number[] => [...ids].sort((a, b) => a - b);

const every: SelectorOptions[] = [
  { kind: "all" },
  { kind: "threshold", threshold: 1 },
  ...[0.01, 0.125, 0.5, 1].flatMap((fraction): SelectorOptions[] => [
    { kind: "top-share", fraction },
    { kind: "best-of-n", fraction },
    { kind: "per-stratum", fraction },
  ]),
];

describe.each(every)("selector %o", (options) => {
  it("keeps the same candidates in whatever order they come, those of an input apart from each other", () => {
    for (let seed = 0; seed < 20; seed++) {
      const rows = draw(seed, 25);
      const expected = ascending(keptIds(options, rows, seed));
      const moved = shuffle(rows.slice() as unknown[], createRandom(seed + 100)) as Row[];
      expect(ascending(keptIds(options, moved, seed))).toEqual(expected);
    }
  });

  it("takes nothing, and what can't be ranked", () => {
    expect(reasonsOf(options, [])).toEqual([]);
    const rows = [
      { id: 1, input: 0, score: -Infinity, malformed: true },
      { id: 2, input: 0, score: Number.NaN, malformed: false },
      { id: 3, input: 0, score: 9, malformed: true },
      { id: 4, input: 0, score: -Infinity, malformed: false },
    ];
    const dropped = ["malformed output", "could not be scored", "malformed output", "could not be scored"];
    expect(reasonsOf(options, rows)).toEqual(options.kind === "all" ? rows.map(() => "kept") : dropped);
  });
});

describe("top share", () => {
  it("keeps exactly the first round(fraction · N) of the ranking, every other row with its reason", () => {
    for (let seed = 0; seed < 60; seed++) {
      const rows = draw(seed, 1 + (seed % 30));
      const fraction = 0.02 + (seed % 50) / 51;
      const first = ranking(rows, seed).slice(0, Math.round(fraction * rows.length));
      const expected = rows.map((row) => {
        if (first.includes(row)) return "kept";
        if (row.malformed) return "malformed output";
        return rankable(row) ? "below the top share" : "could not be scored";
      });
      expect(reasonsOf({ kind: "top-share", fraction }, rows, seed)).toEqual(expected);
    }
  });

  it("breaks ties by the seed: each of equals is kept as often as any other", () => {
    const rows = Array.from({ length: 10 }, (_, id) => ({ id, input: id, score: 0, malformed: false }));
    const counts = new Array<number>(10).fill(0);
    const trials = 4000;
    for (let seed = 0; seed < trials; seed++) {
      const kept = keptIds({ kind: "top-share", fraction: 0.3 }, rows, seed);
      expect(kept).toHaveLength(3);
      for (const id of kept) counts[id]!++;
    }
    const deviation = Math.sqrt(trials * 0.3 * 0.7);
    for (const count of counts) expect(Math.abs(count - 0.3 * trials)).toBeLessThan(4 * deviation);
  });

  it("keeps fewer only where fewer can be ranked", () => {
    const rows = Array.from({ length: 10 }, (_, id) => ({ id, input: 0, score: id, malformed: id >= 3 }));
    expect(keptIds({ kind: "top-share", fraction: 0.5 }, rows, 1)).toEqual([0, 1, 2]);
  });
});

describe("best of n", () => {
  it("keeps the first max(1, round(fraction · n)) of each input's own ranking", () => {
    for (let seed = 0; seed < 60; seed++) {
      const rows = shuffle(draw(seed, 20) as unknown[], createRandom(seed)) as Row[];
      const fraction = 0.02 + (seed % 50) / 51;
      const expected = rows.map((row) => {
        const own = rows.filter(({ input }) => input === row.input);
        const first = ranking(own, seed).slice(0, Math.max(1, Math.round(fraction * own.length)));
        if (first.includes(row)) return "kept";
        if (row.malformed) return "malformed output";
        return rankable(row) ? "not among the best of its input" : "could not be scored";
      });
      expect(reasonsOf({ kind: "best-of-n", fraction }, rows, seed)).toEqual(expected);
    }
  });
});

describe("per stratum", () => {
  it("keeps the first max(1, round(fraction · n)) of each stratum's own ranking", () => {
    for (let seed = 0; seed < 60; seed++) {
      const rows = draw(seed, 1 + (seed % 30));
      const fraction = 0.02 + (seed % 50) / 51;
      const expected = rows.map((row) => {
        const own = rows.filter((other) => stratumOf(other) === stratumOf(row));
        const first = ranking(own, seed).slice(0, Math.max(1, Math.round(fraction * own.length)));
        if (first.includes(row)) return "kept";
        if (row.malformed) return "malformed output";
        return rankable(row) ? "not among the best of its stratum" : "could not be scored";
      });
      expect(reasonsOf({ kind: "per-stratum", fraction }, rows, seed)).toEqual(expected);
    }
  });

  it("says what to do where kinds are not told apart", () => {
    const { stratum: _, ...candidates } = columns(draw(1, 5));
    expect(() => select({ kind: "per-stratum", fraction: 0.5 }, candidates, 1)).toThrow(
      expect.objectContaining({ exitCode: 2, remedy: expect.stringContaining("name the field") }),
    );
  });
});

describe("threshold", () => {
  it("keeps what scores at least as high", () => {
    const rows = [2, 1, 0.999, -4].map((score, id) => ({ id, input: 0, score, malformed: false }));
    const below = "below the threshold";
    expect(reasonsOf({ kind: "threshold", threshold: 1 }, rows)).toEqual(["kept", "kept", below, below]);
  });
});

describe("tie keys", () => {
  it("depend on seed and id alone and differ between ids", () => {
    const ids = Float64Array.from({ length: 50_000 }, (_, i) => i);
    const keys = tieKeys(3, ids);
    expect(new Set(keys).size).toBe(ids.length);
    expect(tieKeys(3, [77])[0]).toBe(keys[77]);
    expect(tieKeys(4, [77])[0]).not.toBe(keys[77]);
  });
});

describe("a million candidates", () => {
  it("are selected as a sort of all of them says", () => {
    const candidates = aMillion();
    const total = candidates.ids.length;
    const { reason } = select({ kind: "top-share", fraction: 0.125 }, candidates, 1);
    const cut = candidates.scores.slice().sort()[total - total / 8]!;
    let wrong = 0;
    for (let i = 0; i < total; i++) if ((reason[i] === 0) !== candidates.scores[i]! >= cut) wrong++;
    expect(wrong).toBe(0);
    const best = select({ kind: "best-of-n", fraction: 0.125 }, candidates, 1).reason;
    expect(best.reduce((sum, code) => sum + (code === 0 ? 1 : 0), 0)).toBe(total / 8);
  });
});
