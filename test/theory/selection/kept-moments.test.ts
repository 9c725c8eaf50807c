import { describe, expect, it } from "vitest";
import { normalCdf } from "../../../src/metrics/normal.ts";
import { createRandom } from "../../../src/random/generator.ts";
import { keptMoments, type Vector3 } from "../../../src/theory/selection/kept-moments.ts";
import { normalDensity, wedgeProbability } from "../../../src/theory/selection/wedge.ts";

describe("the mass of a Gaussian in a wedge", () => {
  it("is the integral of the conditional probability over the density along one vector", () => {
    for (const angle of [0.1, 0.5, Math.PI / 2, 2.2, 3]) {
      for (const [first, second] of [
        [0.4, -1.2],
        [2.5, 1],
        [-3, -2.5],
        [0, 0],
        [5, -0.3],
        [1, 30],
      ]) {
        // Given the first coordinate t > 0 the second must exceed −t / tan(angle).
        const integrand = (t: number) => normalDensity(t - first) * normalCdf(second + t / Math.tan(angle));
        const exact = simpson(integrand, 0, Math.max(0, first) + 9, 40_000);
        expect(wedgeProbability(first, second, angle)).toBeCloseTo(exact, 12);
      }
    }
  });

  it("is the share of the circle at the centre", () => {
    for (const angle of [0, 0.3, 1, 2.9, Math.PI]) {
      expect(wedgeProbability(0, 0, angle)).toBeCloseTo((Math.PI - angle) / (2 * Math.PI), 14);
    }
  });
});

describe("the moments of what two rules both keep", () => {
  const g: Vector3 = [0.6, 0.8, 0];
  const cases: [string, Vector3, Vector3, Vector3][] = [
    ["two rules at a mixture", [1.555, 0, 0], g, [0.8, -0.36, 0.48]],
    ["a truth outside their plane", [0.3, -0.4, 0.9], [1, 0, 0], [0.28, 0.96, 0]],
    ["no verifier", [1.2, 0, 0], g, g],
    ["isotropic inputs", [0, 0, 0], g, [0.28, 0, 0.96]],
    ["a verifier nearly opposite", [0.5, 0.2, 0], g, [-0.6, -0.64, 0.48]],
  ];

  it.each(cases)("agree with draws: %s", (_, truth, generator, verifier) => {
    const rows = 300_000;
    const random = createRandom(11);
    let [correct, wrong] = [0, 0];
    const sum = [0, 0, 0];
    const squares = new Float64Array(9);
    for (let i = 0; i < rows; i++) {
      const z = truth.map((value) => value + random.normal());
      const [byGenerator, byVerifier] = [dot(z, generator), dot(z, verifier)];
      if (byGenerator * byVerifier < 0) continue;
      if (byGenerator > 0) correct++;
      else wrong++;
      const labelled = z.map((value) => value * Math.sign(byGenerator));
      for (let a = 0; a < 3; a++) {
        sum[a] += labelled[a];
        for (let b = 0; b < 3; b++) squares[3 * a + b] += labelled[a] * labelled[b];
      }
    }
    const kept = correct + wrong;
    const exact = keptMoments(truth, generator, verifier);
    const within = 5 / Math.sqrt(kept);
    expect(Math.abs(correct / rows - exact.keptCorrect)).toBeLessThan(3 / Math.sqrt(rows));
    expect(Math.abs(wrong / rows - exact.keptWrong)).toBeLessThan(3 / Math.sqrt(rows));
    for (let a = 0; a < 3; a++) {
      expect(Math.abs(sum[a] / kept - exact.mean[a])).toBeLessThan(within);
      for (let b = 0; b < 3; b++) {
        const covariance = squares[3 * a + b] / kept - (sum[a] / kept) * (sum[b] / kept);
        expect(Math.abs(covariance - exact.covariance[a][b])).toBeLessThan(2 * within);
        expect(exact.covariance[a][b]).toBeCloseTo(exact.covariance[b][a], 12);
      }
    }
  });

  it("have masses that differ by the two rules' accuracies", () => {
    for (const [, truth, generator, verifier] of cases) {
      const { keptCorrect, keptWrong } = keptMoments(truth, generator, verifier);
      const difference = normalCdf(dot(truth, generator)) + normalCdf(dot(truth, verifier)) - 1;
      expect(keptCorrect - keptWrong).toBeCloseTo(difference, 13);
    }
  });

  it("say that nothing is kept of opposite rules", () => {
    const opposite = keptMoments([1, 0, 0], [0, 1, 0], [0, -1, 0]);
    expect(opposite).toMatchObject({ keptCorrect: 0, keptWrong: 0, mean: [0, 0, 0] });
  });
});

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}

function simpson(f: (x: number) => number, from: number, to: number, panels: number): number {
  const step = (to - from) / panels;
  let sum = f(from) + f(to);
  for (let i = 1; i < panels; i++) sum += (i % 2 === 1 ? 4 : 2) * f(from + i * step);
  return (sum * step) / 3;
}
