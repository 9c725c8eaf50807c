import { describe, expect, it } from "vitest";
import { createRandom, shuffle } from "../../src/random/generator.ts";
import { deriveSeed } from "../../src/random/seed.ts";

describe("deriveSeed", () => {
  it("gives each item a seed of its own", () => {
    const seeds = new Set<number>();
    for (let i = 0; i < 200; i++)
      for (let j = 0; j < 200; j++)
        for (const stage of ["generate", "test"]) seeds.add(deriveSeed(7, stage, i, j));
    expect(seeds.size).toBe(200 * 200 * 2);
  });

  it("keeps the parts of a path apart", () => {
    expect(deriveSeed(1, "a", 1)).not.toBe(deriveSeed(1, "a1"));
    expect(deriveSeed(1, "ab", "c")).not.toBe(deriveSeed(1, "a", "bc"));
    expect(deriveSeed(1, 2)).not.toBe(deriveSeed(2, 1));
    expect(deriveSeed(1)).not.toBe(deriveSeed(1 + 2 ** 32));
  });

  it("stays in the safe integers and fills them evenly", () => {
    let mean = 0;
    for (let i = 0; i < 20_000; i++) {
      const seed = deriveSeed(3, "x", i);
      expect(Number.isSafeInteger(seed) && seed >= 0).toBe(true);
      mean += seed / 2 ** 53 / 20_000;
    }
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 / Math.sqrt(12 * 20_000));
  });
});

describe("createRandom", () => {
  it("repeats itself for an equal seed only", () => {
    const draw = (seed: number) => Array.from({ length: 5 }, createRandom(seed).uniform);
    expect(draw(5)).toEqual(draw(5));
    expect(draw(5)).not.toEqual(draw(6));
  });

  it("first draws of neighbouring derived seeds are uncorrelated and uniform", () => {
    const n = 40_000;
    const first = Array.from({ length: n }, (_, i) => createRandom(deriveSeed(1, "item", i)).uniform());
    const buckets = new Array(16).fill(0);
    for (const x of first) buckets[Math.floor(16 * x)]++;
    const chiSquare = buckets.reduce((sum, k) => sum + (k - n / 16) ** 2 / (n / 16), 0);
    expect(chiSquare).toBeLessThan(45); // 15 degrees of freedom, p ≈ 1e-4
    let covariance = 0;
    for (let i = 1; i < n; i++) covariance += (first[i] - 0.5) * (first[i - 1] - 0.5);
    expect(Math.abs((covariance * 12) / n)).toBeLessThan(4 / Math.sqrt(n));
  });

  it("normals have mean 0, variance 1 and no kurtosis", () => {
    const random = createRandom(11);
    const n = 100_000;
    let m1 = 0;
    let m2 = 0;
    let m4 = 0;
    for (let i = 0; i < n; i++) {
      const x = random.normal();
      m1 += x / n;
      m2 += x ** 2 / n;
      m4 += x ** 4 / n;
    }
    expect(Math.abs(m1)).toBeLessThan(0.016);
    expect(Math.abs(m2 - 1)).toBeLessThan(0.02);
    expect(Math.abs(m4 - 3)).toBeLessThan(0.15);
  });
});

it("shuffle gives every permutation equally often", () => {
  const counts = new Map<string, number>();
  const random = createRandom(2);
  for (let i = 0; i < 24_000; i++) {
    const key = shuffle([0, 1, 2, 3], random).join("");
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  expect(counts.size).toBe(24);
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
});
