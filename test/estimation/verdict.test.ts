import { describe, expect, it } from "vitest";
import { jeffreysDraws } from "../../src/estimation/intervals/jeffreys.ts";
import { summarise } from "../../src/estimation/intervals/posterior.ts";
import { operatingPoint } from "../../src/estimation/operating-point.ts";
import { verdict } from "../../src/estimation/verdict.ts";

const judge = (probabilityMajorityCorrect: number, probabilityCleaner: number, labels = 100) =>
  verdict({ probabilityMajorityCorrect, probabilityCleaner, labels, certainty: 0.95 });

describe("verdict", () => {
  it("improves when both conditions hold, fails by the one that fails", () => {
    expect(judge(0.99, 0.97).kind).toBe("improves");
    expect(judge(0.99, 0.02).kind).toBe("no gain");
    expect(judge(0.5, 0.02).kind).toBe("no gain");
    expect(judge(0.03, 0.99).kind).toBe("collapses");
    expect(judge(0.03, 0.02).kind).toBe("collapses");
  });

  it("is narrow where both hold and kinds that count are lost, and by that only", () => {
    const lost = (share: number) => ({
      kinds: [{ stratum: "courts", inputs: 100 * share, kept: 0, share: 0 }],
      share,
      of: 16,
    });
    const judged = (majority: number, cleaner: number, share: number) =>
      verdict({
        probabilityMajorityCorrect: majority,
        probabilityCleaner: cleaner,
        labels: 100,
        certainty: 0.95,
        lost: lost(share),
      });
    expect(judged(0.99, 0.97, 0.27)).toEqual({
      kind: "narrow",
      text: "narrow, next to nothing is kept of 1 of 16 kinds of input (27 % of the inputs)",
      moreLabels: null,
    });
    expect(judged(0.99, 0.97, 0.04).kind).toBe("improves");
    for (const [majority, cleaner] of [
      [0.03, 0.99],
      [0.99, 0.02],
      [0.9, 0.99],
    ] as const)
      expect(judged(majority, cleaner, 0.27)).toEqual(judge(majority, cleaner));
  });

  it("names the open condition and the labels that would settle it", () => {
    // z from 0.8413 (one deviation) to 0.95 (1.645): 2.706 times the labels, 1.706 times more.
    expect(judge(0.841345, 0.99)).toEqual({
      kind: "undecided",
      text: "undecided, about 170 more labels needed (is p below p⋆?)",
      moreLabels: 170,
    });
    expect(judge(0.99, 0.841345, 100_000).text).toBe(
      "undecided, about 170,000 more labels needed (is p⋆ above ½?)",
    );
    expect(judge(0.9, 0.841345)).toMatchObject({
      moreLabels: 170,
      text: expect.stringContaining("(is p below p⋆? is p⋆ above ½?)"),
    });
  });

  it("waits for one failure only, the nearer", () => {
    expect(judge(0.9, 1 - 0.841345).text).toContain("170 more labels needed (is p⋆ above ½?)");
    expect(judge(0.45, 1 - 0.841345).text).toContain("170 more labels needed (is p⋆ above ½?)");
  });

  it("promises nothing on the boundary", () => {
    expect(judge(0.99, 0.5)).toMatchObject({ kind: "undecided", moreLabels: null });
    expect(judge(0.99, 0.52).text).toContain("too close to settle");
  });

  it("predicts the labels that do settle it when the counts grow in proportion", () => {
    for (const counts of [
      { k1: 30, n1: 60, k0: 20, n0: 50 },
      { k1: 22, n1: 40, k0: 18, n0: 60 },
      { k1: 16, n1: 40, k0: 22, n0: 80 },
    ]) {
      const labels = counts.n1 + counts.n0;
      const { moreLabels } = verdict({ ...probabilities(counts, 1), labels, certainty: 0.95 });
      expect(moreLabels).not.toBeNull();
      const before = verdict({
        ...probabilities(counts, 1 + (0.6 * moreLabels!) / labels),
        labels,
        certainty: 0.95,
      });
      const after = verdict({
        ...probabilities(counts, 1 + (1.5 * moreLabels!) / labels),
        labels,
        certainty: 0.95,
      });
      expect(before.kind).toBe("undecided");
      expect(after.kind).not.toBe("undecided");
    }
  });
});

function probabilities(counts: { k1: number; n1: number; k0: number; n0: number }, times: number) {
  const grown = {
    k1: counts.k1 * times,
    n1: counts.n1 * times,
    k0: counts.k0 * times,
    n0: counts.n0 * times,
  };
  return summarise(jeffreysDraws(grown, { seed: 1, draws: 20_000 }), operatingPoint(grown), {
    confidence: 0.95,
  });
}
