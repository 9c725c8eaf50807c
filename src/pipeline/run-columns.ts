import { parseConfig } from "../config/index.ts";
import { PstarError } from "../errors.ts";
import type { LabelDesign } from "../estimation/design.ts";
import { listStages, publicId, type Run, type Stage, type Store } from "../store/index.ts";
import { createTask } from "../tasks/index.ts";
import { type ColumnStages, candidateColumns, type GroupOf } from "./columns.ts";
import { type WeightedColumns, weighted } from "./stages/scored.ts";
import { verifierOf } from "./stages/verify.ts";

/**
 * The labelled candidates of a run with the scores of every verifier that saw them: the calibration inputs of a
 * pipeline, or the rows of an imported file, their labels weighed by the design they were drawn by.
 *
 * @throws PstarError (exit code 2) where the run has no scored candidates yet
 */
export function columnsOfRun(store: Store, run: Run): WeightedColumns {
  const stages = listStages(store, run.id).filter(({ status }) => status === "done");
  const columns = candidateColumns(store, columnStages(stages, run, store.path), {
    group: groupOf(run, stages),
    seed: run.seed,
  });
  return weighted(columns, designOf(stages));
}

/** Which stages of a run hold the columns. */
function columnStages(stages: readonly Stage[], run: Run, where: string): ColumnStages {
  const labels = labelStage(stages);
  const imported = stages.findLast(({ kind }) => kind === "import");
  const candidates = labels ? inputOf(labels, "candidates") : imported?.id;
  const source = stages.find(({ id }) => id === candidates);
  const scores = stages.filter(
    (stage) => stage.kind === "verify" && inputOf(stage, "candidates") === candidates,
  );
  if (source === undefined || scores.length === 0) {
    throw new PstarError(`run ${publicId("run", run.id)} has no scored candidates`, {
      exitCode: 2,
      where,
      remedy: "let it get as far as `pstar verify`, or choose another run with --run",
    });
  }
  return {
    candidates: source.id,
    scores: scores.map((stage) => ({ name: verifierOf(stage), stage: stage.id })),
    labels: labels?.id ?? source.id,
  };
}

const labelStage = (stages: readonly Stage[]): Stage | undefined =>
  stages.findLast(({ kind }) => kind === "label");

const inputOf = (stage: Stage, role: string): number | undefined =>
  stage.inputs.find((input) => input.role === role)?.stageId;

/** Of labels kept beside a file; a task labels all of its calibration inputs. */
function designOf(stages: readonly Stage[]): LabelDesign | null {
  const options = labelStage(stages)?.options as { readonly design?: LabelDesign | null } | undefined;
  return options?.design ?? null;
}

function groupOf(run: Run, stages: readonly Stage[]): GroupOf | null {
  const imported = stages.findLast(({ kind }) => kind === "import");
  if (imported === undefined) {
    const task = createTask(parseConfig(run.config, `run ${publicId("run", run.id)}`).task);
    return { stratum: task.stratum };
  }
  const { mapping } = imported.options as { readonly mapping: { readonly group: string | null } };
  return mapping.group === null ? null : { field: mapping.group };
}
