import { parseConfig } from "../config/index.ts";
import { PstarError } from "../errors.ts";
import type { LabelDesign } from "../estimation/design.ts";
import { listStages, publicId, type Run, type Stage, type Store } from "../store/index.ts";
import { taskOfTexts } from "../tasks/index.ts";
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
  const scores = stages
    .filter((stage) => stage.kind === "verify" && inputOf(stage, "candidates") === candidates)
    .map((stage) => ({ name: verifierOf(stage), stage: stage.id }));
  if (source === undefined || scores.length === 0) {
    throw new PstarError(`run ${publicId("run", run.id)} has no candidates that are scored and labelled`, {
      exitCode: 2,
      where,
      remedy: "let its pipeline get as far as `pstar estimate`, or choose another run with --run",
    });
  }
  const labelled = labels?.id ?? source.id;
  return { candidates: source.id, scores: imported ? scores : inFileOrder(scores, run), labels: labelled };
}

/** Which of a pipeline's stages ends first is chance, the order of its file is not. */
function inFileOrder(scores: ColumnStages["scores"], run: Run): ColumnStages["scores"] {
  const order = configOf(run).verifiers.map(({ name }) => name);
  return scores.toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
}

const configOf = (run: Run) => parseConfig(run.config, `run ${publicId("run", run.id)}`);

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
    return { stratum: taskOfTexts(configOf(run).task).stratum };
  }
  const field = groupField(imported);
  return field === null ? null : { field };
}

/** The field by which an imported file's rows are of a kind; null where none says. */
export function groupField({ options }: Stage): string | null {
  const { mapping } = options as { readonly mapping?: { readonly group: string | null } };
  return mapping?.group ?? null;
}
