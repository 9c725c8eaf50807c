import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/random/generator.ts";
import { bandPositions, bandRows, type ChosenAmong } from "../../../src/report/html/samples.ts";

/** Candidates in groups with coarse scores, kept from the top; some reasons to drop have no score at all. */
function candidates(seed: number): ChosenAmong {
  const random = createRandom(seed);
  const rows = 5 + random.integer(200);
  const score = Float64Array.from({ length: rows }, () =>
    random.uniform() < 0.1 ? [Number.NaN, Number.NEGATIVE_INFINITY][random.integer(2)]! : random.integer(12),
  );
  const reason = Uint8Array.from(score, (value) => {
    if (!Number.isFinite(value)) return Number.isNaN(value) ? 3 : 2;
    return value > 7 ? 0 : random.uniform() < 0.2 ? 4 : 1;
  });
  return { reason, score, group: Int32Array.from(score, () => random.integer(Math.ceil(rows / 4))) };
}

describe("the rows of a report", () => {
  it("are the ends of each fate by score, each of another input, no row twice", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const { reason, score, group } = candidates(seed);
      const bands = bandPositions({ reason, score, group }, seed);
      expect(new Set(bands.map(({ code }) => code))).toEqual(new Set(reason));
      const all = bands.flatMap(({ positions }) => positions);
      expect(new Set(all).size).toBe(all.length);
      for (const { code, end, positions } of bands) {
        for (const position of positions) expect(reason[position]).toBe(code);
        expect(new Set(positions.map((position) => group[position])).size).toBe(positions.length);
        const taken = end === "lowest" ? bands.find((band) => band.code === code)!.positions : [];
        expect(positions.map((position) => score[position])).toEqual(
          ends({ reason, score, group }, code, end, taken),
        );
      }
    }
  });

  it("are the same for a seed, and others among equals for another", () => {
    const equal = {
      reason: new Uint8Array(50),
      score: new Float64Array(50),
      group: Int32Array.from({ length: 50 }, (_, i) => i),
    };
    const drawn = [1, 1, 2, 3].map((seed) => JSON.stringify(bandPositions(equal, seed)));
    expect(drawn[0]).toBe(drawn[1]);
    expect(new Set(drawn).size).toBe(3);
  });
});

/** Brute force: the best of each group, sorted. Scores alone, since equal ones are drawn. */
function ends(
  { reason, score, group }: ChosenAmong,
  code: number,
  end: string,
  taken: readonly number[],
): number[] {
  const rows = [...reason.keys()].filter((i) => reason[i] === code && !taken.includes(i));
  const sign = end === "lowest" ? -1 : 1;
  if (end === "any") {
    const groups = new Set(rows.map((i) => group[i]));
    return Array.from({ length: Math.min(bandRows, groups.size) }, () => score[rows[0]!]!);
  }
  const bests = [
    ...Map.groupBy(
      rows.filter((i) => Number.isFinite(score[i])),
      (i) => group[i]!,
    ).values(),
  ].map((members) => Math.max(...members.map((i) => sign * score[i]!)));
  const chosen = bests.sort((a, b) => b - a).slice(0, bandRows);
  const scores = chosen.map((value) => sign * value);
  return end === "lowest" ? scores.reverse() : scores;
}
