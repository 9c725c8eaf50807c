import { describe, expect, it } from "vitest";
import type { CandidateColumns } from "../../../src/estimation/columns.ts";
import {
  COMBINER_NAMES,
  combine,
  combineBy,
  combineVerifiers,
} from "../../../src/estimation/combination/combine.ts";
import { normalScores } from "../../../src/estimation/combination/features.ts";
import { splitHalves } from "../../../src/estimation/combination/split.ts";
import { verificationCurve } from "../../../src/estimation/curve.ts";
import { createRandom, shuffle } from "../../../src/random/generator.ts";
import { tieKeys } from "../../../src/random/ties.ts";
import { simulate } from "./simulate.ts";

const fractions = [0.125, 0.25, 0.5];
const { columns, truth } = simulate(
  { rows: 12_000, labelled: 0.25, error: 0.4, skills: [1, 0.8, 1.2, 0] },
  1,
);
const combination = combineVerifiers(columns, { fractions, seed: 5 });

describe("combineVerifiers", () => {
  it("combines in every way, on halves that share no input", () => {
    expect(combination.combined.map(({ name }) => name)).toEqual(COMBINER_NAMES);
    expect(combination.warnings).toEqual([]);
    for (const { score, fittedOn, judgedOn } of combination.combined) {
      expect(score.values).toHaveLength(columns.rows);
      const judged = new Set(judgedOn);
      expect(fittedOn.some((row) => judged.has(row))).toBe(false);
      expect(combination.judged.labels.reduce((count, label) => count + (label >= 0 ? 1 : 0), 0)).toBe(
        judgedOn.length,
      );
      for (const row of judgedOn) expect(combination.judged.labels[row]).toBe(columns.labels[row]);
    }
  });

  it("nears the best score there is, and its intervals hold the gain over all rows", () => {
    const exact = columns.scores[0].values.map((x, i) =>
      [1, 0.8, 1.2].reduce((sum, skill, j) => sum + skill * columns.scores[j].values[i], 0 * x),
    );
    const keys = tieKeys(5, Int32Array.from(truth.keys()));
    const precision = (values: Float64Array, fraction: number) => {
      const kept = Math.round(fraction * columns.rows);
      return verificationCurve(values, truth, keys).correctKept[kept] / kept;
    };
    for (const { name, score, against, gain } of combination.combined) {
      expect(against).toBe("v2");
      const loss = name === "average" ? 0.06 : 0.02;
      for (const { fraction, gain: interval } of gain) {
        expect(precision(score.values, fraction)).toBeGreaterThan(precision(exact, fraction) - loss);
        const real = precision(score.values, fraction) - precision(columns.scores[2].values, fraction);
        expect(interval.low).toBeLessThan(real);
        expect(interval.high).toBeGreaterThan(real);
      }
      if (name !== "average") expect(gain[1].gain.low).toBeGreaterThan(0);
    }
  });

  it("takes the gain from counting kept labelled rows of the judging half", () => {
    const keys = tieKeys(5, Int32Array.from(truth.keys()));
    const precision = (values: Float64Array, fraction: number) => {
      const { order } = verificationCurve(values, truth, keys);
      const kept = new Set(order.subarray(0, Math.round(fraction * columns.rows)));
      const labels = [...columns.labels].filter(
        (label, i) => kept.has(i) && combination.judged.labels[i] === label,
      );
      return labels.reduce((sum, label) => sum + label, 0) / labels.length;
    };
    for (const { score, gain } of combination.combined) {
      for (const { fraction, gain: interval } of gain) {
        const counted = precision(score.values, fraction) - precision(columns.scores[2].values, fraction);
        expect(interval.estimate).toBeCloseTo(counted, 12);
      }
    }
  });

  it("has no score, and no warning, for one verifier alone", () => {
    const { combined, warnings } = combineVerifiers(
      { ...columns, scores: columns.scores.slice(0, 1) },
      { fractions, seed: 1 },
    );
    expect(combined).toEqual([]);
    expect(warnings).toEqual([]);
  });

  it("says why it does nothing with too few labels of a kind", () => {
    for (const labels of [
      columns.labels.map(() => Number.NaN),
      columns.labels.map((_, i) => (i === 0 ? 0 : 1)),
    ]) {
      const { combined, warnings } = combineVerifiers({ ...columns, labels }, { fractions, seed: 1 });
      expect(combined).toEqual([]);
      expect(warnings).toHaveLength(1);
    }
  });
});

describe("combineBy", () => {
  it.each(COMBINER_NAMES)("finds the very score that was compared: %s", (name) => {
    const { score, fittedOn, judged } = combineBy(name, columns, 5);
    const compared = combination.combined.find((one) => one.name === name)!;
    expect(score.values).toEqual(compared.score.values);
    expect(fittedOn).toEqual(compared.fittedOn);
    expect(judged.labels).toEqual(combination.judged.labels);
  });

  it("needs labels of both kinds", () => {
    const labels = columns.labels.map(() => 1);
    expect(() => combineBy("logistic", { ...columns, labels }, 1)).toThrow("too few labels");
  });
});

describe("a combined score", () => {
  const { fitting, judging } = splitHalves(columns, 3);
  const features = columns.scores.map(({ values }) => normalScores(values));

  it.each(COMBINER_NAMES)("by %s is the same to the bit whatever the judging half's labels", (name) => {
    const labels = columns.labels.slice();
    shuffle(judging.slice(), createRandom(1)).forEach((row, i) => {
      labels[judging[i]] = columns.labels[row];
    });
    expect(labels).not.toEqual(columns.labels);
    const before = combine(name, columns, features, fitting, 9).values;
    expect(combine(name, { ...columns, labels }, features, fitting, 9).values).toEqual(before);
    const other = { ...columns, labels: columns.labels.map((label) => 1 - label) };
    expect(combine(name, other, features, fitting, 9).values).not.toEqual(before);
  });

  it.each(COMBINER_NAMES)("by %s leaves out what is missing", (name) => {
    const scores = columns.scores.map(({ name: verifier, values }, j) => ({
      name: verifier,
      values: values.map((value, i) =>
        i < 100 && (j > 0 || i < 50) ? (i % 2 ? Number.NaN : -Infinity) : value,
      ),
    }));
    const holed: CandidateColumns = { ...columns, scores };
    const holedFeatures = scores.map(({ values }) => normalScores(values));
    const { values } = combine(name, holed, holedFeatures, fitting, 9);
    for (let row = 0; row < 50; row++) expect(values[row]).toBeNaN();
    expect(values.subarray(50).every(Number.isFinite)).toBe(true);
    const byFirst = Array.from({ length: 50 }, (_, i) => 50 + i).sort(
      (a, b) => scores[0].values[a] - scores[0].values[b],
    );
    for (let i = 1; i < 50; i++) expect(values[byFirst[i]]).toBeGreaterThanOrEqual(values[byFirst[i - 1]]);
  });

  it.each(COMBINER_NAMES)("by %s sees only the order of scores", (name) => {
    const stretched = columns.scores.map((score) => ({
      ...score,
      values: score.values.map((x) => Math.exp(3 * x)),
    }));
    const again = combine(
      name,
      { ...columns, scores: stretched },
      stretched.map(({ values }) => normalScores(values)),
      fitting,
      9,
    );
    expect(again.values).toEqual(combine(name, columns, features, fitting, 9).values);
  });

  it.each(COMBINER_NAMES)("by %s turns a verifier round that ranks correct candidates low", (name) => {
    const turned = columns.scores.map((score, j) => ({
      ...score,
      values: score.values.map((x) => (j === 0 ? -x : x)),
    }));
    const again = combine(
      name,
      { ...columns, scores: turned },
      turned.map(({ values }) => normalScores(values)),
      fitting,
      9,
    );
    const before = combine(name, columns, features, fitting, 9).values;
    const apart = again.values.map((value, i) => Math.abs(value - before[i]));
    expect(Math.max(...apart)).toBeLessThan(1e-9);
  });
});
