import { stageTitle } from "../pipeline/stage.ts";
import {
  artifactsOf,
  committedRows,
  countReasons,
  failedRows,
  publicArtifactId,
  publicId,
  readRun,
  readRunSpending,
  type Stage,
  type Store,
} from "../store/index.ts";
import { outlineRun, verdictIn } from "./heads.ts";
import type { InspectedArtifact, InspectedFailure, InspectedSpending, RunInspection } from "./inspection.ts";
import { inspectTrainings } from "./models.ts";
import { inspectOutsiders } from "./outsiders.ts";
import { inspectStages } from "./stages.ts";
import { tuningWarnings } from "./tuning-words.ts";
import { inspectVerifiers } from "./verifiers.ts";
import { warningsOf } from "./warnings.ts";

/** Moments at which spending is told. */
const MOMENTS = 200;

/** All that a run shows. @throws PstarError (exit code 2) where there is no such run */
export function inspectRun(store: Store, id: number): RunInspection {
  const run = readRun(store, id);
  const outline = outlineRun(store, run);
  const { head, stages, settings, generator, real, tuned } = outline;
  const dropped = new Map(
    stages.filter(({ kind }) => kind === "select").map((stage) => [stage.id, droppedBy(store, stage)]),
  );
  const cells = outline.cells.map((cell) => ({
    ...cell,
    dropped: dropped.get(Number(cell.selection.slice(1))) ?? {},
  }));
  const fractions = cells.map(({ fraction }) => fraction).filter((fraction) => fraction > 0);
  const { verifiers, report, warnings } = inspectVerifiers(store, run, settings, fractions);
  const found = tuned === null ? warnings : tuningWarnings(tuned.tuning, tuned.training);
  const failures = stages.flatMap((stage) => failureOf(store, stage));
  return {
    head,
    verdict: verdictIn(run, outline),
    ...{ generator, real, cells, verifiers },
    error: outline.error ?? report?.generatorError ?? null,
    stages: inspectStages(store, stages, dropped),
    trainings: inspectTrainings(store, stages, settings.metrics),
    tuning: tuned?.tuning ?? null,
    elsewhere: inspectOutsiders(store, cells, settings.metrics),
    failures,
    spending: spendingOf(store, id),
    artifacts: stages.flatMap((stage) => inspectArtifacts(store, stage)),
    warnings: warningsOf({ head, problem: settings.problem, cells, failures, found }),
  };
}

const droppedBy = (store: Store, { id }: Stage): Record<string, number> =>
  Object.fromEntries(Object.entries(countReasons(store, id)).filter(([, rows]) => rows > 0));

function failureOf(store: Store, stage: Stage): InspectedFailure[] {
  const { id, books } = stage;
  const failed = books === null || books.failed > 0 ? failedRows(store, id) : undefined;
  if (failed === undefined) return [];
  return [
    {
      stage: publicId("stage", id),
      title: stageTitle(stage),
      ...failed,
      of: books?.input ?? committedRows(store, id),
    },
  ];
}

function spendingOf(store: Store, run: number): InspectedSpending | null {
  const spending = readRunSpending(store, run, MOMENTS);
  return spending.answered + spending.failed === 0 ? null : spending;
}

const inspectArtifacts = (store: Store, stage: Stage): InspectedArtifact[] =>
  artifactsOf(store, stage.id).map(({ stageId, hash, ...artifact }) => ({
    id: publicArtifactId(hash),
    stage: publicId("stage", stageId),
    hash,
    ...artifact,
  }));
