import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/random/generator.ts";
import { createEigenvaluesTask } from "../../../src/tasks/eigenvalues/eigenvalues.ts";
import { eigenvaluesOptions } from "../../../src/tasks/eigenvalues/options.ts";
import { splitOf } from "../../../src/tasks/eigenvalues/split.ts";
import { parseMatrix } from "../../../src/tasks/eigenvalues/text.ts";
import { splits } from "../../../src/tasks/task.ts";

/** Largest distance between two samples' distribution functions, over its 0.1 % critical value. */
function kolmogorovSmirnov(left: readonly number[], right: readonly number[]): number {
  const [a, b] = [[...left].sort((x, y) => x - y), [...right].sort((x, y) => x - y)];
  let [i, j, distance] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const x = Math.min(a[i]!, b[j]!);
    while (a[i]! <= x) i++;
    while (b[j]! <= x) j++;
    distance = Math.max(distance, Math.abs(i / a.length - j / b.length));
  }
  return distance / (1.95 * Math.sqrt(1 / a.length + 1 / b.length));
}

describe("splits", () => {
  it("hold only matrices whose own hash names them, whatever the seed, encoding or distribution", () => {
    for (const distribution of ["uniform", "laplace", "rotated-spectrum"]) {
      for (const [size, encoding, seed] of [
        [2, "P1000", 1],
        [2, "FP15", 987654321],
        [3, "B1999", 2 ** 50],
      ] as const) {
        const task = createEigenvaluesTask(
          eigenvaluesOptions.parse({ kind: "eigenvalues", size, encoding, distribution }),
        );
        for (const split of splits) {
          for (let i = 0; i < 100; i++) {
            const { input } = task.example(seed, split, i);
            expect(splitOf(parseMatrix(input)!.upper)).toBe(split);
          }
        }
      }
    }
  });

  it("are of equal size, and neighbours fall anywhere", () => {
    const random = createRandom(1);
    const counts = new Map<string, number>();
    const pairs = new Map<string, number>();
    const trials = 64_000;
    for (let i = 0; i < trials; i++) {
      const upper = Array.from({ length: 3 }, () => random.integer(2000) / 100 - 10);
      const own = splitOf(upper);
      upper[2] = upper[2]! + 0.01;
      counts.set(own, (counts.get(own) ?? 0) + 1);
      const pair = `${own} ${splitOf(upper)}`;
      pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
    }
    const within = (table: Map<string, number>, cells: number): void => {
      expect(table.size).toBe(cells);
      const deviation = Math.sqrt((trials / cells) * (1 - 1 / cells));
      for (const count of table.values())
        expect(Math.abs(count - trials / cells)).toBeLessThan(4.5 * deviation);
    };
    within(counts, 4);
    within(pairs, 16);
  });

  it("tells 0 from −0 nowhere", () => {
    expect(splitOf([0, 1, 2])).toBe(splitOf([-0, 1, 2]));
  });

  it("leave the distribution as it is: entries uniform, eigenvalues alike in all", () => {
    const task = createEigenvaluesTask(eigenvaluesOptions.parse({ kind: "eigenvalues" }));
    const random = createRandom(5);
    const uniform = Array.from({ length: 20_000 }, () => 20 * random.uniform() - 10);
    const samples = splits.map((split) => Array.from({ length: 5000 }, (_, i) => task.example(3, split, i)));
    const entry = (at: number) => (example: { input: string }) => parseMatrix(example.input)!.upper[at]!;
    for (const sample of samples) {
      for (const at of [0, 1, 2]) expect(kolmogorovSmirnov(sample.map(entry(at)), uniform)).toBeLessThan(1);
      const largest = (examples: typeof sample): number[] =>
        examples.map((e) => Number(e.reference.split(" ")[0]));
      expect(kolmogorovSmirnov(largest(sample), largest(samples[0]!))).toBeLessThan(1);
    }
  });
});
