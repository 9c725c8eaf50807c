import { describe, expect, it } from "vitest";
import {
  type CutSummary,
  estimateCuts,
  type IntervalOptions,
} from "../../../src/estimation/intervals/method.ts";
import { selectLabels } from "../../../src/estimation/labels.ts";
import { type OperatingPoint, operatingPoint } from "../../../src/estimation/operating-point.ts";
import { sampleBeta } from "../../../src/metrics/beta.ts";
import { createRandom, type Random } from "../../../src/random/generator.ts";

const QUANTITIES = ["error", "phi", "psi", "pstar", "keptPrecision"] as const;
const options: IntervalOptions = { intervals: "jeffreys", confidence: 0.95, draws: 1000, seed: 1 };

interface Truth {
  readonly p: number;
  readonly phi: number;
  readonly psi: number;
}

const rates = [
  { phi: 0.9, psi: 0.1 },
  { phi: 0.5, psi: 0.05 },
  { phi: 0.99, psi: 0.5 },
  { phi: 0.3, psi: 0.3 },
  { phi: 0.6, psi: 0.4 },
  { phi: 0.1, psi: 0.001 },
];
const grid = (errors: readonly number[]) => errors.flatMap((p) => rates.map((rate) => ({ p, ...rate })));
const pointOf = ({ p, phi, psi }: Truth) =>
  operatingPoint({ k1: (1 - p) * phi, n1: 1 - p, k0: p * psi, n0: p });

interface Sample {
  readonly correct: Float64Array;
  readonly kept: Uint8Array;
  readonly cluster: Int32Array;
  readonly weights?: Float64Array;
}

/** The estimate of a cut above which the kept candidates lie, some candidates that are not labelled below it. */
function summariseSample({ correct, kept, cluster, weights }: Sample): CutSummary {
  const rows = Int32Array.from(correct.keys());
  const plain = { rows, correct, cluster, inputs: 0, counts: { n1: 0, n0: 0 }, ...(weights && { weights }) };
  const labelled = selectLabels(plain, [...rows]);
  const order = rows.toSorted((a, b) => kept[b] - kept[a]);
  const labels = kept.reduce((sum, q) => sum + q, 0);
  return estimateCuts({ ...labelled, order }, [{ labels, keepsAll: false }], options)[0].summary();
}

function summariseCounts(counts: readonly [number, number, number, number]): CutSummary {
  const of = <T>(values: readonly T[]) => counts.flatMap((count, kind) => Array<T>(count).fill(values[kind]));
  const correct = Float64Array.from(of([1, 1, 0, 0]));
  const kept = Uint8Array.from(of([1, 0, 1, 0]));
  return summariseSample({ correct, kept, cluster: Int32Array.from(correct.keys()) });
}

const covers = (summary: CutSummary, truth: OperatingPoint) =>
  QUANTITIES.map((q) => Number(summary[q].low <= truth[q] + 1e-12 && truth[q] - 1e-12 <= summary[q].high));

/** Mean and least coverage of each quantity over the settings. */
function expectCoverage(perSetting: readonly (readonly number[])[], mean: [number, number], least: number) {
  QUANTITIES.forEach((quantity, q) => {
    const shares = perSetting.map((covered) => covered[q]);
    const average = shares.reduce((sum, x) => sum + x, 0) / shares.length;
    expect(average, quantity).toBeGreaterThan(mean[0]);
    expect(average, quantity).toBeLessThan(mean[1]);
    expect(Math.min(...shares), quantity).toBeGreaterThan(least);
  });
}

describe("95 % intervals of independent candidates", () => {
  const perSetting: number[][] = [];

  it("cover in no cell below 90 % with 20 labels: exactly, over all samples there are", () => {
    const labels = 20;
    const outcomes: { counts: [number, number, number, number]; ways: number; summary: CutSummary }[] = [];
    const logFactorial = [0];
    for (let i = 1; i <= labels; i++) logFactorial.push(logFactorial[i - 1] + Math.log(i));
    for (let a = 0; a <= labels; a++) {
      for (let b = 0; a + b <= labels; b++) {
        for (let c = 0; a + b + c <= labels; c++) {
          const counts: [number, number, number, number] = [a, b, c, labels - a - b - c];
          const ways = counts.reduce((sum, k) => sum - logFactorial[k], logFactorial[labels]);
          outcomes.push({ counts, ways, summary: summariseCounts(counts) });
        }
      }
    }
    const errors = [0.2, 0.5, 0.8, 0.02, 0.05, 0.95];
    const cells = grid(errors).map((truth) => {
      const { p, phi, psi } = truth;
      const logs = [(1 - p) * phi, (1 - p) * (1 - phi), p * psi, p * (1 - psi)].map(Math.log);
      const point = pointOf(truth);
      const covered = QUANTITIES.map(() => 0);
      for (const { counts, ways, summary } of outcomes) {
        const probability = Math.exp(counts.reduce((sum, k, kind) => sum + k * logs[kind], ways));
        covers(summary, point).forEach((hit, q) => {
          covered[q] += probability * hit;
        });
      }
      return covered;
    });
    // Where hardly a candidate of a kind is seen its interval can but hold nearly everything.
    expectCoverage(cells, [0.93, 0.985], 0.9);
    perSetting.push(...cells.slice(0, 3 * rates.length));
  });

  it("nor with 60 to 2,000, and 93 to 97 % on average", () => {
    const samples = 250;
    for (const [labels, errors] of [
      [60, [0.05, 0.6]],
      [300, [0.1, 0.8]],
      [2000, [0.3]],
    ] as const) {
      for (const [t, truth] of grid(errors).entries()) {
        const random = createRandom(1000 * labels + t);
        const seen = new Map<string, CutSummary>();
        const covered = QUANTITIES.map(() => 0);
        const point = pointOf(truth);
        for (let sample = 0; sample < samples; sample++) {
          const counts = drawCounts(truth, labels, random);
          const key = counts.join();
          const summary = seen.get(key) ?? summariseCounts(counts);
          seen.set(key, summary);
          covers(summary, point).forEach((hit, q) => {
            covered[q] += hit / samples;
          });
        }
        perSetting.push(covered);
      }
    }
    expectCoverage(perSetting, [0.93, 0.97], 0.9);
  });
});

function drawCounts({ p, phi, psi }: Truth, labels: number, random: Random) {
  const counts: [number, number, number, number] = [0, 0, 0, 0];
  for (let i = 0; i < labels; i++) {
    const wrong = random.uniform() < p;
    const kept = random.uniform() < (wrong ? psi : phi);
    counts[(wrong ? 2 : 0) + (kept ? 0 : 1)]++;
  }
  return counts;
}

describe("95 % intervals of weighted and clustered candidates", () => {
  const coverageOf = (truth: Truth, samples: number, draw: (random: Random) => Sample) => {
    const random = createRandom(Math.round(1e6 * (truth.p + truth.phi)));
    const covered = QUANTITIES.map(() => 0);
    for (let sample = 0; sample < samples; sample++) {
      covers(summariseSample(draw(random)), pointOf(truth)).forEach((hit, q) => {
        covered[q] += hit / samples;
      });
    }
    return covered;
  };
  const truths = [
    { p: 0.3, phi: 0.8, psi: 0.2 },
    { p: 0.6, phi: 0.5, psi: 0.1 },
    { p: 0.2, phi: 0.9, psi: 0.5 },
  ];

  it("cover 92 to 98 % on average where labels were drawn unequally and weights undo it", () => {
    const cells = truths.flatMap((truth) =>
      [100, 500].map((labels) => coverageOf(truth, 200, (random) => drawUnequally(truth, labels, random))),
    );
    expectCoverage(cells, [0.92, 0.98], 0.88);
  });

  it("cover 92 to 98 % on average where candidates of one input are right or wrong together", () => {
    const cells = truths.flatMap((truth) =>
      [40, 150].map((inputs) => coverageOf(truth, 200, (random) => drawTogether(truth, inputs, random))),
    );
    expectCoverage(cells, [0.92, 0.98], 0.88);
  });
});

/** Kept candidates are labelled four times as often as dropped ones, and count a quarter. */
function drawUnequally({ p, phi, psi }: Truth, labels: number, random: Random): Sample {
  const correct = new Float64Array(labels);
  const kept = new Uint8Array(labels);
  const weights = new Float64Array(labels);
  for (let i = 0; i < labels; ) {
    const s = random.uniform() < p ? 0 : 1;
    const q = random.uniform() < (s ? phi : psi) ? 1 : 0;
    if (q === 0 && random.uniform() > 0.25) continue;
    correct[i] = s;
    kept[i] = q;
    weights[i++] = q ? 1 : 4;
  }
  return { correct, kept, cluster: Int32Array.from(correct.keys()), weights };
}

/** Four candidates an input, their correctness correlated by a half. */
function drawTogether({ p, phi, psi }: Truth, inputs: number, random: Random): Sample {
  const correct = new Float64Array(4 * inputs);
  let right = 0;
  for (let i = 0; i < correct.length; i++) {
    if (i % 4 === 0) right = sampleBeta(1 - p, p, random);
    correct[i] = random.uniform() < right ? 1 : 0;
  }
  const kept = Uint8Array.from(correct, (s) => (random.uniform() < (s ? phi : psi) ? 1 : 0));
  return { correct, kept, cluster: Int32Array.from(correct, (_, i) => i >> 2) };
}
