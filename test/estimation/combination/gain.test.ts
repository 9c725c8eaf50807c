import { describe, expect, it } from "vitest";
import { combineVerifiers } from "../../../src/estimation/combination/combine.ts";
import { keptPrecisionGain } from "../../../src/estimation/combination/gain.ts";
import { places } from "../../../src/estimation/combination/places.ts";
import { simulate } from "./simulate.ts";

describe("keptPrecisionGain", () => {
  it("holds 0 at its nominal rate where all verifiers are noise", () => {
    const covered: Record<string, number> = {};
    const trials = 300;
    for (let seed = 0; seed < trials; seed++) {
      const { columns } = simulate(
        { rows: 800, size: 2, labelled: 0.5, error: 0.4, skills: [0, 0, 0] },
        seed,
      );
      const { combined } = combineVerifiers(columns, { fractions: [0.25], seed, draws: 400 });
      for (const { name, gain } of combined) {
        const [{ gain: interval }] = gain;
        covered[name] = (covered[name] ?? 0) + (interval.low <= 0 && interval.high >= 0 ? 1 : 0);
      }
    }
    // Three standard errors of 300 trials are 0.038.
    for (const count of Object.values(covered)) {
      expect(count / trials).toBeGreaterThan(0.912);
      expect(count / trials).toBeLessThan(0.988);
    }
  });

  const { columns } = simulate({ rows: 4000, error: 0.4, skills: [1, 1] }, 3);
  const rows = Int32Array.from(columns.labels.keys());
  const [first, second] = columns.scores.map(({ values }) => places(values, [0.25], 1));
  const options = { fractions: [0.25], seed: 1 };

  it("is exactly nothing between a score and itself", () => {
    const [{ gain }] = keptPrecisionGain(columns, rows, [first, first], options);
    expect(gain).toEqual({ estimate: 0, low: 0, high: 0 });
  });

  it("is the other way round when the scores are", () => {
    const [{ gain }] = keptPrecisionGain(columns, rows, [first, second], options);
    const [{ gain: back }] = keptPrecisionGain(columns, rows, [second, first], options);
    expect(back.estimate).toBeCloseTo(-gain.estimate, 12);
  });

  it("counts a row as often as its weight says", () => {
    const weights = Float64Array.from(rows, (row) => 1 + (row % 3));
    const [{ gain }] = keptPrecisionGain({ ...columns, weights }, rows, [first, second], options);
    const precision = ({ place, kept }: typeof first) => {
      let correct = 0;
      let total = 0;
      for (const row of rows) {
        if (place[row] >= kept[0]) continue;
        correct += weights[row] * columns.labels[row];
        total += weights[row];
      }
      return correct / total;
    };
    expect(gain.estimate).toBeCloseTo(precision(first) - precision(second), 12);
  });

  it("claims no certainty from a few labels that agree", () => {
    const few = Int32Array.from([...rows].filter((row) => columns.labels[row] === 1).slice(0, 12));
    const [{ gain }] = keptPrecisionGain(columns, few, [first, second], options);
    expect(gain.estimate).toBe(0);
    expect(gain.high - gain.low).toBeGreaterThan(0.1);
  });

  it("widens where an input's candidates are copies of one another", () => {
    const width = (size: number) => {
      const copied = simulate({ rows: 1200 / size, error: 0.4, skills: [1, 0.8] }, 4).columns;
      const repeat = (values: Float64Array) =>
        Float64Array.from({ length: 1200 }, (_, i) => values[Math.floor(i / size)]);
      const scores = copied.scores.map(({ name, values }) => ({ name, values: repeat(values) }));
      const cluster = Int32Array.from({ length: 1200 }, (_, i) => Math.floor(i / size));
      const all = { ...copied, rows: 1200, scores, labels: repeat(copied.labels), cluster };
      const [{ gain }] = keptPrecisionGain(
        all,
        Int32Array.from(cluster.keys()),
        [places(scores[0].values, [0.25], 1), places(scores[1].values, [0.25], 1)],
        options,
      );
      return gain.high - gain.low;
    };
    expect(width(4) / width(1)).toBeGreaterThan(1.5);
    expect(width(4) / width(1)).toBeLessThan(2.7);
  });
});
