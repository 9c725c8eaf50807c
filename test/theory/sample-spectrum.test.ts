import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/random/generator.ts";
import { symmetricEigenvalues } from "../../src/theory/linear-algebra/eigenvalues.ts";
import { populationSpectrum } from "../../src/theory/sample-spectrum.ts";
import { degreesOfFreedom, powerLaw, trace } from "../../src/theory/spectrum.ts";

/** Eigenvalues of XᵀX/n for n rows of N(0, diag(population)). */
function sampleEigenvalues(population: Float64Array, n: number): Float64Array {
  const d = population.length;
  const random = createRandom(d + n);
  const moments = new Float64Array(d * d);
  for (let row = 0; row < n; row++) {
    const x = population.map((value) => Math.sqrt(value) * random.normal());
    for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) moments[i * d + j] += (x[i] * x[j]) / n;
  }
  return symmetricEigenvalues(moments, d);
}

describe("populationSpectrum", () => {
  it.each([
    [100, 300, 1],
    [100, 50, 1],
    [100, 150, 0.5],
    [100, 50, 0],
  ])("gives back df₁ of d = %i from n = %i rows, decay %f, closer than the sample's own", (d, n, decay) => {
    const population = powerLaw(d, decay);
    const sample = sampleEigenvalues(population, n);
    const found = populationSpectrum(sample, n);
    for (const kappa of [1, 3, 10].map((factor) => (factor * trace(population)) / n)) {
      const truth = degreesOfFreedom(population, kappa).df1;
      const off = Math.abs(degreesOfFreedom(found, kappa).df1 / truth - 1);
      expect(off, `κ = ${kappa}`).toBeLessThan(0.05);
      const clipped = sample.map((value) => Math.max(value, 1e-15));
      expect(off).toBeLessThan(Math.abs(degreesOfFreedom(clipped, kappa).df1 / truth - 1));
    }
    expect(found.length).toBe(d);
    expect(trace(found) / trace(sample)).toBeCloseTo(1, 9);
    expect(found.every((value, i) => value > 0 && (i === 0 || value <= found[i - 1]))).toBe(true);
  });

  it("leaves what endless rows show as it is", () => {
    const population = powerLaw(50, 1);
    const found = populationSpectrum(population, 1e9);
    for (const kappa of [0.003, 0.03, 0.3, 3]) {
      const [truth, mine] = [degreesOfFreedom(population, kappa), degreesOfFreedom(found, kappa)];
      expect(Math.abs(mine.df1 / truth.df1 - 1)).toBeLessThan(0.01);
      expect(Math.abs(mine.df2 / truth.df2 - 1)).toBeLessThan(0.03);
    }
  });

  it("refuses bad values by name", () => {
    const named = (where: string) => expect.objectContaining({ where, exitCode: 2 });
    expect(() => populationSpectrum(Float64Array.of(1, 2), 0)).toThrow(named("samples"));
    expect(() => populationSpectrum(Float64Array.of(0, 0), 5)).toThrow(named("sampleEigenvalues"));
    expect(() => populationSpectrum(Float64Array.of(1, -0.1), 5)).toThrow(named("sampleEigenvalues[1]"));
    expect(() => populationSpectrum(Float64Array.of(1, Number.NaN), 5)).toThrow(
      expect.objectContaining({ exitCode: 2 }),
    );
  });
});
