import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/random/generator.ts";
import { drawError } from "../../../src/theory/collapse/draw.ts";
import { type CollapseSetting, standardSetting } from "../../../src/theory/collapse/setting.ts";
import { simulateCollapse, simulateCollapses } from "../../../src/theory/collapse/simulate.ts";
import { openProducts } from "../../../src/theory/linear-algebra/large.ts";

const common = { signal: 3, shift: 0.8, noise: 0.5, syntheticNoise: 0.7 };
const of = (d: number, n: number, m: number | null, p2: number, ridge: number, decay: number) =>
  standardSetting({
    dimension: d,
    samples: n,
    width: m,
    syntheticShare: p2,
    ridge,
    spectrumDecay: decay,
    ...common,
  });

const table: [setting: CollapseSetting, theory: number][] = [
  [of(80, 200, null, 0.3, 0.01, 1), 0.1605],
  [of(150, 100, null, 0.5, 0.05, 0.5), 0.5225],
  [of(80, 200, 60, 0.3, 0.01, 1), 0.1415],
  [of(80, 200, 60, 0.6, 0.01, 0), 1.5005],
  [of(80, 200, 160, 0.3, 0.02, 0.5), 0.2899],
  [of(60, 120, 300, 0.5, 0.005, 0), 0.7634],
  [of(100, 80, 120, 0.5, 0.02, 0.5), 0.9582],
];

describe("simulated strong collapse", () => {
  it("agrees with the seven reference values, to three standard errors beside 2 % for the finite size", async () => {
    const simulated = await simulateCollapses(
      table.map(([setting]) => setting),
      { runs: 300, seed: 1 },
    );
    simulated.forEach(({ mean, standardError }, i) => {
      const theory = table[i][1];
      expect(standardError / theory, `setting ${i}`).toBeLessThan(0.02);
      expect(Math.abs(mean - theory), `setting ${i}: ${mean}`).toBeLessThan(
        3 * standardError + 0.02 * theory,
      );
    });
  });

  it("recovers the truth without noise, shift and ridge from as many rows as dimensions", async () => {
    const exact = standardSetting({
      ...{ dimension: 20, samples: 30, width: null, syntheticShare: 0.4, ridge: 0, spectrumDecay: 1 },
      ...{ signal: 1, shift: 0, noise: 0, syntheticNoise: 0 },
    });
    const { errors } = await simulateCollapse(exact, { runs: 20, seed: 2 });
    expect(Math.max(...errors)).toBeLessThan(1e-16);
    const wide = await simulateCollapse({ ...exact, width: 50 }, { runs: 20, seed: 2 });
    expect(Math.max(...wide.errors)).toBeLessThan(1e-14);
  });

  it("of least squares is σ² d / (n − d − 1), of finite n and d exactly", async () => {
    const squares = { ...of(10, 31, null, 0, 0, 0.5), noise: 1 };
    const { mean, standardError } = await simulateCollapse(squares, { runs: 4000, seed: 3 });
    expect(Math.abs(mean - 10 / 20)).toBeLessThan(3.5 * standardError);
  });

  it("of the least-norm fit of fewer rows than dimensions is its closed form, of finite n and d exactly", async () => {
    // Isotropic: the signal outside the row space, tr Γ (1 − n/d), and σ² n / (d − n − 1).
    const few = { ...of(40, 15, null, 0, 0, 0), noise: 0.5 };
    const { mean, standardError } = await simulateCollapse(few, { runs: 4000, seed: 4 });
    expect(Math.abs(mean - (3 * (1 - 15 / 40) + (0.25 * 15) / 24))).toBeLessThan(3.5 * standardError);
  });

  it("peaks where the width meets the samples", async () => {
    const widths = [15, 60, 240];
    const found = await simulateCollapses(
      widths.map((width) => of(120, 60, width, 0.3, 0, 0)),
      { runs: 60, seed: 5 },
    );
    expect(found[1].mean).toBeGreaterThan(3 * found[0].mean);
    expect(found[1].mean).toBeGreaterThan(3 * found[2].mean);
  });
});

describe("a simulation", () => {
  const setting = of(30, 50, 20, 0.3, 0.01, 1);

  it("gives each run the draw of its own seed, whatever else is simulated and in whichever thread", async () => {
    const few = await simulateCollapse(setting, { runs: 5, seed: 7 });
    // So much work that threads share it.
    const beside = of(300, 300, 200, 0.5, 0.01, 0);
    const many = await simulateCollapses([beside, setting], { runs: 40, seed: 7 });
    expect(many[1].errors.slice(0, 5)).toEqual(few.errors);
    expect(new Set(many[1].errors).size).toBe(40);
    expect(await simulateCollapse(setting, { runs: 5, seed: 8 })).not.toEqual(few);
  });

  it("reports every run, its mean and the standard error of that", async () => {
    const seen: number[] = [];
    const { mean, standardError, runs, errors } = await simulateCollapse(setting, {
      runs: 4,
      seed: 1,
      onRun: (done) => seen.push(done),
    });
    expect(seen).toEqual([1, 2, 3, 4]);
    expect(runs).toBe(4);
    expect(mean).toBeCloseTo((errors[0] + errors[1] + errors[2] + errors[3]) / 4, 14);
    const squares = errors.reduce((sum, error) => sum + (error - mean) ** 2, 0);
    expect(standardError).toBeCloseTo(Math.sqrt(squares / 3 / 4), 14);
    expect((await simulateCollapse(setting, { runs: 1, seed: 1 })).standardError).toBeNaN();
  });

  it.each([
    ["one thread", setting, 10],
    ["several threads", of(100, 200, 80, 0.3, 0.01, 1), 4000],
    ["several threads amid large products", of(400, 600, 300, 0.3, 0.01, 1), 500],
  ])("in %s stops when it is told to, with the reason given", async (_, one, runs) => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const { signal } = controller;
    const onRun = (done: number) => done === 3 && controller.abort(reason);
    await expect(simulateCollapse(one, { runs, seed: 1, signal, onRun })).rejects.toBe(reason);
    await expect(simulateCollapse(one, { runs, seed: 1, signal })).rejects.toBe(reason);
  });

  it.each([
    ["samples", { samples: 20.5 }],
    ["width", { width: 3.5 }],
    ["ridge", { ridge: -1 }],
  ])("refuses %s out of range by name", async (name, wrong) => {
    const work = simulateCollapse({ ...setting, ...wrong }, { runs: 2, seed: 1 });
    await expect(work).rejects.toMatchObject({ where: name, exitCode: 2 });
  });

  it.each([
    ["one thread", of(60, 100, 50, 0.3, 0, 12), 2],
    ["several threads", of(120, 200, 100, 0.3, 0, 12), 2000],
  ])("without ridge on a spectrum beyond float64 says so, from %s", async (_, steep, runs) => {
    const work = simulateCollapse(steep, { runs, seed: 1 });
    await expect(work).rejects.toMatchObject({ where: "ridge", exitCode: 1 });
  });

  it("of all-real rows pays no heed to the synthetic labels", async () => {
    const products = openProducts();
    const real = of(20, 40, null, 0, 0.01, 1);
    const loud = { ...real, syntheticNoise: 100, shift: real.shift.map((value) => 100 * value) };
    const [a, b] = [loud, real].map((one) => drawError(one, createRandom(1), products));
    expect(await a).toBe(await b);
  });
});
