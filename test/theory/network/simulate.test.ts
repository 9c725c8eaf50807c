import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { splitImages } from "../../../src/theory/network/images.ts";
import { NETWORK_DEFAULTS, type NetworkOptions } from "../../../src/theory/network/options.ts";
import { collapseLimit, type NetworkPoint, simulateNetwork } from "../../../src/theory/network/simulate.ts";

const options: NetworkOptions = {
  ...NETWORK_DEFAULTS,
  widths: [64],
  samples: [150, 6000],
  syntheticShares: [0, 0.5, 1],
  updates: 300,
  runs: 2,
  seed: 5,
};

describe("students of real and generated labels", () => {
  const reported: NetworkPoint[] = [];
  let points: NetworkPoint[];
  beforeAll(async () => {
    ({ points } = await simulateNetwork(options, { onPoint: (point) => reported.push(point) }));
  });
  const at = (samples: number, syntheticShare: number) =>
    points.find((point) => point.samples === samples && point.syntheticShare === syntheticShare)!;

  it("come by width, samples and share, each reported as it is done", () => {
    expect(points.map(({ samples, syntheticShare }) => [samples, syntheticShare])).toEqual(
      options.samples.flatMap((n) => options.syntheticShares.map((share) => [n, share])),
    );
    expect(reported).toEqual(points);
    for (const { width, runs } of points) expect({ width, runs }).toEqual({ width: 64, runs: 2 });
  });

  it("learn from real labels the more the better", () => {
    expect(at(6000, 0).testError.mean).toBeLessThan(0.4 * at(150, 0).testError.mean);
    expect(at(6000, 0).squaredError.mean).toBeLessThan(0.5 * at(150, 0).squaredError.mean);
  });

  it("stop at about their generator's error when all labels are its", () => {
    const { generatorError, testError } = at(6000, 1);
    expect(generatorError).toBeGreaterThan(0.15);
    expect(testError.mean).toBeGreaterThan(0.6 * generatorError);
    expect(testError.mean).toBeLessThan(1.15 * generatorError);
    expect(testError.mean).toBeGreaterThan(3 * at(6000, 0).testError.mean);
  });

  it("stop the higher the more labels are generated", () => {
    for (const error of ["testError", "squaredError"] as const) {
      const plateaus = options.syntheticShares.map((share) => at(6000, share)[error]);
      for (let i = 1; i < plateaus.length; i++) {
        const noise = Math.hypot(plateaus[i].standardError, plateaus[i - 1].standardError);
        expect(plateaus[i].mean - plateaus[i - 1].mean, error).toBeGreaterThan(2 * noise);
      }
    }
  });

  it("interpolate few rows and not many", () => {
    expect(at(150, 0.5).trainingError).toBeLessThan(0.01);
    expect(at(6000, 0.5).trainingError).toBeGreaterThan(0.1);
  });

  it("are the same whatever else is in the grid, and in which order", async () => {
    const one = { ...options, updates: 30, samples: [150], syntheticShares: [0.5] };
    const [point] = (await simulateNetwork(one)).points;
    const more = { ...one, widths: [8, 64], samples: [300, 150, 90], syntheticShares: [1, 0.5] };
    const grid = (await simulateNetwork(more)).points;
    expect(grid.filter((p) => p.width === 64 && p.samples === 150 && p.syntheticShare === 0.5)).toEqual([
      point,
    ]);
    const other = (await simulateNetwork({ ...one, seed: 6 })).points;
    expect(other).not.toEqual([point]);
  });

  it("stop between two updates when aborted", async () => {
    const controller = new AbortController();
    const running = simulateNetwork(options, { signal: controller.signal });
    setTimeout(() => controller.abort(new Error("enough")), 400);
    await expect(running).rejects.toThrow("enough");
  });
});

describe("the limit of many rows", () => {
  it("is what the best answer E[label | image] errs", () => {
    for (const share of [0, 0.1, 0.49, 0.51, 0.9, 1]) {
      const best = [1 - share, share, 0];
      const squared = best.reduce((sum, value, k) => sum + (value - Number(k === 0)) ** 2, 0);
      const isWrong = best.indexOf(Math.max(...best)) !== 0;
      const { squaredError, testError } = collapseLimit(share, 0.3);
      expect(squaredError).toBeCloseTo(0.3 * squared, 12);
      expect(testError).toBeCloseTo(isWrong ? 0.3 : 0, 12);
    }
  });
});

describe("the split", () => {
  const sizes = { testRows: 20, generatorRows: 10, seed: 1 };

  it("gives every image one use, the test the same in every run", () => {
    const [first, second] = [splitImages(100, sizes, 0), splitImages(100, sizes, 1)];
    for (const { test, generator, student } of [first, second]) {
      expect([...test, ...generator, ...student].sort((a, b) => a - b)).toEqual([...Array(100).keys()]);
      expect([test.length, generator.length, student.length]).toEqual([20, 10, 70]);
    }
    expect(second.test).toEqual(first.test);
    expect(second.generator).not.toEqual(first.generator);
    expect(second.student).not.toEqual(first.student);
  });
});

describe("options out of range", () => {
  it.each<[string, Partial<NetworkOptions>, string]>([
    ["no width", { widths: [] }, "widths"],
    ["half a unit", { widths: [8, 2.5] }, "widths[1]"],
    ["no rows", { samples: [0] }, "samples[0]"],
    ["more than all labels", { syntheticShares: [0.5, 1.5] }, "syntheticShares[1]"],
    ["a generator that saw nothing", { generatorRows: 0 }, "generatorRows"],
    ["no learning", { learningRate: 0 }, "learningRate"],
    ["too many rows", { samples: [7901] }, "samples"],
    ["too few images", { standInRows: 5000 }, "samples"],
    ["no images", { standInRows: 0 }, "standInRows"],
  ])("are refused by name: %s", async (_, change, where) => {
    const running = simulateNetwork({ ...options, ...change });
    await expect(running).rejects.toMatchObject({ where, exitCode: 2 });
  });

  it("say how many rows there would be", async () => {
    const running = simulateNetwork({ ...options, samples: [7901] });
    await expect(running).rejects.toMatchObject({ remedy: "ask for 7900 at most" });
  });
});

const folder = resolve(import.meta.dirname, "../../../../shared/data");
const files = {
  images: resolve(folder, "mnist-10k-images-idx3-ubyte.gz"),
  labels: resolve(folder, "mnist-10k-labels-idx1-ubyte.gz"),
};

describe("real digits", () => {
  it.skipIf(!existsSync(files.images))(
    "collapse too (skipped where the digits are not at hand)",
    async () => {
      const { points } = await simulateNetwork({
        ...options,
        files,
        widths: [32],
        samples: [2000],
        syntheticShares: [0, 1],
        updates: 200,
      });
      const [real, synthetic] = points;
      expect(real.testError.mean).toBeLessThan(0.15);
      expect(synthetic.testError.mean).toBeGreaterThan(1.5 * real.testError.mean);
      expect(synthetic.testError.mean).toBeLessThan(1.25 * synthetic.generatorError);
    },
  );
});
