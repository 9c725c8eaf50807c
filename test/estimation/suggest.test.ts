import { describe, expect, it } from "vitest";
import { allocate } from "../../src/estimation/allocation.ts";
import type { CandidateColumns } from "../../src/estimation/columns.ts";
import { type LabelDesign, postStratify, refines, strataOf } from "../../src/estimation/design.ts";
import { estimateCell } from "../../src/estimation/estimate.ts";
import { guessCorrectness } from "../../src/estimation/guess.ts";
import { influences, stratifiedVariance } from "../../src/estimation/influence.ts";
import { suggestLabels } from "../../src/estimation/suggest.ts";
import { createRandom, shuffle } from "../../src/random/generator.ts";

interface World {
  readonly columns: CandidateColumns;
  readonly truth: Float64Array;
  /** 1 where the score keeps the row at the share. */
  readonly kept: Uint8Array;
}

interface Setting {
  readonly rows: number;
  readonly size?: number;
  readonly error: number;
  /** Mean score of the correct above the incorrect, in standard deviations. */
  readonly skill: number;
  readonly fraction: number;
}

/** Candidates of a generator and a verifier, without labels; some inputs are easier than others. */
function makeWorld({ rows, size = 1, error, skill, fraction }: Setting, seed = 1): World {
  const random = createRandom(seed);
  const ease = Float64Array.from({ length: Math.ceil(rows / size) }, () => (size > 1 ? random.normal() : 0));
  const cluster = Int32Array.from({ length: rows }, (_, i) => Math.floor(i / size));
  const truth = Float64Array.from(cluster, (input) => {
    const odds = ((1 - error) / error) * Math.exp(ease[input]);
    return random.uniform() < odds / (1 + odds) ? 1 : 0;
  });
  const values = truth.map((y, i) => skill * y + ease[cluster[i]] + random.normal());
  const kept = new Uint8Array(rows);
  const best = [...values.keys()].sort((a, b) => values[b] - values[a]);
  for (const row of best.slice(0, Math.round(fraction * rows))) kept[row] = 1;
  const columns = {
    ...{ rows, cluster, inputs: ease.length, scores: [{ name: "v", values }] },
    ...{ labels: new Float64Array(rows).fill(Number.NaN), weights: null, group: null, sample: null },
  };
  return { columns, truth, kept };
}

/** φ, ψ, p⋆ and p by the labels and weights given. */
function rates(labels: Float64Array, kept: Uint8Array, weights: Float64Array) {
  let [k1, n1, k0, n0] = [0, 0, 0, 0];
  labels.forEach((y, i) => {
    if (Number.isNaN(y)) return;
    n1 += weights[i] * y;
    n0 += weights[i] * (1 - y);
    k1 += kept[i] * weights[i] * y;
    k0 += kept[i] * weights[i] * (1 - y);
  });
  const [phi, psi] = [k1 / n1, k0 / n0];
  return { phi, psi, pstar: phi + psi === 0 ? 0.5 : phi / (phi + psi), error: n0 / (n0 + n1) };
}

const everyRow = (rows: number) => new Float64Array(rows).fill(1);

function label({ columns, truth }: World, rows: ArrayLike<number>): CandidateColumns {
  const labels = columns.labels.slice();
  for (const row of Array.from(rows)) labels[row] = truth[row];
  return { ...columns, labels };
}

const randomRows = (columns: CandidateColumns, count: number, seed: number) =>
  shuffle(
    Int32Array.from({ length: columns.rows }, (_, i) => i),
    createRandom(seed),
  ).subarray(0, count);

const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
const rootMeanSquare = (values: readonly number[]) => Math.sqrt(mean(values.map((x) => x * x)));
const deviation = (values: readonly number[]) => {
  const centre = mean(values);
  return rootMeanSquare(values.map((x) => x - centre));
};

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
