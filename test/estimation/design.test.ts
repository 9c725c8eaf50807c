import { describe, expect, it } from "vitest";
import { allocate } from "../../src/estimation/allocation.ts";
import type { CandidateColumns } from "../../src/estimation/columns.ts";
import { type LabelDesign, postStratify, refines, strataOf } from "../../src/estimation/design.ts";
import { influences, stratifiedVariance } from "../../src/estimation/influence.ts";
import {
  deviation,
  everyRow,
  label,
  makeWorld,
  mean,
  randomRows,
  rates,
  rootMeanSquare,
} from "./label-world.ts";

describe("strata of a design", () => {
  it("begin at their cuts; rows without a score are one of their own", () => {
    const values = Float64Array.of(Number.NaN, -Infinity, -5, 0, 0.5, 1, 7, Infinity);
    expect([...strataOf(values, [0, 1])]).toEqual([0, 0, 1, 2, 2, 3, 3, 3]);
    expect([...strataOf(values, [])]).toEqual([0, 0, 1, 1, 1, 1, 1, 1]);
  });

  it("hold random labels of an earlier design that they only cut finer", () => {
    const earlier: LabelDesign = { score: "v", cuts: [0.5] };
    expect(refines({ score: "v", cuts: [0.2, 0.5] }, earlier)).toBe(true);
    expect(refines({ score: "v", cuts: [0.2, 0.6] }, earlier)).toBe(false);
    expect(refines({ score: "w", cuts: [0.5] }, earlier)).toBe(false);
  });
});

describe("postStratify", () => {
  const values = Float64Array.of(0.1, 0.2, 0.3, 0.7, 0.8, 0.9, Number.NaN, Number.NaN);
  const columns = (labels: readonly number[]): CandidateColumns => ({
    ...{ rows: 8, cluster: Int32Array.from(values.keys()), inputs: 8, scores: [{ name: "v", values }] },
    ...{ labels: Float64Array.from(labels), weights: null, group: null, sample: null },
  });
  const no = Number.NaN;

  it("lets each stratum's labels stand for its rows", () => {
    const { weights, warnings } = postStratify(columns([1, no, no, no, 0, 1, 0, no]), {
      score: "v",
      cuts: [0.5],
    });
    expect([...weights]).toEqual([3, 0, 0, 0, 1.5, 1.5, 2, 0]);
    expect(warnings).toEqual([]);
  });

  it("lets neighbours stand for strata without a label, and says so", () => {
    const { weights, warnings } = postStratify(columns([1, 0, no, no, no, no, no, no]), {
      score: "v",
      cuts: [0.5],
    });
    expect([...weights]).toEqual([4, 4, 0, 0, 0, 0, 0, 0]);
    expect(warnings).toEqual([
      "none of the 2 rows with no v is labelled: those with v < 0.5 stand for them",
      "none of the 3 rows with v ≥ 0.5 is labelled: those with v < 0.5 stand for them",
    ]);
  });

  it("leaves everything at zero without labels, and refuses labels that have weights", () => {
    const bare = columns([no, no, no, no, no, no, no, no]);
    expect([...postStratify(bare, { score: "v", cuts: [0.5] }).weights]).toEqual(Array(8).fill(0));
    expect(() => postStratify({ ...bare, weights: everyRow(8) }, { score: "v", cuts: [] })).toThrow(
      /weights of their own/,
    );
    expect(() => postStratify(bare, { score: "w", cuts: [] })).toThrow(/no score w/);
  });

  it("makes φ, ψ, p⋆ and p unbiased under labels at very uneven rates, on top of random ones", () => {
    const world = makeWorld({ rows: 6000, error: 0.4, skill: 1.5, fraction: 0.2 });
    const truth = rates(world.truth, world.kept, everyRow(6000));
    const design = { score: "v", cuts: [-0.5, 0.5, 1.5, 2.5] };
    const strata = strataOf(world.columns.scores[0].values, design.cuts);
    const take = [0, 20, 150, 40, 300, 80];
    const errors = Array.from({ length: 400 }, (_, i) => {
      const drawn = randomRows(world.columns, 6000, i + 1);
      const rows = [...drawn.subarray(0, 100)];
      take.forEach((count, h) => {
        rows.push(
          ...drawn
            .subarray(100)
            .filter((row) => strata[row] === h)
            .subarray(0, count),
        );
      });
      const labelled = label(world, rows);
      const weighted = rates(labelled.labels, world.kept, postStratify(labelled, design).weights);
      const plain = rates(labelled.labels, world.kept, everyRow(6000));
      return { weighted, plain };
    });
    for (const quantity of ["phi", "psi", "pstar", "error"] as const) {
      const off = errors.map(({ weighted }) => weighted[quantity] - truth[quantity]);
      expect(Math.abs(mean(off)), quantity).toBeLessThan(4 * (deviation(off) / 20) + 0.002);
      expect(Math.abs(mean(errors.map(({ plain }) => plain[quantity] - truth[quantity])))).toBeGreaterThan(
        0.02,
      );
    }
  });
});

describe("the variance of logit p⋆ under a stratified design", () => {
  it("is what repeated sampling shows, its intervals cover, and Neyman's allocation is the least", () => {
    const world = makeWorld({ rows: 20_000, error: 0.4, skill: 1, fraction: 0.25 });
    const values = world.columns.scores[0].values;
    const threshold = Math.min(...values.filter((_, i) => world.kept[i] === 1));
    const design = { score: "v", cuts: [0, threshold, 2.5] };
    const stratumOf = strataOf(values, design.cuts);
    const strata = [0, 1, 2, 3, 4].map((h) => {
      const rows = [...stratumOf.keys()].filter((row) => stratumOf[row] === h);
      const correct = rows.length === 0 ? 0.5 : mean(rows.map((row) => world.truth[row]));
      return { rows: rows.length, kept: h > 2 ? rows.length : 0, labelled: 0, correct };
    });
    const influence = influences(strata);
    expect(influence.reduce((sum, { rows, mean }) => sum + rows * mean, 0)).toBeCloseTo(0, 10);

    const take = allocate(strata, influence, 1000);
    const variance = stratifiedVariance(influence, take);
    const logOdds = (p: number) => Math.log(p / (1 - p));
    const target = logOdds(rates(world.truth, world.kept, everyRow(20_000)).pstar);
    const off = Array.from({ length: 300 }, (_, i) => {
      const drawn = randomRows(world.columns, 20_000, i + 1);
      const rows = take.flatMap((count, h) => [
        ...drawn.filter((row) => stratumOf[row] === h).subarray(0, count),
      ]);
      const labelled = label(world, rows);
      return (
        logOdds(rates(labelled.labels, world.kept, postStratify(labelled, design).weights).pstar) - target
      );
    });
    expect(rootMeanSquare(off) / Math.sqrt(variance)).toBeGreaterThan(0.9);
    expect(rootMeanSquare(off) / Math.sqrt(variance)).toBeLessThan(1.1);
    const covered = off.filter((error) => Math.abs(error) < 1.96 * Math.sqrt(variance)).length;
    expect(covered / off.length).toBeGreaterThan(0.92);

    expect(take.reduce((sum, count) => sum + count, 0)).toBe(1000);
    for (const from of [1, 2, 3, 4]) {
      for (const to of [1, 2, 3, 4]) {
        const moved = take.map((count, h) => count + (h === to ? 1 : 0) - (h === from ? 1 : 0));
        expect(stratifiedVariance(influence, moved)).toBeGreaterThanOrEqual(variance * (1 - 1e-12));
      }
    }
  });
});
