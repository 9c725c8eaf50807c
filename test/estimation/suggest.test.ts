import { describe, expect, it } from "vitest";
import type { CandidateColumns } from "../../src/estimation/columns.ts";
import { postStratify, refines, strataOf } from "../../src/estimation/design.ts";
import { estimateCell } from "../../src/estimation/estimate.ts";
import { guessCorrectness } from "../../src/estimation/guess.ts";
import { suggestLabels } from "../../src/estimation/suggest.ts";
import { createRandom } from "../../src/random/generator.ts";
import { everyRow, label, makeWorld, mean, randomRows, rates, rootMeanSquare } from "./label-world.ts";

describe("guessCorrectness", () => {
  it("never falls with the score, stays inside (0, 1), and follows many labels", () => {
    const random = createRandom(3);
    for (let i = 0; i < 200; i++) {
      const strata = Array.from({ length: 6 }, () => {
        const labelled = random.integer(5);
        return { rows: 10 + random.integer(1000), labelled, correct: labelled * random.uniform() };
      });
      const guess = guessCorrectness(strata);
      expect(guess).toEqual([...guess].sort((a, b) => a - b));
      expect(guess[0]).toBeGreaterThan(0);
      expect(guess[5]).toBeLessThan(1);
    }
    const many = [0.1, 0.5, 0.9].map((share) => ({ rows: 1e5, labelled: 1e4, correct: 1e4 * share }));
    guessCorrectness(many).forEach((share, h) => {
      expect(share).toBeCloseTo([0.1, 0.5, 0.9][h], 3);
    });
  });
});

describe("suggestLabels", () => {
  const options = { score: "v", fraction: 0.1, count: 100, seed: 5, earlier: null };

  it("names distinct unlabelled rows, the same for the same seed", () => {
    const world = makeWorld({ rows: 2000, error: 0.4, skill: 2, fraction: 0.1 });
    const columns = label(world, randomRows(world.columns, 300, 1));
    const { rows } = suggestLabels(columns, options);
    expect(new Set(rows).size).toBe(100);
    expect([...rows].every((row) => Number.isNaN(columns.labels[row]))).toBe(true);
    expect(suggestLabels(columns, options).rows).toEqual(rows);
    expect(suggestLabels(columns, { ...options, seed: 6 }).rows).not.toEqual(rows);
  });

  it("suggests all there are where more are asked for", () => {
    const world = makeWorld({ rows: 50, error: 0.4, skill: 2, fraction: 0.1 });
    const columns = label(world, [3, 4, 5]);
    expect([...suggestLabels(columns, options).rows].sort((a, b) => a - b)).toEqual(
      [...Array(50).keys()].filter((row) => row < 3 || row > 5),
    );
  });

  it("labels every stratum, most where a random sample hardly comes, and mixes them in the order", () => {
    const world = makeWorld({ rows: 20_000, error: 0.4, skill: 2, fraction: 0.05 });
    const { design, rows, expected } = suggestLabels(world.columns, { ...options, fraction: 0.05 });
    const strata = strataOf(world.columns.scores[0].values, design.cuts);
    for (const part of [rows, rows.subarray(0, 50)]) {
      const keptShare = part.filter((row) => world.kept[row] === 1).length / part.length;
      expect(keptShare).toBeGreaterThan(0.3);
      expect(keptShare).toBeLessThan(0.8);
      expect(new Set([...part].map((row) => strata[row])).size).toBe(design.cuts.length + 1);
    }
    expect(expected.suggested).toBeLessThan(0.7 * expected.random);
  });

  it("cuts earlier strata finer, so that all labels count", () => {
    const world = makeWorld({ rows: 5000, error: 0.4, skill: 2, fraction: 0.1 });
    const first = suggestLabels(world.columns, options);
    const labelled = label(world, first.rows);
    const second = suggestLabels(labelled, { ...options, fraction: 0.3, earlier: first.design });
    expect(refines(second.design, first.design)).toBe(true);
    expect([...second.rows].some((row) => first.rows.includes(row))).toBe(false);
    expect(() => suggestLabels(labelled, { ...options, earlier: { score: "w", cuts: [] } })).toThrow(
      /drawn by w, and can't be weighed/,
    );
  });

  it("gives each row of a stratum the same chance, and different inputs while there are enough", () => {
    const world = makeWorld({ rows: 400, size: 4, error: 0.4, skill: 1, fraction: 0.25 });
    const drawn = new Float64Array(400);
    const repeats: number[] = [];
    let strata: Int32Array = new Int32Array(0);
    for (let seed = 0; seed < 1500; seed++) {
      const { design, rows } = suggestLabels(world.columns, { ...options, fraction: 0.25, count: 20, seed });
      strata = strataOf(world.columns.scores[0].values, design.cuts);
      const seen = [...rows].map((row) => `${strata[row]} ${world.columns.cluster[row]}`);
      repeats.push(rows.length - new Set(seen).size);
      for (const row of rows) drawn[row]++;
    }
    for (const h of new Set(strata)) {
      const counts = [...drawn].filter((_, row) => strata[row] === h);
      const expectation = mean(counts);
      const chiSquare = counts.reduce((sum, count) => sum + (count - expectation) ** 2 / expectation, 0);
      expect(chiSquare / counts.length, `stratum ${h}`).toBeLessThan(1.3);
    }
    expect(Math.max(...repeats)).toBe(0);
  });

  it("works with ties, missing scores, scores that pass or fail, and one kind of row only", () => {
    const random = createRandom(2);
    const rows = 1000;
    const make = (score: (i: number) => number): CandidateColumns => ({
      ...makeWorld({ rows, error: 0.4, skill: 1, fraction: 0.1 }).columns,
      scores: [{ name: "v", values: Float64Array.from({ length: rows }, (_, i) => score(i)) }],
    });
    const scores = {
      passOrFail: () => (random.uniform() < 0.3 ? 1 : 0),
      grades: () => random.integer(5),
      sparse: () => (random.uniform() < 0.9 ? Number.NaN : random.normal()),
      constant: () => 1,
      extremes: (i: number) => [-Infinity, Infinity, -1e300, 0][i % 4],
    };
    for (const score of Object.values(scores)) {
      for (const fraction of [0.001, 0.3, 0.999]) {
        const columns = make(score);
        const {
          design,
          rows: suggested,
          expected,
        } = suggestLabels(columns, { ...options, fraction, count: 60 });
        expect(new Set(suggested).size).toBe(60);
        expect([...design.cuts]).toEqual([...new Set(design.cuts)].sort((a, b) => a - b));
        expect(JSON.parse(JSON.stringify(design))).toEqual(design);
        expect(expected.suggested).toBeLessThanOrEqual(expected.random * 1.1);
      }
    }
    expect(() =>
      suggestLabels(
        make(() => Number.NaN),
        options,
      ),
    ).toThrow(/no row has this score/);
    expect(() =>
      suggestLabels(
        make(() => 1),
        { ...options, fraction: 1 },
      ),
    ).toThrow(/share of 1/);
    expect(() =>
      suggestLabels(
        make(() => 1),
        { ...options, count: 0 },
      ),
    ).toThrow(/0 labels/);
  });

  const settings = [
    { skill: 2, error: 0.4, fraction: 0.125, known: 100, count: 200, atMost: 0.6 },
    { skill: 2, error: 0.4, fraction: 0.05, known: 0, count: 100, atMost: 0.5 },
    { skill: 1, error: 0.4, fraction: 0.125, known: 50, count: 100, atMost: 0.75 },
    { skill: 2, error: 0.5, fraction: 0.5, known: 50, count: 100, atMost: 0.85 },
    { skill: 2, error: 0.2, fraction: 0.5, known: 50, count: 100, atMost: 0.85 },
    { skill: 1, error: 0.1, fraction: 0.5, known: 50, count: 100, atMost: 1.05 },
    { skill: 0, error: 0.4, fraction: 0.5, known: 50, count: 100, atMost: 1.1 },
  ];
  it.each(settings)("knows p⋆ better than as many random labels: %o", (setting) => {
    const { known, count, fraction, atMost } = setting;
    const world = makeWorld({ rows: 5000, ...setting }, 7);
    const truth = rates(world.truth, world.kept, everyRow(5000)).pstar;
    const suggested: number[] = [];
    const random: number[] = [];
    const predicted: number[] = [];
    for (let seed = 1; seed <= 250; seed++) {
      const drawn = randomRows(world.columns, known + count, seed);
      const before = label(world, drawn.subarray(0, known));
      const { design, rows, expected } = suggestLabels(before, {
        score: "v",
        fraction,
        count,
        seed,
        earlier: null,
      });
      const after = label(world, [...drawn.subarray(0, known), ...rows]);
      suggested.push(rates(after.labels, world.kept, postStratify(after, design).weights).pstar - truth);
      random.push(rates(label(world, drawn).labels, world.kept, everyRow(5000)).pstar - truth);
      predicted.push(expected.suggested / expected.random);
    }
    expect(rootMeanSquare(suggested) / rootMeanSquare(random)).toBeLessThan(atMost);
    expect(mean(predicted)).toBeLessThan(atMost);
    expect(Math.abs(mean(suggested))).toBeLessThan(0.02);
  });

  it.each(settings.slice(0, 4))("leaves intervals that hold the truth, and narrows them: %o", (setting) => {
    const { known, count, fraction, atMost } = setting;
    const world = makeWorld({ rows: 5000, ...setting }, 7);
    const truth = rates(world.truth, world.kept, everyRow(5000));
    const samples = 150;
    const covered = { phi: 0, psi: 0, pstar: 0, error: 0 };
    const quantities = ["phi", "psi", "pstar", "error"] as const;
    let [suggested, random] = [0, 0];
    const estimate = ({ labels }: CandidateColumns, weights: Float64Array, seed: number) => {
      const rows = [...labels.keys()].filter((row) => !Number.isNaN(labels[row]));
      const sample = {
        kept: Uint8Array.from(rows, (row) => world.kept[row]),
        correct: Float64Array.from(rows, (row) => labels[row]),
        cluster: Int32Array.from(rows.keys()),
        weights: Float64Array.from(rows, (row) => weights[row]),
      };
      return estimateCell(sample, { seed, draws: 600 });
    };
    for (let seed = 1; seed <= samples; seed++) {
      const drawn = randomRows(world.columns, known + count, seed);
      const before = label(world, drawn.subarray(0, known));
      const { design, rows } = suggestLabels(before, { score: "v", fraction, count, seed, earlier: null });
      const after = label(world, [...drawn.subarray(0, known), ...rows]);
      const cell = estimate(after, postStratify(after, design).weights, seed);
      for (const q of quantities) if (cell[q].low <= truth[q] && truth[q] <= cell[q].high) covered[q]++;
      suggested += cell.pstar.high - cell.pstar.low;
      const other = estimate(label(world, drawn), everyRow(5000), seed).pstar;
      random += other.high - other.low;
    }
    for (const q of quantities) expect(covered[q] / samples, q).toBeGreaterThan(0.91);
    expect(suggested / random).toBeLessThan(atMost + 0.1);
  });
});
