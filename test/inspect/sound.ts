import { expect } from "vitest";
import type { RunInspection } from "../../src/inspect/index.ts";

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** What holds of every inspection, whatever the run did and however far it has come. */
export function expectSound(inspection: RunInspection): void {
  expect(JSON.parse(JSON.stringify(inspection))).toStrictEqual(inspection);
  const { head, verdict, cells, verifiers, stages, spending, warnings } = inspection;

  const seen = new Set<string>();
  for (const { id, inputs, books, rejected, status } of stages) {
    for (const { stage } of inputs) expect(seen, `${id} after ${stage}`).toContain(stage);
    seen.add(id);
    expect(books === null).toBe(status === "running");
    if (books === null) continue;
    expect(books.input).toBe(books.kept + books.rejected + books.failed);
    expect([0, books.rejected]).toContain(sum(Object.values(rejected)));
  }
  expect(head.stagesBegun).toBe(stages.length);
  expect(head.stagesDone).toBe(stages.filter(({ status }) => status === "done").length);
  expect(head.seconds).toBeCloseTo(sum(stages.map(({ seconds }) => seconds ?? 0)), 9);

  for (const { kept, rows, dropped, selection } of cells) {
    expect(seen).toContain(selection);
    expect(kept + sum(Object.values(dropped))).toBe(rows);
  }
  if (verdict.selection !== null)
    expect(cells.map(({ selection }) => selection)).toContain(verdict.selection);
  // That of a tuning begins with a name.
  expect(verdict.sentence).toMatch(inspection.tuning === null ? /^[A-Z].*\.$/ : /^\S.*\.$/);
  expect(new Set(warnings).size).toBe(warnings.length);
  for (const warning of warnings) expect(warning).toMatch(/[.!?…]$/);

  for (const { curve, roc, histogram } of verifiers) {
    expect(curve.map(({ fraction }) => fraction)).toEqual(
      curve.map(({ fraction }) => fraction).toSorted((a, b) => a - b),
    );
    roc.forEach(({ psi, phi }, i) => {
      const before = roc[i - 1] ?? { psi: 0, phi: 0 };
      expect(psi).toBeGreaterThanOrEqual(before.psi);
      expect(phi).toBeGreaterThanOrEqual(before.phi);
    });
    histogram.forEach(({ low, high }, i) => {
      expect(high).toBeGreaterThan(low);
      if (i > 0) expect(low).toBe(histogram[i - 1]!.high);
    });
  }
  if (spending !== null) {
    const { overTime, cost, inputTokens, outputTokens } = spending;
    expect(overTime.length).toBeLessThanOrEqual(200);
    expect(overTime.map(({ at }) => at)).toEqual(overTime.map(({ at }) => at).toSorted());
    expect(overTime.at(-1)!.cost).toBeCloseTo(cost, 9);
    expect(overTime.at(-1)!.tokens).toBe(inputTokens + outputTokens);
    expect(sum(stages.map((stage) => stage.cost))).toBeCloseTo(cost, 9);
  }
}
