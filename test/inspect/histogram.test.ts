import { describe, expect, it } from "vitest";
import { scoreHistogram } from "../../src/inspect/histogram.ts";
import type { HistogramBin } from "../../src/inspect/index.ts";
import { createRandom } from "../../src/random/generator.ts";

const labels = (length: number, of: (i: number) => number = (i) => i % 2): { correct: Float64Array } => ({
  correct: Float64Array.from({ length }, (_, i) => of(i)),
});

const total = (bins: readonly HistogramBin[], what: "correct" | "incorrect"): number =>
  bins.reduce((sum, bin) => sum + bin[what], 0);

/** Each row looks for its bin among all. */
function counted(
  bins: readonly HistogramBin[],
  scores: Float64Array,
  correct: Float64Array,
  weights?: Float64Array,
) {
  return bins.map(({ low, high }, place) => {
    const isIn = (score: number): boolean =>
      (score >= low || place === 0) && (score < high || place === bins.length - 1) && Number.isFinite(score);
    const rows = [...scores.keys()].filter((row) => isIn(scores[row]!));
    const mass = (of: (row: number) => number) =>
      rows.reduce((sum, row) => sum + (weights?.[row] ?? 1) * of(row), 0);
    return {
      ...{ correct: mass((row) => correct[row]!), incorrect: mass((row) => 1 - correct[row]!) },
      beyond: mass((row) => Number(scores[row]! < low || scores[row]! > high)),
    };
  });
}

function expectCounted(bins: readonly HistogramBin[], expected: ReturnType<typeof counted>): void {
  bins.forEach(({ correct, incorrect, beyond = 0 }, i) => {
    expect(correct).toBeCloseTo(expected[i]!.correct, 9);
    expect(incorrect).toBeCloseTo(expected[i]!.incorrect, 9);
    expect(beyond).toBeCloseTo(expected[i]!.beyond, 9);
  });
}

describe("the histogram of a score", () => {
  it("counts every labelled row with a finite score once, soft and weighted ones in part", () => {
    const random = createRandom(7);
    const scores = Float64Array.from({ length: 2000 }, (_, i) =>
      i % 50 === 0 ? [Number.NaN, -Infinity, Infinity][i % 3]! : random.normal(),
    );
    const correct = scores.map(() => [0, 0.25, 1][random.integer(3)]!);
    const weights = scores.map(() => 0.5 + random.uniform());
    const bins = scoreHistogram(scores, { correct, weights });
    expect(bins).toHaveLength(30);
    expectCounted(bins, counted(bins, scores, correct, weights));
    const finite = [...scores.keys()].filter((row) => Number.isFinite(scores[row]!));
    expect(total(bins, "correct") + total(bins, "incorrect")).toBeCloseTo(
      finite.reduce((sum, row) => sum + weights[row]!, 0),
      8,
    );
    const values = finite.map((row) => scores[row]!);
    expect([bins[0]!.low, bins.at(-1)!.high]).toEqual([Math.min(...values), Math.max(...values)]);
  });

  it("has bins of one width, each with its low edge and not its high one", () => {
    const scores = Float64Array.from({ length: 301 }, (_, i) => i / 10);
    const bins = scoreHistogram(scores, labels(301));
    for (const { low, high } of bins) expect(high - low).toBeCloseTo(1, 12);
    expectCounted(bins, counted(bins, scores, labels(301).correct));
  });

  it("gives passes and fails a bin each, and so every score where those are few", () => {
    const passes = Float64Array.from({ length: 1000 }, (_, i) => Number(i > 2));
    expect(
      scoreHistogram(
        passes,
        labels(1000, (i) => Number(i > 2)),
      ),
    ).toEqual([
      { low: -0.5, high: 0.5, correct: 0, incorrect: 3 },
      { low: 0.5, high: 1.5, correct: 997, incorrect: 0 },
    ]);
    const marks = Float64Array.of(1, 5, 2, 3, 5, 5);
    const bins = scoreHistogram(
      marks,
      labels(6, () => 1),
    );
    expect(bins.map(({ correct }) => correct)).toEqual([1, 1, 1, 3]);
    for (const mark of marks)
      expect(bins.filter(({ low, high }) => low < mark && mark < high)).toHaveLength(1);
    expect(scoreHistogram(Float64Array.of(4, 4), labels(2))).toEqual([
      { low: 3.5, high: 4.5, correct: 1, incorrect: 1 },
    ]);
  });

  it("is not squashed by outliers, which its end bins hold and tell of", () => {
    const random = createRandom(8);
    const scores = Float64Array.from({ length: 2000 }, (_, i) => (i < 8 ? -1e6 * (i + 1) : random.normal()));
    const bins = scoreHistogram(scores, labels(2000));
    expect(bins[0]!.low).toBeGreaterThan(-4);
    expect(bins[0]!.beyond).toBeGreaterThanOrEqual(8);
    expect(bins.slice(1).every(({ beyond }) => beyond === undefined)).toBe(true);
    expectCounted(bins, counted(bins, scores, labels(2000).correct));
    expect(total(bins, "correct") + total(bins, "incorrect")).toBe(2000);
  });

  it("shows all where outliers are all there is beside one score", () => {
    const scores = Float64Array.from({ length: 4000 }, (_, i) => (i < 15 ? -i : 1));
    const bins = scoreHistogram(scores, labels(4000));
    expect([bins[0]!.low, bins.at(-1)!.high]).toEqual([-14, 1]);
    expect(total(bins, "correct") + total(bins, "incorrect")).toBe(4000);
  });

  it("has no bin where no score is finite, and finite edges wherever one is", () => {
    expect(scoreHistogram(Float64Array.of(Number.NaN, -Infinity, Infinity), labels(3))).toEqual([]);
    expect(scoreHistogram(new Float64Array(0), labels(0))).toEqual([]);
    const huge = Float64Array.from({ length: 40 }, (_, i) => (i / 39 - 0.5) * 2 * Number.MAX_VALUE);
    const bins = scoreHistogram(huge, labels(40));
    for (const { low, high } of bins) expect(Number.isFinite(low) && Number.isFinite(high)).toBe(true);
    expect(total(bins, "correct")).toBe(20);
    const two = scoreHistogram(Float64Array.of(-Number.MAX_VALUE, Number.MAX_VALUE), labels(2));
    expect(two.map(({ low, high }) => [low, high])).toEqual([
      [-Number.MAX_VALUE, 0],
      [0, Number.MAX_VALUE],
    ]);
  });
});
