import { describe, expect, it } from "vitest";
import { type RocPoint, rocCurve } from "../../src/inspect/roc.ts";
import { createRandom } from "../../src/random/generator.ts";

/** Scores in steps of `step`, higher of correct rows, some missing or −∞; labels between 0 and 1 and weights where asked. */
function draw(seed: number, rows: number, step: number, uneven = false) {
  const random = createRandom(seed);
  const correct = Float64Array.from({ length: rows }, () =>
    uneven && random.uniform() < 0.2 ? 0.25 : Number(random.uniform() < 0.4),
  );
  const scores = correct.map((label) => {
    if (random.uniform() < 0.03) return random.uniform() < 0.5 ? Number.NaN : -Infinity;
    const score = label + random.normal();
    return step === 0 ? score : Math.round(score / step) * step;
  });
  const weights = correct.map(() => (uneven ? 0.5 + random.uniform() : 1));
  return { scores, labelled: { correct, ...(uneven && { weights }) }, weights };
}

/** φ and ψ of all rows that score at least as much as each row does, and then of all rows: straight from the definition. */
function definition({ scores, labelled: { correct }, weights }: ReturnType<typeof draw>): RocPoint[] {
  const share = (of: (row: number) => number, kept: (row: number) => boolean): number => {
    const rows = [...scores.keys()];
    const mass = (some: number[]) => some.reduce((sum, row) => sum + weights[row]! * of(row), 0);
    return mass(rows.filter(kept)) / mass(rows);
  };
  const points = (kept: (row: number) => boolean): RocPoint => ({
    psi: share((row) => 1 - correct[row]!, kept),
    phi: share((row) => correct[row]!, kept),
  });
  const thresholds = [...new Set(scores.filter((score) => score > -Infinity))].sort((a, b) => b - a);
  return [
    { psi: 0, phi: 0 },
    ...thresholds.map((threshold) => points((row) => scores[row]! >= threshold)),
    points(() => true),
  ];
}

/** P(correct above incorrect) + ½ P(equal) over all pairs, rows without a score below all others. */
function byPairs({ scores, labelled: { correct }, weights }: ReturnType<typeof draw>): number {
  const rank = (row: number): number => (scores[row]! > -Infinity ? scores[row]! : -1e300);
  let [above, pairs] = [0, 0];
  for (const i of scores.keys()) {
    for (const j of scores.keys()) {
      const weight = weights[i]! * correct[i]! * weights[j]! * (1 - correct[j]!);
      pairs += weight;
      above += weight * (rank(i) > rank(j) ? 1 : rank(i) === rank(j) ? 0.5 : 0);
    }
  }
  return above / pairs;
}

const area = (points: readonly RocPoint[]): number =>
  points
    .slice(1)
    .reduce((sum, { psi, phi }, i) => sum + ((psi - points[i]!.psi) * (phi + points[i]!.phi)) / 2, 0);

function expectClose(found: readonly RocPoint[], expected: readonly RocPoint[]): void {
  expect(found).toHaveLength(expected.length);
  found.forEach(({ psi, phi }, i) => {
    expect(psi).toBeCloseTo(expected[i]!.psi, 12);
    expect(phi).toBeCloseTo(expected[i]!.phi, 12);
  });
}

describe("the ROC curve of labelled rows", () => {
  it.each([
    ["scores all different", 0, false],
    ["ties", 0.5, false],
    ["soft labels and weights", 0.25, true],
  ])("is φ over ψ at every threshold: %s", (_, step, uneven) => {
    for (const seed of [1, 2, 3]) {
      const drawn = draw(seed, 120, step, uneven);
      const points = rocCurve(drawn.scores, drawn.labelled, 200);
      expectClose(points, definition(drawn));
      expect(area(points)).toBeCloseTo(byPairs(drawn), 10);
    }
  });

  it("begins with nothing kept and ends with everything, exactly", () => {
    const { scores, labelled } = draw(4, 500, 0, true);
    const points = rocCurve(scores, labelled, 200);
    expect(points[0]).toEqual({ psi: 0, phi: 0 });
    expect(points.at(-1)).toEqual({ psi: 1, phi: 1 });
  });

  it("keeps points of its own, few enough, and with them its shape", () => {
    for (const most of [2, 10, 200]) {
      const { scores, labelled } = draw(5, 5000, 0);
      const all = rocCurve(scores, labelled, Infinity);
      const some = rocCurve(scores, labelled, most);
      expect(some.length).toBeLessThanOrEqual(most);
      const known = new Set(all.map(({ psi, phi }) => `${psi} ${phi}`));
      for (const { psi, phi } of some) expect(known).toContain(`${psi} ${phi}`);
      expect(Math.abs(area(some) - area(all))).toBeLessThan(4 / (most - 1));
    }
  });

  it("keeps its shape where nearly all rows have one score", () => {
    const scores = Float64Array.from({ length: 4000 }, (_, i) => (i < 3000 ? 0 : i));
    const correct = scores.map((_, i) => (i % 3 === 0 ? 1 : 0));
    const all = rocCurve(scores, { correct }, Infinity);
    const some = rocCurve(scores, { correct }, 50);
    expect(some.at(-2)).toEqual(all.at(-2));
    expect(Math.abs(area(some) - area(all))).toBeLessThan(0.01);
  });

  it("is none where all labels are alike", () => {
    const scores = Float64Array.of(1, 2, 3);
    expect(rocCurve(scores, { correct: Float64Array.of(1, 1, 1) }, 200)).toEqual([]);
    expect(rocCurve(scores, { correct: Float64Array.of(0, 0, 0) }, 200)).toEqual([]);
  });
});
