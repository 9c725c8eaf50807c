import { parseConfig } from "../config/index.ts";
import { PstarError } from "../errors.ts";
import { verifierOf } from "../pipeline/stages/verify.ts";
import { listStages, publicId, type Run, readRun, type Stage, type Store } from "../store/index.ts";
import { type TextsTask, taskOfTexts } from "../tasks/index.ts";

/** What the looks at single rows need to know of their run. */
export interface RunFacts {
  readonly run: Run;
  readonly stages: readonly Stage[];
  /** Null where it has none, or none that this version knows. */
  readonly task: TextsTask | null;
  /** How an imported file was read; null in other runs. */
  readonly mapping: { readonly group: string | null; readonly reference: string | null } | null;
}

/** @throws PstarError (exit code 2) where there is no such run */
export function runFacts(store: Store, id: number): RunFacts {
  const run = readRun(store, id);
  const stages = listStages(store, id);
  const imported = stages.findLast(({ kind }) => kind === "import");
  const options = imported?.options as { readonly mapping: NonNullable<RunFacts["mapping"]> } | undefined;
  return { run, stages, task: imported ? null : taskOf(run), mapping: options?.mapping ?? null };
}

function taskOf(run: Run): TextsTask | null {
  try {
    return taskOfTexts(parseConfig(run.config, `run ${publicId("run", run.id)}`).task);
  } catch (error) {
    if (error instanceof PstarError) return null;
    throw error;
  }
}

/** The stages of a run that score the candidates of one of them, by the name of what scores. */
export function scoringStages(stages: readonly Stage[], candidates: number): Map<number, string> {
  const scoring = stages.filter(
    ({ kind, inputs }) =>
      (kind === "verify" || kind === "combine") &&
      inputs.some(({ role, stageId }) => role === "candidates" && stageId === candidates),
  );
  return new Map(scoring.map((stage) => [stage.id, scorerOf(stage)]));
}

const scorerOf = (stage: Stage): string =>
  stage.kind === "verify" ? verifierOf(stage) : (stage.options as { readonly combiner: string }).combiner;
