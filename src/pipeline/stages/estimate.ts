import type { PipelineConfig } from "../../config/index.ts";
import { type Coverage, coverage } from "../../estimation/coverage.ts";
import { type CellEstimate, estimateCell } from "../../estimation/estimate.ts";
import { lostKinds } from "../../estimation/lost-kinds.ts";
import {
  countExamples,
  readExamples,
  readGroups,
  readLabels,
  readSelection,
  writeEstimate,
} from "../../store/index.ts";
import type { Task } from "../../tasks/task.ts";
import { defineStage, type Stage, type StageContext } from "../stage.ts";

/** What an estimate stage writes: what a selection promises, from labelled inputs no model is trained on. */
export interface StoredEstimate {
  readonly estimate: CellEstimate;
  readonly coverage: Coverage;
}

export function estimateStage(
  name: string,
  task: Task,
  options: PipelineConfig["estimate"],
  stages: { readonly selection: Stage; readonly labels: Stage; readonly examples: Stage },
  seed: number,
): Stage {
  return defineStage({
    kind: "estimate",
    name,
    version: 2,
    options: { ...options, seed },
    inputs: Object.entries(stages).map(([role, stage]) => ({ role, stage })),
    rows: stages.selection.rows,
    unit: "rows",
    resource: "main",
    async work(context) {
      const { store, stageId, input } = context;
      const selection = readSelection(store, input("selection"));
      const { positions, values } = readLabels(store, input("labels"));
      const kept = selection.reason.map((code) => Number(code === 0));
      const cluster = readGroups(store, selection.candidateStage);
      const labelled = {
        kept: Uint8Array.from(positions, (at) => kept[at]!),
        correct: values,
        cluster: Int32Array.from(positions, (at) => cluster[at]!),
      };
      const covered = coverage(keptInputs(context, task, kept, cluster), { seed });
      const estimate = estimateCell(labelled, { ...options, seed, lost: lostKinds(covered) });
      writeEstimate(store, stageId, { estimate, coverage: covered } satisfies StoredEstimate);
      return { input: values.length, kept: values.length, rejected: 0, failed: 0 };
    },
  });
}

function keptInputs({ store, input }: StageContext, task: Task, kept: Uint8Array, cluster: Int32Array) {
  const examples = input("examples");
  const keptPerInput = new Int32Array(countExamples(store, examples));
  kept.forEach((isKept, i) => {
    keptPerInput[cluster[i]] += isKept;
  });
  const strata: string[] = [];
  const features: number[] = [];
  for (const example of readExamples(store, examples)) {
    strata.push(task.stratum(example));
    features.push(...task.features(example));
  }
  return { keptPerInput, strata, features: Float64Array.from(features) };
}
