import type { EstimateOptions } from "../../config/index.ts";
import { type CombinerName, combineBy } from "../../estimation/combination/combine.ts";
import { estimateSelection, type SelectionEstimate } from "../../estimation/selection.ts";
import { readEstimate, readSelection, type Store, writeEstimate } from "../../store/index.ts";
import { defineStage, type Stage } from "../stage.ts";
import { type ScoredStages, scoredColumns, scoredLinks } from "./scored.ts";

/**
 * What a selection of imported rows promises, by the labels there are.
 *
 * @param combiner what ranked the rows where it was fitted on labels: those are then left out here
 */
export function curatedEstimateStage(
  selected: Stage,
  combiner: CombinerName | null,
  scored: ScoredStages,
  options: EstimateOptions,
): Stage {
  const { seed, design } = scored;
  const { certainty, confidence, draws, labelThreshold } = options;
  const used = { certainty, confidence, draws, labelThreshold, seed };
  return defineStage({
    kind: "estimate",
    name: selected.name,
    version: 2,
    options: { ...used, combiner, design },
    inputs: [{ role: "selection", stage: selected }, ...scoredLinks(scored)],
    rows: selected.rows,
    unit: "rows",
    resource: "main",
    async work(context) {
      const { store, stageId, input } = context;
      const { columns } = scoredColumns(context, scored);
      const judged = combiner === null ? columns : combineBy(combiner, columns, seed).judged;
      const { reason } = readSelection(store, input("selection"));
      const kept = reason.map((code) => Number(code === 0));
      writeEstimate(store, stageId, estimateSelection(judged, kept, used));
      return { input: reason.length, kept: reason.length, rejected: 0, failed: 0 };
    },
  });
}

/** What `curatedEstimateStage` wrote. */
export function readCuratedEstimate(store: Store, stageId: number): SelectionEstimate {
  return readEstimate(store, stageId) as SelectionEstimate;
}
