import { writeExamples } from "../../store/index.ts";
import type { Split, Task } from "../../tasks/task.ts";
import { nextTurn } from "../next-turn.ts";
import { defineStage, type Stage } from "../stage.ts";

const batch = 4096;

/** Inputs that a task makes up, with their true answers. @param seed of these examples */
export function examplesStage(
  name: string,
  { example, exampleOptions }: Pick<Task, "exampleOptions"> & Required<Pick<Task, "example">>,
  split: Split,
  count: number,
  seed: number,
): Stage {
  return defineStage({
    kind: "examples",
    name,
    version: 1,
    options: { task: exampleOptions, split, count, seed },
    inputs: [],
    rows: count,
    unit: "rows",
    resource: "main",
    async work({ store, stageId, committed, signal, report }) {
      for (let start = committed; start < count; start += batch) {
        signal.throwIfAborted();
        const rows = Array.from({ length: Math.min(batch, count - start) }, (_, i) => ({
          ...example(seed, split, start + i),
          split,
        }));
        writeExamples(store, stageId, start, rows);
        report(start + rows.length);
        await nextTurn();
      }
      return { input: count, kept: count, rejected: 0, failed: 0 };
    },
  });
}
