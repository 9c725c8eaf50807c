import type { Interval } from "../metrics/interval.ts";
import type { RunResult } from "../pipeline/index.ts";
import { keptOf, type TrainingSummary } from "../pipeline/stages/tune.ts";
import { publicId, type Run, readMetrics, readTraining, type Stage, type Store } from "../store/index.ts";
import type { InspectedModel, InspectedTraining } from "./inspection.ts";
import { inputOf } from "./stages.ts";

/** Metrics by name in the order of the task; null where the model was not evaluated. */
export function modelMetrics(
  store: Store,
  evaluation: Stage | undefined,
  order: readonly string[],
): Readonly<Record<string, Interval>> | null {
  if (evaluation === undefined) return null;
  const metrics = readMetrics(store, evaluation.id);
  const names = [...new Set([...order, ...Object.keys(metrics)])].filter((name) => name in metrics);
  if (names.length === 0) return null;
  return Object.fromEntries(names.map((name) => [name, metrics[name]!]));
}

/** The evaluation of the model that a training made. */
export const evaluationOf = (stages: readonly Stage[], training: number | undefined): Stage | undefined =>
  training === undefined
    ? undefined
    : stages.find((stage) => stage.kind === "evaluate" && inputOf(stage, "model") === training);

/** The model that every pipeline evaluates by this name. */
export function namedModel(
  store: Store,
  stages: readonly Stage[],
  name: "generator" | "student of true answers",
  order: readonly string[],
  gain: Interval | null,
): InspectedModel | null {
  const evaluation = stages.find((stage) => stage.kind === "evaluate" && stage.name === name);
  const metrics = modelMetrics(store, evaluation, order);
  return metrics && { metrics, gain };
}

/** By how much students and the model of true answers are above the generator, once the run has ended well. */
export function gainsOf({ result }: Run): {
  readonly real: Interval | null;
  readonly students: ReadonlyMap<string, Interval>;
} {
  const { real = null, cells = [] } = (result ?? {}) as Partial<Pick<RunResult, "real" | "cells">>;
  const known = cells.flatMap(({ selection, student }) =>
    student?.gain ? [[selection, student.gain] as const] : [],
  );
  return { real: real?.gain ?? null, students: new Map(known) };
}

/** Trainings that have ended with a model. */
export function inspectTrainings(
  store: Store,
  stages: readonly Stage[],
  order: readonly string[],
): InspectedTraining[] {
  return stages.flatMap((stage) => {
    const training = stage.kind === "train" ? readTraining(store, stage.id) : undefined;
    if (training === undefined) return [];
    const { steps, rows, seconds } = training;
    return {
      ...{ stage: publicId("stage", stage.id), name: stage.name, steps, rows, seconds },
      asked: askedOf(stage.options) ?? steps,
      ...courseOf(stage),
      metrics: modelMetrics(store, evaluationOf(stages, stage.id), order),
    };
  });
}

/**
 * How the loss went. It is a mean of each hundredth of the updates asked for, or of what is left at their end; where patience
 * was spent within one, nothing is known of that.
 */
export function courseOf({
  summary,
  options,
}: Pick<Stage, "summary" | "options">): Pick<InspectedTraining, "losses" | "evaluations" | "kept"> {
  const { losses = [], evaluations = [] } = (summary ?? {}) as Partial<TrainingSummary>;
  const asked = askedOf(options) ?? 0;
  const stretch = Math.ceil(asked / 100);
  return {
    losses: losses.map((loss, i) => ({ update: Math.min((i + 1) * stretch, asked), loss })),
    evaluations: evaluations.map(({ updates, loss, measures = {} }) => ({ update: updates, loss, measures })),
    kept: keptOf({ evaluations })?.updates ?? null,
  };
}

/** Updates asked for, of students and of tunings. */
export function askedOf(options: unknown): number | undefined {
  const { training, options: own } = options as Partial<Record<"training" | "options", { steps?: number }>>;
  return (own ?? training)?.steps;
}
