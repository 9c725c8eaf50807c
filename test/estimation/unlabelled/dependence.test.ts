import { describe, expect, it } from "vitest";
import { fitDawidSkene } from "../../../src/estimation/unlabelled/dawid-skene.ts";
import { goodnessOfFit, mostDependentPair } from "../../../src/estimation/unlabelled/dependence.ts";
import { voteMoments } from "../../../src/estimation/unlabelled/moments.ts";
import { tabulateVotes } from "../../../src/estimation/unlabelled/vote-table.ts";
import { votePatterns } from "../../../src/estimation/unlabelled/votes.ts";
import { model, simulateVotes } from "./simulate.ts";

const truth = model(0.35, [0.9, 0.75, 0.6, 0.8], [0.15, 0.1, 0.3, 0.4]);

/** Votes whose every candidate stands `size` times in its input. */
function tabulate(rows: number, seed: number, size: number, of = truth) {
  const patterns = votePatterns(simulateVotes(of, rows, seed), 0.5, seed);
  const copied = Int32Array.from({ length: rows * size }, (_, i) => patterns[Math.floor(i / size)]);
  const cluster = copied.map((_, i) => Math.floor(i / size));
  return tabulateVotes(copied, of.phi.length, { cluster, inputs: rows }, seed);
}

describe("goodnessOfFit", () => {
  it.each([1, 4])("is chi-square under independence, %d equal candidates an input", (size) => {
    const trials = 100;
    let sum = 0;
    let below = 0;
    for (let seed = 0; seed < trials; seed++) {
      const table = tabulate(1000, seed, size);
      const fit = goodnessOfFit(table, fitDawidSkene(table, truth, seed))!;
      expect(fit.degreesOfFreedom).toBe(6);
      sum += fit.g2;
      if (fit.probability < 0.2) below++;
    }
    // Three standard errors: of a mean with variance 12/100, and of a share of 0.2.
    expect(Math.abs(sum / trials - 6)).toBeLessThan(1.05);
    expect(Math.abs(below / trials - 0.2)).toBeLessThan(0.12);
  });

  it("has nothing to say of three verifiers, or of few candidates", () => {
    const three = model(0.35, [0.9, 0.75, 0.6], [0.15, 0.1, 0.3]);
    for (const table of [tabulate(1000, 1, 1, three), tabulate(60, 1, 1)]) {
      expect(goodnessOfFit(table, { model: three, logLikelihood: 0 })).toBeNull();
    }
  });
});

describe("mostDependentPair", () => {
  const five = model(0.35, [0.9, 0.75, 0.6, 0.8, 0.7], [0.15, 0.1, 0.3, 0.4, 0.2]);
  const table = tabulate(50_000, 1, 1, five);
  /** The votes with some patterns rarer. */
  const find = (thin: (code: number) => number) => {
    const reweight = (counts: Float64Array) => ({
      ...table,
      counts: counts.map((c, p) => c * thin(table.codes[p])),
    });
    const resampled = table.resamples.map((counts) => voteMoments(reweight(counts)));
    return mostDependentPair(voteMoments(reweight(table.counts)), resampled, () => true);
  };

  it("is none where errors are independent", () => {
    expect(find(() => 1)).toBeNull();
  });

  it("is the one that agrees too seldom", () => {
    const { pair, agreement, predicted, excess, z } = find((code) => ((code & 12) === 12 ? 0.7 : 1))!;
    expect(pair).toEqual([2, 3]);
    expect(agreement).toBeLessThan(predicted);
    expect(excess).toBeLessThan(-0.05);
    expect(z).toBeLessThan(-5);
  });

  it("is the one that agrees too often", () => {
    const { pair, agreement, predicted, excess, z } = find((code) => ([0, 9].includes(code & 9) ? 1 : 0.7))!;
    expect(pair).toEqual([0, 3]);
    expect(agreement).toBeGreaterThan(predicted);
    expect(excess).toBeGreaterThan(0.05);
    expect(z).toBeGreaterThan(5);
  });
});
