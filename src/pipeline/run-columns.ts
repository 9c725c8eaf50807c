import { parseConfig } from "../config/index.ts";
import { PstarError } from "../errors.ts";
import type { CandidateColumns } from "../estimation/columns.ts";
import { listStages, publicId, type Run, type Stage, type Store } from "../store/index.ts";
import { createTask } from "../tasks/index.ts";
import { type ColumnStages, candidateColumns, type GroupOf } from "./columns.ts";

/**
 * The labelled candidates of a run with the scores of every verifier that saw them: the calibration inputs of a
 * pipeline, or the rows of an imported file.
 *
 * @throws PstarError (exit code 2) where the run has no scored candidates yet
 */
export function columnsOfRun(store: Store, run: Run): CandidateColumns {
  const stages = listStages(store, run.id);
  return candidateColumns(store, columnStages(stages, run, store.path), {
    group: groupOf(run, stages),
    seed: run.seed,
  });
}

/** Which stages of a run hold the columns. */
export function columnStages(stages: readonly Stage[], run: Run, where: string): ColumnStages {
  const labels = stages.findLast(({ kind }) => kind === "label");
  const imported = stages.findLast(({ kind }) => kind === "import");
  const candidates = labels ? inputOf(labels, "candidates") : imported?.id;
  const source = stages.find(({ id }) => id === candidates);
  const scores = stages.filter(
    (stage) => stage.kind === "verify" && inputOf(stage, "candidates") === candidates,
  );
  if (source === undefined || scores.length === 0) {
    throw new PstarError(`run ${publicId("run", run.id)} has no candidates that are scored and labelled`, {
      exitCode: 2,
      where,
      remedy: "let its pipeline get as far as `pstar estimate`, or choose another run with --run",
    });
  }
  return {
    candidates: source.id,
    scores: scores.map(({ id, name }) => ({ name: name.slice(`${source.name} by `.length), stage: id })),
    labels: labels?.id ?? source.id,
  };
}

const inputOf = (stage: Stage, role: string): number | undefined =>
  stage.inputs.find((input) => input.role === role)?.stageId;

function groupOf(run: Run, stages: readonly Stage[]): GroupOf | null {
  const imported = stages.findLast(({ kind }) => kind === "import");
  if (imported === undefined) {
    const task = createTask(parseConfig(run.config, `run ${publicId("run", run.id)}`).task);
    return { stratum: task.stratum };
  }
  const { mapping } = imported.options as { readonly mapping: { readonly group: string | null } };
  return mapping.group === null ? null : { field: mapping.group };
}
