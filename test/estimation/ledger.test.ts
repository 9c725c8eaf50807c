import { describe, expect, it } from "vitest";
import { type LedgerCell, ledger } from "../../src/estimation/ledger.ts";
import { fitRidge, leaveOneOut } from "../../src/estimation/ridge.ts";
import { createRandom } from "../../src/random/generator.ts";

const random = createRandom(1);
const cells: LedgerCell[] = ["best of n", "top share"].flatMap((selector) =>
  [0.125, 0.25, 0.5].flatMap((fraction) =>
    [0.5, 0.6, 0.75, 0.9, 1].map((pstar) => {
      const inputShare = selector === "best of n" ? 1 : fraction;
      const distance = selector === "best of n" ? 0.02 : 0.3 - 0.2 * fraction;
      const outcome = 0.3 + 0.3 * pstar + 0.1 * Math.log(inputShare) + 0.005 * random.normal();
      return { selector, fraction, pstar, inputShare, distance, outcome };
    }),
  ),
);

describe("ledger", () => {
  it("finds that coverage explains what p⋆ alone does not", () => {
    const { pstar, withCoverage, groups } = ledger(cells);
    expect(pstar.cells).toBe(30);
    expect(pstar.spearman).toBeLessThan(0.8);
    expect(withCoverage.spearman).toBeGreaterThan(0.95);
    expect(withCoverage.predictions).toHaveLength(30);
    expect(groups.map(({ selector, fraction }) => `${selector} ${fraction}`)).toEqual([
      ...["best of n 0.125", "best of n 0.25", "best of n 0.5"],
      ...["top share 0.125", "top share 0.25", "top share 0.5"],
    ]);
    for (const group of groups) expect(group).toMatchObject({ spearman: 1, cells: 5 });
  });

  it("claims nothing from too few cells", () => {
    expect(ledger([]).pstar).toEqual({ spearman: null, pearson: null, cells: 0 });
    expect(ledger(cells.slice(0, 5)).withCoverage).toEqual({
      ...{ spearman: null, pearson: null, cells: 0, predictions: [] },
    });
  });

  it("does not learn from the outcome it predicts", () => {
    const changed = cells.map((cell, i) => (i === 7 ? { ...cell, outcome: 0 } : cell));
    expect(ledger(changed).withCoverage.predictions[7]).toBe(ledger(cells).withCoverage.predictions[7]);
  });
});

describe("fitRidge", () => {
  it("is the closed form for one feature: least squares shrunk by n / (n + 1)", () => {
    const rows = [[1], [2], [3], [4]];
    const predict = fitRidge(rows, [2, 4, 6, 8]);
    expect(predict([2.5])).toBeCloseTo(5, 12);
    expect(predict([3.5])).toBeCloseTo(5 + (4 / 5) * 2, 12);
  });

  it("ignores a constant feature and needs no more rows than features", () => {
    const plain = leaveOneOut([[1], [2], [4]], [1, 2, 3]);
    const padded = leaveOneOut(
      [
        [1, 7],
        [2, 7],
        [4, 7],
      ],
      [1, 2, 3],
    );
    padded.forEach((value, i) => {
      expect(value).toBeCloseTo(plain[i], 12);
    });
  });
});
