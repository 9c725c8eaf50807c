import { describe, expect, it } from "vitest";
import type { CandidateColumns } from "../../../src/estimation/columns.ts";
import type { UnlabelledReport } from "../../../src/estimation/report.ts";
import { estimateUnlabelled } from "../../../src/estimation/unlabelled/estimate.ts";
import type { VoteModel } from "../../../src/estimation/unlabelled/model.ts";
import { createRandom } from "../../../src/random/generator.ts";
import { simulate } from "../combination/simulate.ts";
import { model, simulateVotes } from "./simulate.ts";

const truth = model(0.35, [0.9, 0.75, 0.6, 0.8], [0.15, 0.1, 0.3, 0.4]);
const options = { fraction: 0.5, seed: 1 };

const inside = ({ name, ...one }: UnlabelledReport, { error, phi, psi }: VoteModel) => {
  const j = Number(name.slice(1));
  return [
    [one.phiInterval, phi[j]],
    [one.psiInterval, psi[j]],
    [one.pstarInterval, phi[j] / (phi[j] + psi[j])],
    [one.errorInterval, error],
  ] as const;
};

describe("estimateUnlabelled", () => {
  it("recovers pass-or-fail verifiers that err independently, by both methods, each in its order", () => {
    const { reports, warnings } = estimateUnlabelled(simulateVotes(truth, 100_000, 1), options)!;
    expect(reports.map(({ method, name }) => `${method} ${name}`)).toEqual(
      ["dawid-skene", "triplets"].flatMap((method) => [0, 1, 2, 3].map((j) => `${method} v${j}`)),
    );
    for (const one of reports) {
      const j = Number(one.name.slice(1));
      expect(Math.abs(one.phi - truth.phi[j])).toBeLessThan(0.02);
      expect(Math.abs(one.psi - truth.psi[j])).toBeLessThan(0.02);
      expect(Math.abs(one.error - truth.error)).toBeLessThan(0.02);
      expect(one.pstar).toBeCloseTo(one.phi / (one.phi + one.psi), 12);
    }
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/independently/);
  });

  it("recovers the rates of top shares of scores", () => {
    const { columns, truth: correct } = simulate({ rows: 60_000, error: 0.4, skills: [1.5, 2, 1, 1.5] }, 3);
    const { reports } = estimateUnlabelled(columns, { fraction: 0.3, seed: 1 })!;
    for (const { name, phi, psi, error } of reports) {
      const { values } = columns.scores[Number(name.slice(1))];
      const cut = values.slice().sort()[Math.round(0.7 * columns.rows)];
      const rate = (kind: number) =>
        values.reduce((sum, x, i) => sum + (correct[i] === kind && x >= cut ? 1 : 0), 0) /
        correct.reduce((sum, c) => sum + (c === kind ? 1 : 0), 0);
      expect(Math.abs(phi - rate(1))).toBeLessThan(0.03);
      expect(Math.abs(psi - rate(0))).toBeLessThan(0.03);
      expect(Math.abs(error - 0.4)).toBeLessThan(0.05);
    }
  });

  it.each([1, 4])(
    "has intervals that hold the truth as often as they say, %d candidates an input",
    (size) => {
      const trials = 30;
      const covered = { "dawid-skene": 0, triplets: 0 };
      let total = 0;
      for (let seed = 0; seed < trials; seed++) {
        const columns = simulateVotes(truth, 3000 / size, seed);
        // Candidates of one input are copies: as hard as clustering gets.
        const copy = (values: Float64Array) =>
          Float64Array.from({ length: 3000 }, (_, i) => values[Math.floor(i / size)]);
        const copied: CandidateColumns = {
          ...columns,
          rows: 3000,
          cluster: Int32Array.from({ length: 3000 }, (_, i) => Math.floor(i / size)),
          scores: columns.scores.map(({ name, values }) => ({ name, values: copy(values) })),
        };
        for (const one of estimateUnlabelled(copied, { fraction: 0.5, seed })!.reports) {
          for (const [{ low, high }, rate] of inside(one, truth)) {
            if (low <= rate && rate <= high) covered[one.method]++;
            total++;
          }
        }
      }
      for (const hits of Object.values(covered)) expect(hits / (total / 2)).toBeGreaterThan(0.88);
    },
  );

  it.each([4, 6])("says which of %d verifiers copies another", (verifiers) => {
    const phi = [0.85, 0.85, 0.8, 0.75, 0.7, 0.8].slice(0, verifiers);
    const columns = simulateVotes(
      model(0.35, phi, [0.2, 0.2, 0.3, 0.1, 0.3, 0.2].slice(0, verifiers)),
      20_000,
      5,
    );
    const random = createRandom(9);
    const [first, second, ...rest] = columns.scores;
    const copied = second.values.map((value, i) => (random.uniform() < 0.8 ? first.values[i] : value));
    const scores = [first, { name: "copy", values: copied }, ...rest];
    const fires = ({ warnings }: { readonly warnings: readonly string[] }) =>
      warnings.filter((warning) => warning.includes("agree on"));
    const [warning, ...others] = fires(estimateUnlabelled({ ...columns, scores }, options)!);
    expect(warning).toMatch(/“v0” and “copy” agree on .* share errors/);
    expect(others).toEqual([]);
    expect(fires(estimateUnlabelled(columns, options)!)).toEqual([]);
  });

  it("rarely cries wolf", () => {
    let alarms = 0;
    for (let seed = 0; seed < 30; seed++) {
      const { warnings } = estimateUnlabelled(simulateVotes(truth, 2000, 100 + seed), options)!;
      if (warnings.some((warning) => /agree on|do not fit/.test(warning))) alarms++;
    }
    expect(alarms).toBeLessThanOrEqual(4);
  });

  it("does not take a shared order among equal scores for agreement", () => {
    const { columns } = simulate({ rows: 30_000, error: 0.4, skills: [0, 0, 0] }, 1);
    const scores = columns.scores.map(({ name, values }) => ({
      name,
      values: values.map((x) => Math.round(x / 2)),
    }));
    expect(estimateUnlabelled({ ...columns, scores }, { fraction: 0.2, seed: 1 })!.reports).toEqual([]);
  });

  it("refuses in words where votes leave the rates open", () => {
    const guess = model(0.35, [0.9, 0.75, 0.5], [0.15, 0.1, 0.5]);
    const { reports, warnings } = estimateUnlabelled(simulateVotes(guess, 5000, 2), options)!;
    expect(reports).toEqual([]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/No estimate without labels.*“v2”/);
  });

  it("says that three verifiers leave nothing to test", () => {
    const three = model(0.35, [0.9, 0.75, 0.6], [0.15, 0.1, 0.3]);
    const { reports, warnings } = estimateUnlabelled(simulateVotes(three, 5000, 2), options)!;
    expect(reports).toHaveLength(6);
    expect(warnings.some((warning) => warning.includes("a fourth would"))).toBe(true);
  });

  it("needs three verifiers", () => {
    const columns = simulateVotes(truth, 100, 1);
    expect(estimateUnlabelled({ ...columns, scores: columns.scores.slice(0, 2) }, options)).toBeNull();
  });

  it("drops what has no score, and copes with a verifier that has none at all", () => {
    const columns = simulateVotes(truth, 5000, 1);
    const scores = [...columns.scores, { name: "none", values: new Float64Array(5000).fill(Number.NaN) }];
    const { reports } = estimateUnlabelled({ ...columns, scores }, options)!;
    const none = reports.filter(({ name }) => name === "none");
    expect(none).toHaveLength(2);
    for (const { phi, psi, pstar } of none)
      expect([phi < 1e-6, psi < 1e-6, Number.isFinite(pstar)]).toEqual([true, true, true]);
  });

  it("is the seed's alone", () => {
    const columns = simulateVotes(truth, 2000, 1);
    expect(estimateUnlabelled(columns, options)).toEqual(estimateUnlabelled(columns, options));
  });
});
