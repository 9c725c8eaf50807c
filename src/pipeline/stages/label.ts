import { readCandidates, writeLabels } from "../../store/index.ts";
import type { Task } from "../../tasks/task.ts";
import { defineStage, type Stage } from "../stage.ts";

/** Gold labels: how correct each answer is, by the true answers of its examples. */
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
      const positions: number[] = [];
      const values: number[] = [];
      let rows = 0;
      for (const { position, example, output } of readCandidates(store, stage)) {
        rows++;
        if (output === null) continue;
        positions.push(position);
        values.push(task.judge(example, output).correct);
      }
      writeLabels(store, stageId, stage, "true answers", { positions, values });
      return { input: rows, kept: values.length, rejected: 0, failed: rows - values.length };
    },
  });
}
