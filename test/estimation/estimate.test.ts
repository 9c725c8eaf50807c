import { describe, expect, it } from "vitest";
import { PstarError } from "../../src/errors.ts";
import { estimateCell } from "../../src/estimation/estimate.ts";
import { clusterDesign } from "../../src/estimation/intervals/cluster-design.ts";
import { clusteredDraws } from "../../src/estimation/intervals/clustered.ts";
import { jeffreysDraws } from "../../src/estimation/intervals/jeffreys.ts";
import { operatingPoint } from "../../src/estimation/operating-point.ts";
import { createRandom } from "../../src/random/generator.ts";
import { coverageOfIntervals, simulate } from "./simulate.ts";

const N = 800;
const random = createRandom(1);
const correct = Float64Array.from({ length: N }, () => (random.uniform() < 0.4 ? 1 : 0));
const cluster = Int32Array.from({ length: N }, (_, i) => Math.floor(i / 4));
const keep = (decide: (s: number) => boolean) => Uint8Array.from(correct, (s) => (decide(s) ? 1 : 0));
const estimate = (kept: Uint8Array, labels = correct) =>
  estimateCell({ kept, correct: labels, cluster }, { seed: 7 });

describe("estimateCell", () => {
  it("knows p⋆ exactly where everything is kept: no gain, or collapse with a generator mostly wrong", () => {
    const everything = keep(() => true);
    const wrong = estimate(everything);
    expect(wrong.pstar).toEqual({ estimate: 0.5, low: 0.5, high: 0.5 });
    expect(wrong.yield).toEqual({ estimate: 1, low: 1, high: 1 });
    expect(wrong.keptPrecision.estimate).toBeCloseTo(1 - wrong.error.estimate, 14);
    expect(wrong.verdict.kind).toBe("collapses");
    const right = estimate(
      everything,
      correct.map((s) => 1 - s),
    );
    expect(right.verdict.kind).toBe("no gain");
    expect(right.probabilityCleaner).toBe(0);
  });

  it("does not claim certainty for an oracle", () => {
    const oracle = estimate(keep((s) => s === 1));
    expect(oracle.pstar).toMatchObject({ estimate: 1, high: 1 });
    expect(oracle.pstar.low).toBeLessThan(0.995);
    expect(oracle.pstar.low).toBeGreaterThan(0.9);
    expect(oracle.psi.high).toBeGreaterThan(0);
    expect(oracle.verdict.kind).toBe("improves");
  });

  it("says collapse of a verifier that prefers the wrong", () => {
    expect(estimate(keep((s) => random.uniform() < 0.6 - 0.4 * s)).verdict.kind).toBe("collapses");
  });

  it("rarely promises a gain from a random verifier", () => {
    let promised = 0;
    for (let trial = 0; trial < 40; trial++) {
      const { kind } = estimate(
        keep(() => random.uniform() < 0.3),
        correct.map((s) => 1 - s),
      ).verdict;
      if (kind === "improves" || kind === "collapses") promised++;
    }
    // One-sided 5 %: 2 of 40 expected.
    expect(promised).toBeLessThan(8);
  });

  it("has finite intervals in order when a kind is missing or nothing is kept", () => {
    const zeros = new Float64Array(N);
    for (const kept of [keep(() => false), keep(() => true), keep((s) => s === 1)]) {
      for (const labels of [correct, zeros, zeros.map(() => 1), zeros.map(() => 0.5)]) {
        const cell = estimate(kept, labels);
        const { probabilityCleaner } = cell;
        for (const quantity of ["error", "phi", "psi", "pstar", "keptPrecision", "yield"] as const) {
          const { estimate: middle, low, high } = cell[quantity];
          expect(0 <= low && low <= middle && middle <= high && high <= 1).toBe(true);
        }
        expect(probabilityCleaner >= 0 && probabilityCleaner <= 1).toBe(true);
      }
    }
  });

  it("counts labels, inputs and yield, and repeats itself", () => {
    const kept = keep((s) => random.uniform() < 0.2 + 0.5 * s);
    const once = estimate(kept);
    expect(once).toMatchObject({ labels: N, inputs: N / 4 });
    expect(once.yield.estimate).toBeCloseTo(kept.reduce((sum, q) => sum + q, 0) / N, 14);
    expect(estimate(kept)).toEqual(once);
  });

  it("refuses columns that do not fit", () => {
    const kept = Uint8Array.of(1);
    const options = { seed: 1 };
    const broken = [
      { kept: new Uint8Array(0), correct: new Float64Array(0), cluster: new Int32Array(0) },
      { kept, correct: Float64Array.of(1, 1), cluster: Int32Array.of(0) },
      { kept, correct: Float64Array.of(1.5), cluster: Int32Array.of(0) },
      { kept, correct: Float64Array.of(Number.NaN), cluster: Int32Array.of(0) },
      { kept, correct: Float64Array.of(1), cluster: Int32Array.of(-1) },
    ];
    for (const sample of broken) expect(() => estimateCell(sample, options)).toThrow(PstarError);
  });
});

describe("clusteredDraws", () => {
  it("is Jeffreys' posterior, draw by draw, with one candidate an input", () => {
    const kept = keep((s) => random.uniform() < 0.2 + 0.5 * s);
    const alone = Int32Array.from({ length: N }, (_, i) => i);
    let [k1, n1, k0, n0] = [0, 0, 0, 0];
    correct.forEach((s, i) => {
      n1 += s;
      n0 += 1 - s;
      k1 += s * kept[i];
      k0 += (1 - s) * kept[i];
    });
    const point = operatingPoint({ k1, n1, k0, n0 });
    const design = clusterDesign({ kept, correct, cluster: alone }, point);
    const options = { seed: 3, draws: 50 };
    const clustered = clusteredDraws(point, design, options);
    const plain = jeffreysDraws(point, options);
    for (const rate of ["phi", "psi", "error"] as const) {
      clustered[rate].forEach((value, d) => {
        expect(value).toBeCloseTo(plain[rate][d], 9);
      });
    }
  });

  it("is as wide for m copies of each candidate as for one", () => {
    const kept = keep((s) => random.uniform() < 0.3 + 0.4 * s);
    const copies = (values: ArrayLike<number>) => Array.from({ length: 8 * N }, (_, i) => values[i >> 3]);
    const once = estimateCell({ kept, correct, cluster: Int32Array.from(correct.keys()) }, { seed: 1 });
    const often = estimateCell(
      {
        kept: Uint8Array.from(copies(kept)),
        correct: Float64Array.from(copies(correct)),
        cluster: Int32Array.from({ length: 8 * N }, (_, i) => i >> 3),
      },
      { seed: 1 },
    );
    for (const quantity of ["phi", "psi", "error", "pstar", "keptPrecision"] as const) {
      const width = once[quantity].high - once[quantity].low;
      expect((often[quantity].high - often[quantity].low) / width).toBeCloseTo(1, 1);
    }
  });

  it("agrees with resampling inputs where counts are far from zero", () => {
    for (const rule of ["threshold", "best of n"] as const) {
      const setting = { inputs: 400, size: 6, correlation: 0.4, error: 0.5, skill: 1, shared: 0.8, rule };
      const sample = simulate(setting, 5);
      const ours = estimateCell(sample, { seed: 1 });
      const resampled = resampleInputs(sample, 400, 1500);
      for (const quantity of ["phi", "psi", "error", "pstar", "keptPrecision"] as const) {
        const draws = resampled.map((point) => point[quantity]).sort((a, b) => a - b);
        const width = draws[Math.floor(0.975 * draws.length)] - draws[Math.floor(0.025 * draws.length)];
        const ratio = (ours[quantity].high - ours[quantity].low) / width;
        expect(ratio, `${rule} ${quantity}`).toBeGreaterThan(0.9);
        expect(ratio, `${rule} ${quantity}`).toBeLessThan(1.12);
      }
    }
  });

  it("covers the truth 92 to 98 % of the time at nominal 95 %, over correlated inputs", () => {
    const covered = coverageOfIntervals(
      [30, 100].flatMap((inputs) =>
        [
          { size: 1, correlation: 0, error: 0.6, skill: 1, shared: 0 },
          { size: 4, correlation: 0.3, error: 0.3, skill: 1, shared: 0.7 },
          { size: 8, correlation: 0.6, error: 0.7, skill: 2, shared: 0.7 },
        ].flatMap((setting) =>
          (["threshold", "best of n"] as const).map((rule) => ({ ...setting, inputs, rule })),
        ),
      ),
      240,
    );
    for (const [quantity, { mean, least }] of Object.entries(covered)) {
      expect(mean, quantity).toBeGreaterThan(0.92);
      expect(mean, quantity).toBeLessThan(0.98);
      expect(least, quantity).toBeGreaterThan(0.86);
    }
  });
});

function resampleInputs(sample: ReturnType<typeof simulate>, inputs: number, times: number) {
  const sums = Array.from({ length: inputs }, () => [0, 0, 0, 0]);
  sample.cluster.forEach((input, i) => {
    const s = sample.correct[i];
    const q = sample.kept[i];
    [q * s, s, q * (1 - s), 1 - s].forEach((value, j) => {
      sums[input][j] += value;
    });
  });
  return Array.from({ length: times }, () => {
    const total = [0, 0, 0, 0];
    for (let i = 0; i < inputs; i++) {
      const drawn = sums[random.integer(inputs)];
      for (let j = 0; j < 4; j++) total[j] += drawn[j];
    }
    return operatingPoint({ k1: total[0], n1: total[1], k0: total[2], n0: total[3] });
  });
}
