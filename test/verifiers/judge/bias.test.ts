import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/random/generator.ts";
import { intervalAlpha, lengthBias } from "../../../src/verifiers/judge/bias.ts";

/** α by its definition: every ordered pair of values, one by one. */
function alphaByPairs(units: readonly (readonly number[])[]): number {
  const pairable = units.filter(({ length }) => length > 1);
  const all = pairable.flat();
  let observed = 0;
  for (const unit of pairable) {
    unit.forEach((x, i) => {
      unit.forEach((y, j) => {
        if (i !== j) observed += (x - y) ** 2 / (unit.length - 1);
      });
    });
  }
  let expected = 0;
  all.forEach((x, i) => {
    all.forEach((y, j) => {
      if (i !== j) expected += (x - y) ** 2;
    });
  });
  return 1 - observed / all.length / (expected / (all.length * (all.length - 1)));
}

describe("Krippendorff's alpha", () => {
  it("is 0.849 on the example of his paper (2011, section E), for interval data", () => {
    const observers = [
      [1, 2, 3, 3, 2, 1, 4, 1, 2, null, null, null],
      [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, null, 3],
      [null, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, null],
      [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, null],
    ];
    const units = Array.from({ length: 12 }, (_, unit) =>
      observers.map((ratings) => ratings[unit]!).filter((rating) => rating !== null),
    );
    expect(intervalAlpha(units)).toBeCloseTo(0.849, 3);
  });

  it("is what all pairs of ratings give, far from zero too", () => {
    const random = createRandom(4);
    for (let trial = 0; trial < 30; trial++) {
      const offset = trial % 2 === 0 ? 0 : 1e6;
      const units = Array.from({ length: 20 }, () => {
        const center = random.normal();
        return Array.from(
          { length: random.integer(5) },
          () => offset + center + random.normal() * random.uniform(),
        );
      });
      expect(intervalAlpha(units)).toBeCloseTo(alphaByPairs(units), 8);
    }
  });

  it("is 1 for judges who agree, about 0 for those who guess, and undefined without variance or repeats", () => {
    expect(
      intervalAlpha([
        [1, 1],
        [2, 2],
        [5, 5, 5],
      ]),
    ).toBe(1);
    const random = createRandom(5);
    const guesses = Array.from({ length: 5000 }, () => [random.uniform(), random.uniform()]);
    expect(Math.abs(intervalAlpha(guesses)!)).toBeLessThan(0.05);
    expect(
      intervalAlpha([
        [3, 3],
        [3, 3],
      ]),
    ).toBeNull();
    expect(intervalAlpha([[1], [2], []])).toBeNull();
    expect(intervalAlpha([])).toBeNull();
  });
});

describe("length bias", () => {
  it("is the rank correlation of mean score and length", () => {
    const rows = [1, 2, 3, 4].map((length) => ({ ratings: [length ** 3, length ** 3 + 2], length }));
    expect(lengthBias(rows)).toEqual({ correlation: 1, givenLabel: null });
    expect(lengthBias(rows.map((row) => ({ ...row, length: -row.length }))).correlation).toBe(-1);
    expect(lengthBias([...rows, { ratings: [], length: 0 }]).correlation).toBe(1);
    expect(lengthBias([]).correlation).toBeNull();
  });

  it("goes away under its label where good answers are long, and stays where the judge itself minds length", () => {
    const random = createRandom(6);
    const made = (bias: number) =>
      Array.from({ length: 4000 }, () => {
        const label = random.uniform();
        const length = label + random.normal() * 0.3;
        return { ratings: [label + bias * length + random.normal() * 0.3], length, label };
      });
    const fair = lengthBias(made(0));
    expect(fair.correlation).toBeGreaterThan(0.3);
    expect(Math.abs(fair.givenLabel!)).toBeLessThan(0.06);
    expect(lengthBias(made(1)).givenLabel).toBeGreaterThan(0.5);
  });

  it("under a label is the correlation of what the label leaves of both ranks", () => {
    const random = createRandom(7);
    const rows = Array.from({ length: 50 }, () => {
      const label = random.uniform();
      return { ratings: [label + random.normal()], length: label + random.normal(), label };
    });
    const ranksOf = (values: number[]) =>
      values.map((value) => values.filter((other) => other <= value).length);
    const z = ranksOf(rows.map(({ label }) => label));
    const rest = (values: number[]): number[] => {
      const slope = covariance(values, z) / covariance(z, z);
      return values.map((value, i) => value - slope * z[i]!);
    };
    const x = rest(ranksOf(rows.map(({ ratings }) => ratings[0]!)));
    const y = rest(ranksOf(rows.map(({ length }) => length)));
    const expected = covariance(x, y) / Math.sqrt(covariance(x, x) * covariance(y, y));
    expect(lengthBias(rows).givenLabel).toBeCloseTo(expected, 12);
  });
});

function covariance(x: number[], y: number[]): number {
  const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  return mean(x.map((value, i) => (value - mx) * (y[i]! - my)));
}
