import type { PipelineConfig } from "../../config/index.ts";
import {
  readExamples,
  readSelection,
  type Stage as StoredStage,
  writeCandidates,
  writeEvaluation,
} from "../../store/index.ts";
import type { Task } from "../../tasks/task.ts";
import { readPredictions } from "../read-predictions.ts";
import { defineStage, type Stage } from "../stage.ts";
import { measure } from "./evaluate.ts";
import { countMalformed, rowOf } from "./generate.ts";

const batch = 4096;

/** A training on what `selection` keeps that another trainer did: nothing runs, the lineage is entered. */
export function elsewhereStage(name: string, selection: Stage): Stage {
  return defineStage({
    kind: "train",
    name,
    version: 1,
    options: { trainedElsewhere: true, name },
    inputs: [{ role: "selection", stage: selection }],
    rows: null,
    unit: "rows",
    resource: "main",
    work: async ({ store, input }) => {
      const { kept } = readSelection(store, input("selection"));
      return { input: kept, kept, rejected: 0, failed: 0 };
    },
  });
}

/** Whether a stage is such a training. */
export const isElsewhere = ({ kind, options }: StoredStage): boolean =>
  kind === "train" && (options as { readonly trainedElsewhere?: boolean }).trainedElsewhere === true;

/**
 * The metrics of a model trained elsewhere, from the answers that a file has for the test examples. Whoever made the file chose
 * what is in it, so that an input without an answer counts as wrong: 0 of every metric.
 *
 * @param predictions.hash SHA-256 of the file
 */
export function predictionsStage(
  training: Stage,
  task: Task,
  { draws, confidence }: PipelineConfig["estimate"],
  predictions: { readonly path: string; readonly hash: string },
  examples: Stage,
  seed: number,
): Stage {
  return defineStage({
    kind: "evaluate",
    name: training.name,
    version: 1,
    options: {
      judge: task.judgeOptions,
      ...{ draws, confidence, seed },
      trainedElsewhere: true,
      predictions: predictions.hash,
    },
    inputs: [
      { role: "model", stage: training },
      { role: "examples", stage: examples },
    ],
    rows: examples.rows,
    unit: "rows",
    resource: "main",
    async work({ store, stageId, input, report, signal }) {
      const asked = [...readExamples(store, input("examples"))];
      const { answers, counts } = await readPredictions(predictions.path, asked);
      for (let start = 0; start < asked.length; start += batch) {
        signal.throwIfAborted();
        const rows = asked.slice(start, start + batch);
        writeCandidates(
          store,
          stageId,
          start,
          rows.map(({ id }, i) => ({ exampleId: id, sample: 0, ...rowOf(answers[start + i]!) })),
        );
        report(start + rows.length);
      }
      const metrics = measure(store, stageId, task, { draws, confidence }, seed, 0);
      writeEvaluation(store, stageId, input("model"), metrics);
      const { summary: _, ...books } = countMalformed(store, stageId, task);
      return { ...books, summary: { ...counts, malformed: books.rejected } };
    },
  });
}
