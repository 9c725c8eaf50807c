import type { PipelineConfig } from "../../config/index.ts";
import type { SamplingOptions } from "../../generators/sampling.ts";
import { meanInterval } from "../../metrics/bootstrap.ts";
import type { Interval } from "../../metrics/interval.ts";
import { deriveSeed } from "../../random/seed.ts";
import { readCandidates, type Store, writeEvaluation } from "../../store/index.ts";
import type { Task } from "../../tasks/task.ts";
import type { Answerer } from "../answerer.ts";
import { type AttemptOf, firstAttempt } from "../attempts.ts";
import { defineRetriable, type Stage } from "../stage.ts";
import { costOf, generateCandidates } from "./generate.ts";

/** How models are asked to show what they can. */
export const greedy: SamplingOptions = { method: "greedy", samples: 1, temperature: 1 };

/**
 * A model's likeliest answers to the test examples, and its metrics over those that it gave; none where it gave none, as where
 * there was nothing to train it on.
 */
export function evaluateStage(
  name: string,
  task: Task,
  { draws, confidence }: PipelineConfig["estimate"],
  answerer: Answerer,
  examples: Stage,
  seed: number,
  attemptOf: AttemptOf = firstAttempt,
): Stage {
  const { inputs, identity, mayRecover } = answerer;
  return defineRetriable(
    {
      kind: "evaluate",
      name,
      version: 1,
      options: { judge: task.judgeOptions, draws, confidence, seed, ...identity },
      inputs: [...inputs, { role: "examples", stage: examples }],
      rows: examples.rows,
      unit: "rows",
      resource: "main",
      ...costOf(answerer, greedy, examples),
      async work(context) {
        const { store, stageId, input } = context;
        const outcome = await generateCandidates(context, task, answerer, greedy, seed);
        if (outcome === undefined) return { input: 0, kept: 0, rejected: 0, failed: 0 };
        if (outcome.failed === outcome.input) return outcome;
        const model = inputs.length === 0 ? null : input("model");
        writeEvaluation(store, stageId, model, measure(store, stageId, task, { draws, confidence }, seed));
        return outcome;
      },
    },
    mayRecover ? attemptOf : firstAttempt,
  );
}

/**
 * The task's metrics over a stage's candidates, each with its interval.
 *
 * @param unanswered of every metric, what an input without an answer counts; such are left out where it is undefined
 */
export function measure(
  store: Store,
  stageId: number,
  task: Task,
  options: { readonly draws: number; readonly confidence: number },
  seed: number,
  unanswered?: number,
): Record<string, Interval> {
  const judgements = [...readCandidates(store, stageId)].flatMap(({ example, output }) =>
    output !== null ? [task.judge(example, output).metrics] : unanswered === undefined ? [] : [null],
  );
  return Object.fromEntries(
    task.metrics.map((metric) => {
      const values = Float64Array.from(judgements, (metrics) =>
        metrics === null ? unanswered! : metrics[metric]!,
      );
      return [metric, meanInterval(values, { ...options, seed: deriveSeed(seed, "metric", metric) })];
    }),
  );
}
