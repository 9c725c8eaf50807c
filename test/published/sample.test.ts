import { describe, expect, it } from "vitest";
import { type Draw, likeliest, logSumExp, sampleToken } from "../../src/published/sample.ts";
import { createRandom } from "../../src/random/generator.ts";

/** The distribution by its definition: order, cut, share out. */
function distribution(scores: Float32Array, { temperature, topK, topP }: Draw): number[] {
  const weights = Array.from(scores, (score) => Math.exp(score / temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const order = [...weights.keys()].sort((a, b) => weights[b]! - weights[a]! || a - b).slice(0, topK);
  const kept: number[] = [];
  let mass = 0;
  for (const token of order) {
    kept.push(token);
    mass += weights[token]! / total;
    if (topP !== undefined && mass >= topP) break;
  }
  return weights.map((weight, token) => (kept.includes(token) ? weight / total / mass : 0));
}

const random = createRandom(7);
const scores = Float32Array.from({ length: 60 }, () => 2 * random.normal());
// Equal scores at every cut: the lower token goes first.
for (let i = 0; i < 20; i += 2) scores[i + 1] = scores[i]!;

describe("sampleToken", () => {
  it.each<Draw>([
    { temperature: 1 },
    { temperature: 0.5 },
    { temperature: 3, topK: 1 },
    { temperature: 1, topK: 7 },
    { temperature: 1, topK: 1000 },
    { temperature: 1, topP: 0.6 },
    { temperature: 2, topP: 0.999 },
    { temperature: 1, topP: 1 },
    { temperature: 1.5, topK: 12, topP: 0.7 },
  ])("gives each token its share of [0, 1): %o", (draw) => {
    const steps = 20_000;
    const counts = new Float64Array(scores.length);
    for (let i = 0; i < steps; i++) counts[sampleToken(scores, draw, (i + 0.5) / steps)]!++;
    distribution(scores, draw).forEach((share, token) => {
      expect(Math.abs(counts[token]! / steps - share)).toBeLessThan(1.01 / steps);
    });
  });

  it("gives a token that has any weight at the very ends, whatever the scores' size", () => {
    const extreme = Float32Array.from([-1e30, 900, Number.NEGATIVE_INFINITY, 899, Number.NEGATIVE_INFINITY]);
    for (const draw of [{ temperature: 1 }, { temperature: 1, topK: 4 }, { temperature: 1, topP: 0.99 }]) {
      expect(
        [0, 1 - 2 ** -53].map((uniform) => [1, 3].includes(sampleToken(extreme, draw, uniform))),
      ).toEqual([true, true]);
    }
  });
});

describe("likeliest and logSumExp", () => {
  it("take the first of equals, and do not overflow", () => {
    expect(likeliest(Float32Array.from([1, 3, 3, 2]))).toBe(1);
    expect(logSumExp(Float32Array.from([1000, 1000]))).toBeCloseTo(1000 + Math.LN2, 9);
    expect(logSumExp(Float32Array.from([0, Number.NEGATIVE_INFINITY]))).toBe(0);
  });
});
