import { describe, expect, it } from "vitest";
import { dealInputs, splitHalves } from "../../../src/estimation/combination/split.ts";
import { simulate } from "./simulate.ts";

describe("splitHalves", () => {
  const { columns } = simulate({ rows: 3000, size: 3, labelled: 0.4, error: 0.3, skills: [1] }, 1);
  const { fitting, judging } = splitHalves(columns, 7);

  it("puts each labelled row in one half, and each input too", () => {
    const both = [...fitting, ...judging].sort((a, b) => a - b);
    expect(both).toEqual([...columns.labels.keys()].filter((row) => !Number.isNaN(columns.labels[row])));
    const inputs = new Set(Array.from(fitting, (row) => columns.cluster[row]));
    expect([...judging].some((row) => inputs.has(columns.cluster[row]))).toBe(false);
    const judged = new Set(Array.from(judging, (row) => columns.cluster[row]));
    expect(Math.abs(inputs.size - judged.size)).toBeLessThanOrEqual(1);
  });

  it("gives both halves nearly the same share of correct", () => {
    const share = (rows: Int32Array) => rows.reduce((sum, row) => sum + columns.labels[row], 0) / rows.length;
    // Left to chance the shares would differ by about 0.02.
    expect(Math.abs(share(fitting) - share(judging))).toBeLessThan(0.015);
  });

  it("is the seed's alone", () => {
    expect(splitHalves(columns, 7)).toEqual({ fitting, judging });
    expect(splitHalves(columns, 8)).not.toEqual({ fitting, judging });
  });

  it.each([[[1, 1, 0, 0]], [[1, 0, 0, 0, 1]], [[0.5, 1, 0]], [[0.5, 0.5, 0.2]], [[1, 1, 1, 0, 0, 0, 1]]])(
    "gives both halves both kinds of %j",
    (list) => {
      const labels = Float64Array.from(list);
      const few = { ...columns, rows: list.length, labels, cluster: Int32Array.from(list.keys()) };
      for (let seed = 0; seed < 20; seed++) {
        for (const rows of Object.values(splitHalves(few, seed))) {
          expect([...rows].some((row: number) => labels[row] > 0)).toBe(true);
          expect([...rows].some((row: number) => labels[row] < 1)).toBe(true);
        }
      }
    },
  );
});

describe("dealInputs", () => {
  it("deals five parts whose counts of either kind differ by two at most", () => {
    const { columns } = simulate({ rows: 103, error: 0.4, skills: [1] }, 2);
    const part = dealInputs(Int32Array.from(columns.labels.keys()), columns, 5, 3);
    for (const kind of [0, 1]) {
      const counts = [0, 0, 0, 0, 0];
      part.forEach((p, i) => {
        if (columns.labels[i] === kind) counts[p]++;
      });
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2);
    }
  });
});
