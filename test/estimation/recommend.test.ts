import { describe, expect, it } from "vitest";
import type { Cut } from "../../src/estimation/cuts.ts";
import type { CutEstimate } from "../../src/estimation/intervals/method.ts";
import { operatingPoint } from "../../src/estimation/operating-point.ts";
import { recommendCut } from "../../src/estimation/recommend.ts";
import { type EstimateColumnsOptions, estimateColumns } from "../../src/estimation/table.ts";
import { createRandom } from "../../src/random/generator.ts";

const criteria = { certainty: 0.9, precision: null };

/** Cuts whose conditions hold with these probabilities; "*" marks those shown, "-" those that lose a kind of input. */
function walk(probabilities: readonly string[]) {
  const cuts: Cut[] = probabilities.map((text, i) => ({ share: i, kept: i + 1, shown: text.includes("*") }));
  const estimates: CutEstimate[] = probabilities.map((text) => ({
    point: operatingPoint({ k1: 1, n1: 2, k0: 0, n0: 2 }),
    evidence: () => ({ majority: 1, cleaner: Number.parseFloat(text), precise: 1 }),
    summary: () => {
      throw new Error("no interval is needed");
    },
  }));
  return recommendCut(cuts, estimates, criteria, (c) => !probabilities[c]!.includes("-"));
}

describe("recommendCut", () => {
  it("takes the largest share that holds on the way up", () => {
    expect(walk(["0.99*", "0.98", "0.97*"])).toBe(2);
    expect(walk(["0.99*", "0.98", "0.8", "0.97*"])).toBe(3);
    expect(walk(["0.99*", "0.98", "0.8", "0.92*"])).toBe(1);
    expect(walk(["0.5*", "0.99", "0.5*"])).toBe(-1);
  });

  it("asks more of the first shares, and passes on what those that hold had left", () => {
    expect(walk(["0.94*", "0.1*"])).toBe(-1);
    expect(walk(["0.96*", "0.91*"])).toBe(1);
    expect(walk(["0.94*", "0.91*"])).toBe(-1);
    expect(walk(["0.94*", "0.96*"])).toBe(1);
  });
});

describe("recommendCut among cuts that lose kinds of input", () => {
  it("passes them over, and what they hold to the larger ones", () => {
    expect(walk(["0.99*", "0.98-", "0.97-*"])).toBe(0);
    expect(walk(["0.99-*", "0.98-", "0.97*"])).toBe(2);
    expect(walk(["0.96-*", "0.91*"])).toBe(1);
    expect(walk(["0.99-*"])).toBe(-1);
  });
});

describe("the recommendation", () => {
  const options: EstimateColumnsOptions = {
    ...{ fractions: [0.1, 0.25, 0.5, 0.75], labelThreshold: null, intervals: "delta", certainty: 0.9 },
    ...{ confidence: 0.95, draws: 100, seed: 5, precision: 0.01 },
  };

  function columnsOf(rows: number, skill: number, seed: number) {
    const random = createRandom(seed);
    const labels = Float64Array.from({ length: rows }, () => (random.uniform() < 0.7 ? 1 : 0));
    const values = labels.map((s) => skill * s + random.normal());
    const cluster = Int32Array.from(labels.keys());
    const scores = [{ name: "score", values }];
    return { rows, cluster, inputs: rows, scores, labels, weights: null, group: null, sample: null };
  }

  it("is seldom made for a score that knows nothing, however many shares are tried", () => {
    let made = 0;
    for (let trial = 0; trial < 300; trial++) {
      if (estimateColumns(columnsOf(200, 0, trial), options).verifiers[0].recommended) made++;
    }
    // At most 30 expected; four standard deviations above are 51.
    expect(made).toBeLessThan(51);
    expect(made).toBeGreaterThan(0);
  });

  it("goes up to the largest share that reaches the precision asked for, else half the error", () => {
    const columns = columnsOf(3000, 1.5, 1);
    const recommendedAt = (precision: number | null) => {
      const { verifiers, targetPrecision } = estimateColumns(columns, { ...options, precision });
      return { ...verifiers[0].recommended!, targetPrecision };
    };
    const [any, half, precise] = [0.01, null, 0.9].map(recommendedAt);
    expect(any.fraction).toBeGreaterThan(0.9);
    expect(half.targetPrecision).toBeCloseTo(0.85, 1);
    expect(precise.targetPrecision).toBe(0.9);
    expect(half.fraction).toBeLessThan(any.fraction);
    expect(precise.fraction).toBeLessThan(half.fraction);
    for (const { keptPrecision, kept, fraction, targetPrecision } of [half, precise]) {
      expect(keptPrecision.estimate).toBeGreaterThan(targetPrecision!);
      expect(kept).toBe(Math.round(fraction * 3000));
    }
  });

  it("is null without skill, with the labels that would settle the nearest share", () => {
    const { verifiers, warnings } = estimateColumns(columnsOf(60, 0.5, 4), { ...options, certainty: 0.999 });
    expect(verifiers[0].recommended).toBeNull();
    expect(warnings.join("\n")).toMatch(/no share is recommended.*more labels would settle a share of/);
  });
});
