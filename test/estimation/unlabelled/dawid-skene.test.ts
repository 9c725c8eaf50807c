import { describe, expect, it } from "vitest";
import { emStep, fitDawidSkene } from "../../../src/estimation/unlabelled/dawid-skene.ts";
import { createRandom } from "../../../src/random/generator.ts";
import { apart, exactTable, model } from "./simulate.ts";

const truth = model(0.35, [0.9, 0.75, 0.6, 0.8], [0.15, 0.1, 0.3, 0.4]);
const poor = model(0.5, [0.6, 0.6, 0.6, 0.6], [0.4, 0.4, 0.4, 0.4]);

describe("emStep", () => {
  it("never lowers the likelihood, from any start", () => {
    const table = exactTable(truth);
    const counts = table.counts.map((share) => Math.round(1000 * share));
    const random = createRandom(1);
    for (let trial = 0; trial < 20; trial++) {
      const rates = () => Array.from({ length: 4 }, () => 0.02 + 0.96 * random.uniform());
      let step = emStep({ ...table, counts }, model(random.uniform(), rates(), rates()));
      for (let i = 0; i < 100; i++) {
        const next = emStep({ ...table, counts }, step.model);
        expect(next.logLikelihood).toBeGreaterThanOrEqual(step.logLikelihood - 1e-9);
        step = next;
      }
    }
  });

  it("gives the log-likelihood written out, and stays where the model is exact", () => {
    const table = exactTable(truth);
    const { model: next, logLikelihood } = emStep(table, truth);
    const entropy = table.counts.reduce((sum, share) => sum + share * Math.log(share), 0);
    expect(logLikelihood).toBeCloseTo(entropy, 12);
    expect(apart(next, truth)).toBeLessThan(1e-12);
  });
});

describe("fitDawidSkene", () => {
  const scaled = (of: typeof truth, rows: number) => {
    const table = exactTable(of);
    return { ...table, counts: table.counts.map((share) => rows * share) };
  };

  it.each([
    ["even verifiers", truth],
    ["one worse than chance", model(0.3, [0.9, 0.8, 0.7, 0.2], [0.2, 0.1, 0.3, 0.6])],
    ["rare correct candidates", model(0.9, [0.9, 0.8, 0.7], [0.1, 0.1, 0.2])],
    ["an oracle", model(0.4, [1, 0.8, 0.7], [0, 0.1, 0.4])],
  ])("finds the model of exact shares from a poor start: %s", (_, of) => {
    const start = { ...poor, phi: poor.phi.slice(0, of.phi.length), psi: poor.psi.slice(0, of.phi.length) };
    expect(apart(fitDawidSkene(scaled(of, 1e6), start, 1).model, of)).toBeLessThan(1e-3);
  });

  it("names the kinds so that verifiers are better than chance, though the start says otherwise", () => {
    const start = { error: 1 - truth.error, phi: truth.psi, psi: truth.phi };
    expect(apart(fitDawidSkene(scaled(truth, 1e6), start, 1).model, truth)).toBeLessThan(1e-3);
  });

  it("is as likely as the truth or more on a sample", () => {
    const random = createRandom(3);
    const table = scaled(truth, 300);
    const noisy = {
      ...table,
      counts: table.counts.map((count) => Math.ceil(count * (0.5 + random.uniform()))),
    };
    const { logLikelihood } = fitDawidSkene(noisy, poor, 1);
    expect(logLikelihood).toBeGreaterThanOrEqual(emStep(noisy, truth).logLikelihood);
  });
});
