import { isElsewhere } from "../pipeline/stages/elsewhere.ts";
import { listStages, publicId, readRun, runsOfStage, type Store } from "../store/index.ts";
import type { InspectedCell, InspectedOutsider } from "./inspection.ts";
import { evaluationOf, gainsOf, modelMetrics } from "./models.ts";
import { inputOf } from "./stages.ts";

/**
 * Models trained elsewhere on a run's selections, whichever run of the database their outcome is entered in: a selection
 * that has one already gives each other one a run of its own.
 */
export function inspectOutsiders(
  store: Store,
  cells: readonly Pick<InspectedCell, "selection">[],
  order: readonly string[],
): InspectedOutsider[] {
  const selections = new Set(cells.map(({ selection }) => Number(selection.slice(1))));
  const runs = new Set([...selections].flatMap((selection) => runsOfStage(store, selection)));
  const seen = new Set<number>();
  return [...runs]
    .sort((a, b) => a - b)
    .flatMap((run) => {
      const stages = listStages(store, run);
      const { students } = gainsOf(readRun(store, run));
      return stages.flatMap((training): InspectedOutsider[] => {
        const selection = inputOf(training, "selection");
        const evaluation = evaluationOf(stages, training.id);
        if (!isElsewhere(training) || selection === undefined || evaluation === undefined) return [];
        const metrics = selections.has(selection) ? modelMetrics(store, evaluation, order) : null;
        if (metrics === null || seen.has(evaluation.id)) return [];
        seen.add(evaluation.id);
        const id = publicId("stage", selection);
        return [
          {
            ...{ stage: publicId("stage", training.id), name: training.name, selection: id },
            ...{ run: publicId("run", run), metrics, gain: students.get(id) ?? null },
          },
        ];
      });
    });
}
