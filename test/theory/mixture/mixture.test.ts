import { describe, expect, it } from "vitest";
import { normalCdf } from "../../../src/metrics/normal.ts";
import { createRandom } from "../../../src/random/generator.ts";
import { fitLogistic } from "../../../src/theory/mixture/logistic.ts";
import { MIXTURE_DEFAULTS, simulateMixture } from "../../../src/theory/mixture/simulate.ts";
import { type RulePair, verifiedMixture } from "../../../src/theory/mixture/verified.ts";

const separation = 1.555;
const options = { ...MIXTURE_DEFAULTS, rows: [100, 1000, 6000], runs: 5, seed: 2 };
const good = { kind: "angle", angle: 0 } as const;
const none = { kind: "none" } as const;

describe("what a linear verifier keeps of a mixture", () => {
  const pairs: RulePair[] = [
    { separation, generatorCosine: 0.6, verifierCosine: 0.8, betweenCosine: 0.48 },
    { separation: 0.7, generatorCosine: -0.2, verifierCosine: 0.5, betweenCosine: 0.3 },
    { separation: 2, generatorCosine: 1, verifierCosine: 0.6, betweenCosine: 0.6 },
    { separation, generatorCosine: 0.6, verifierCosine: 0.6, betweenCosine: 1 },
  ];

  it.each(pairs)("has the φ, ψ and error rates that counting gives: %o", (pair) => {
    const random = createRandom(5);
    const rows = 200_000;
    const counts = { correct: 0, verified: 0, keptCorrect: 0, keptWrong: 0 };
    const sine = Math.sqrt(1 - pair.betweenCosine ** 2);
    for (let i = 0; i < rows; i++) {
      // Along the generator and along the verifier: means ‖μ‖ cos θ, correlation cos θ_gv.
      const [a, b] = [random.normal(), random.normal()];
      const byGenerator = pair.separation * pair.generatorCosine + a;
      const byVerifier = pair.separation * pair.verifierCosine + pair.betweenCosine * a + sine * b;
      if (byGenerator > 0) counts.correct++;
      if (byVerifier > 0) counts.verified++;
      if (byGenerator > 0 && byVerifier > 0) counts.keptCorrect++;
      if (byGenerator < 0 && byVerifier < 0) counts.keptWrong++;
    }
    const exact = verifiedMixture(pair);
    const near = (count: number, of: number, probability: number) =>
      expect(Math.abs(count / of - probability)).toBeLessThan(2 / Math.sqrt(of));
    near(rows - counts.correct, rows, exact.generatorError);
    near(rows - counts.verified, rows, exact.verifierError);
    near(counts.keptCorrect, counts.correct, exact.phi);
    near(counts.keptWrong, rows - counts.correct, exact.psi);
    near(counts.keptCorrect + counts.keptWrong, rows, exact.keptShare);
  });

  it("is everything with no verifier: p⋆ = ½ and the generator is the logistic student's limit", () => {
    const exact = verifiedMixture({
      separation,
      generatorCosine: 0.6,
      verifierCosine: 0.6,
      betweenCosine: 1,
    });
    expect(exact.phi).toBeCloseTo(1, 12);
    expect(exact.psi).toBeCloseTo(1, 12);
    expect(exact.pstar).toBeCloseTo(0.5, 12);
    expect(exact.limit.logistic).toBeCloseTo(normalCdf(separation * 0.6), 12);
  });

  it("has p⋆ above p where generator and verifier err together less than always", () => {
    for (const verifierCosine of [-0.95, -0.62, -0.58, 0, 0.5, 0.95]) {
      const exact = verifiedMixture({
        separation,
        generatorCosine: 0.6,
        verifierCosine,
        betweenCosine: 0.6 * verifierCosine,
      });
      expect(exact.pstar > exact.generatorError).toBe(exact.generatorError + exact.verifierError < 1);
    }
  });
});

describe("logistic regression", () => {
  it("is at the minimum: the gradient vanishes, also where the rows are separable", () => {
    const random = createRandom(3);
    for (const shift of [0.5, 4]) {
      const [n, dimension, ridge] = [200, 5, 1e-3];
      const labelled = Float64Array.from({ length: n * dimension }, () => random.normal());
      for (let at = 0; at < labelled.length; at += dimension) labelled[at] += shift;
      const weights = fitLogistic(labelled, dimension, ridge);
      const gradient = weights.map((weight) => ridge * weight);
      for (let i = 0; i < n; i++) {
        let margin = 0;
        for (let j = 0; j < dimension; j++) margin += labelled[i * dimension + j] * weights[j];
        for (let j = 0; j < dimension; j++)
          gradient[j] -= labelled[i * dimension + j] / (1 + Math.exp(margin)) / n;
      }
      expect(Math.hypot(...gradient)).toBeLessThan(1e-8);
    }
  });
});

describe("students of a mixture", () => {
  it("plateau at the generator when nothing is verified and go past it behind a good verifier", async () => {
    const { bestAccuracy, generatorAccuracy, curves } = await simulateMixture({
      ...options,
      verifiers: [none, good],
    });
    const [unverified, verified] = curves.map(({ points }) => points.at(-1)!);
    expect(bestAccuracy).toBeCloseTo(0.94, 3);
    expect(Math.abs(unverified.accuracy.mean - generatorAccuracy)).toBeLessThan(0.003);
    const gain = verified.accuracy.mean - generatorAccuracy;
    expect(gain).toBeGreaterThan(0.01);
    expect(gain).toBeGreaterThan(10 * verified.accuracy.standardError);
    expect(verified.relative.mean).toBeCloseTo(verified.accuracy.mean / bestAccuracy, 12);
    expect(curves[0].pstar).toBe(0.5);
    expect(curves[1].pstar).toBeGreaterThan(0.6);
  });

  it("end at their closed-form limits, better for a better verifier", async () => {
    const verifiers = [1, 0.6, 0.3, 0].map((angle) => ({ kind: "angle", angle }) as const);
    const { curves } = await simulateMixture({ ...options, verifiers });
    const limits = curves.map(({ limit }) => limit);
    expect(limits).toEqual(limits.toSorted((a, b) => a - b));
    expect(curves.map(({ pstar }) => pstar)).toEqual(
      curves.map(({ pstar }) => pstar).toSorted((a, b) => a - b),
    );
    for (const { points, limit } of curves) {
      const { mean, standardError } = points.at(-1)!.accuracy;
      // A finite ridge and finite rows leave a little beside chance.
      expect(Math.abs(mean - limit)).toBeLessThan(4 * standardError + 0.002);
    }
  });

  it("agree with the average's closed form at every number of rows", async () => {
    const { curves } = await simulateMixture({
      ...MIXTURE_DEFAULTS,
      student: "average",
      rows: [100, 1000, 5000],
      runs: 40,
    });
    const deviations = curves.flatMap(({ points }) =>
      points.map(({ accuracy, predicted }) => (accuracy.mean - predicted!) / accuracy.standardError),
    );
    expect(deviations).toHaveLength(18);
    for (const z of deviations) expect(Math.abs(z)).toBeLessThan(4);
    for (const { points, limit } of curves) expect(points.at(-1)!.predicted).toBeCloseTo(limit, 3);
  });

  it("improve as a fitted verifier has seen more real rows", async () => {
    const verifiers = [30, 3000].map((rows) => ({ kind: "fitted", rows }) as const);
    const { curves } = await simulateMixture({ ...options, verifiers });
    expect(curves[1].verifierError).toBeLessThan(curves[0].verifierError);
    expect(curves[1].points.at(-1)!.accuracy.mean).toBeGreaterThan(curves[0].points.at(-1)!.accuracy.mean);
  });

  it("are the same for the same seed; a change of verifier leaves the others' closed forms", async () => {
    const small = { ...options, rows: [50], runs: 2 };
    const first = await simulateMixture(small);
    expect(await simulateMixture(small)).toEqual(first);
    expect(
      (await simulateMixture({ ...small, verifiers: small.verifiers.slice(0, 2) })).curves[1].pstar,
    ).toBe(first.curves[1].pstar);
    expect(await simulateMixture({ ...small, seed: 9 })).not.toEqual(first);
  });

  it("are refused, by name, where the setting is out of range", async () => {
    const refused = [
      [{ separation: 0 }, /separation/],
      [{ dimension: 2 }, /dimension/],
      [{ rows: [] }, /rows/],
      [{ rows: [10, 0.5] }, /rows\[1\]/],
      [{ verifiers: [{ kind: "angle", angle: 4 }] }, /verifiers\[0\]\.angle/],
      [{ generator: { kind: "fitted", rows: 0 } }, /generator\.rows/],
      [
        { generator: { kind: "angle", angle: 0 }, verifiers: [{ kind: "angle", angle: Math.PI }] },
        /verifiers\[0\]: the verifier keeps/,
      ],
    ] as const;
    for (const [change, line] of refused) {
      await expect(simulateMixture({ ...options, ...change })).rejects.toThrow(
        expect.objectContaining({ line: expect.stringMatching(line) }),
      );
    }
  });
});
