import { describe, expect, it } from "vitest";
import { rankedRows } from "../../src/browse/ranked-rows.ts";
import { keptShare } from "../../src/browse/share.ts";
import { createRandom, type Random } from "../../src/random/generator.ts";
import { select } from "../../src/selectors/index.ts";

const odd = [Number.NaN, -Infinity, Infinity, 0, -0, 1, 1, 1];

/** Scores with ties, missing and infinite ones among them. */
function drawScores(random: Random, rows: number): Float64Array {
  const oddShare = random.uniform();
  return Float64Array.from({ length: rows }, () =>
    random.uniform() < oddShare ? odd[random.integer(odd.length)]! : random.normal(),
  );
}

describe("the rows that a share keeps", () => {
  it("are those that its selector keeps", () => {
    const random = createRandom(1);
    for (let i = 0; i < 400; i++) {
      const rows = random.integer(80);
      const inputs = 1 + random.integer(20);
      const scores = drawScores(random, rows);
      const group = Int32Array.from({ length: rows }, () => random.integer(inputs));
      const seed = random.integer(2 ** 32);
      const candidates = {
        scores,
        group,
        ids: Int32Array.from(scores.keys()),
        malformed: Uint8Array.from(scores, (score) => Number(score === -Infinity)),
      };
      const ranked = rankedRows(scores, seed);
      for (const kind of ["top-share", "best-of-n"] as const) {
        for (const fraction of [1, 0.5, 0.125, random.uniform() || 1]) {
          const { isKept, kept, last } = keptShare(ranked, group, { selector: kind, fraction });
          const { reason } = select({ kind, fraction }, candidates, seed);
          expect([...isKept]).toEqual(Array.from(reason, (code) => Number(code === 0)));
          expect(kept).toBe(isKept.reduce((sum, one) => sum + one, 0));
          const lowest = Math.min(...scores.filter((_, row) => isKept[row] === 1));
          expect(last === -1 ? Infinity : scores[last]).toBe(lowest + 0 === 0 ? scores[last] : lowest);
        }
      }
    }
  });

  it("are the more, the larger the share, and never others", () => {
    const random = createRandom(2);
    const scores = drawScores(random, 300);
    const group = Int32Array.from(scores, () => random.integer(50));
    const ranked = rankedRows(scores, 7);
    for (const selector of ["top-share", "best-of-n"] as const) {
      let before = new Uint8Array(300);
      for (let percent = 1; percent <= 100; percent++) {
        const { isKept } = keptShare(ranked, group, { selector, fraction: percent / 100 });
        expect(before.every((one, row) => one <= isKept[row]!)).toBe(true);
        before = isKept.slice();
      }
    }
  });
});
