import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { gainOver } from "../../src/pipeline/gain.ts";
import { listRuns, listStages, readCandidates } from "../../src/store/index.ts";
import { createEigenvaluesTask } from "../../src/tasks/eigenvalues/eigenvalues.ts";
import { eigenvaluesOptions } from "../../src/tasks/eigenvalues/options.ts";
import { lastingFolder, reading, runText, tiny } from "./tiny.ts";

const db = join(lastingFolder(), "gain.db");
const task = createEigenvaluesTask(
  eigenvaluesOptions.parse({ kind: "eigenvalues", size: 2, tolerance: 0.5 }),
);
const options = { seed: 1, draws: 400 };
let gains: (readonly [number, { estimate: number; low: number; high: number } | null])[];

beforeAll(async () => {
  const { generator, cells } = await runText(tiny, db);
  const [metric] = task.metrics as [string];
  const own = generator!.metrics[metric]!.estimate;
  gains = cells.map(({ student }) => [student!.metrics[metric]!.estimate - own, student!.gain]);
});

describe("a model's gain over the generator", () => {
  it("is the difference of their metrics, with an interval that holds it", () => {
    for (const [difference, gain] of gains) {
      expect(gain!.estimate).toBeCloseTo(difference, 10);
      expect(gain!.low).toBeLessThanOrEqual(gain!.estimate);
      expect(gain!.high).toBeGreaterThanOrEqual(gain!.estimate);
    }
  });

  it("pairs inputs: none over itself, and the one the other way round", () => {
    reading(db, (store) => {
      const evaluations = listRuns(store)
        .flatMap(({ id }) => listStages(store, id))
        .filter(({ kind }) => kind === "evaluate");
      const [first, second] = evaluations.map(({ id }) => id) as [number, number];
      expect(gainOver(store, task, { model: first, other: first }, options)!.estimate).toBe(0);
      const there = gainOver(store, task, { model: first, other: second }, options)!;
      const back = gainOver(store, task, { model: second, other: first }, options)!;
      expect(back.estimate).toBeCloseTo(-there.estimate, 12);

      // By hand, over the inputs that both answer.
      const [metric] = task.metrics as [string];
      const values = [first, second].map((id) =>
        Array.from(
          readCandidates(store, id),
          ({ example, output }) => task.judge(example, output!).metrics[metric]!,
        ),
      );
      const mean = values[0]!.reduce((sum, value, i) => sum + value - values[1]![i]!, 0) / values[0]!.length;
      expect(there.estimate).toBeCloseTo(mean, 12);
    });
  });
});
