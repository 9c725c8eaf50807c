import { readCandidates, writeLabels } from "../../store/index.ts";
import type { Task } from "../../tasks/task.ts";
import { defineStage, type Stage } from "../stage.ts";

/** Gold labels: whether each candidate is correct, by the true answers of its examples. */
export function labelStage(name: string, task: Task, candidates: Stage): Stage {
  return defineStage({
    kind: "label",
    name,
    version: 1,
    options: { judge: task.judgeOptions },
    inputs: [{ role: "candidates", stage: candidates }],
    rows: candidates.rows,
    unit: "rows",
    resource: "main",
    async work({ store, stageId, input }) {
      const stage = input("candidates");
      const values = Float64Array.from(readCandidates(store, stage), ({ example, output }) =>
        Number(task.judge(example, output ?? "").correct),
      );
      writeLabels(store, stageId, stage, "true answers", {
        positions: Int32Array.from(values.keys()),
        values,
      });
      return { input: values.length, kept: values.length, rejected: 0, failed: 0 };
    },
  });
}
