import type { PipelineConfig, SamplingOptions } from "../../config/index.ts";
import { meanInterval } from "../../metrics/bootstrap.ts";
import type { Interval } from "../../metrics/interval.ts";
import { deriveSeed } from "../../random/seed.ts";
import { readCandidates, readStage, type Store, writeEvaluation } from "../../store/index.ts";
import type { Task } from "../../tasks/task.ts";
import { defineStage, type Stage } from "../stage.ts";
import { generateCandidates } from "./generate.ts";

const greedy: SamplingOptions = { method: "greedy", samples: 1, temperature: 1 };

/** A trained model's likeliest answers to the test examples, and its metrics; none where there was nothing to train on. */
export function evaluateStage(
  name: string,
  task: Task,
  { draws, confidence }: PipelineConfig["estimate"],
  model: Stage,
  examples: Stage,
  seed: number,
): Stage {
  return defineStage({
    kind: "evaluate",
    name,
    version: 1,
    options: { judge: task.judgeOptions, draws, confidence, seed },
    inputs: [
      { role: "model", stage: model },
      { role: "examples", stage: examples },
    ],
    rows: examples.rows,
    unit: "rows",
    resource: "main",
    async work(context) {
      const { store, stageId, input } = context;
      if (isEmpty(store, input("model"))) return { input: 0, kept: 0, rejected: 0, failed: 0 };
      const outcome = await generateCandidates(context, task, greedy, seed);
      writeEvaluation(
        store,
        stageId,
        input("model"),
        measure(store, stageId, task, { draws, confidence }, seed),
      );
      return outcome;
    },
  });
}

/** Whether a training stage had nothing to train on. */
function isEmpty(store: Store, stageId: number): boolean {
  return readStage(store, stageId).books?.input === 0;
}

/** The task's metrics over a stage's candidates, each with its interval. */
function measure(
  store: Store,
  stageId: number,
  task: Task,
  options: { readonly draws: number; readonly confidence: number },
  seed: number,
): Record<string, Interval> {
  const judgements = Array.from(
    readCandidates(store, stageId),
    ({ example, output }) => task.judge(example, output ?? "").metrics,
  );
  return Object.fromEntries(
    task.metrics.map((metric) => {
      const values = Float64Array.from(judgements, (metrics) => metrics[metric]);
      return [metric, meanInterval(values, { ...options, seed: deriveSeed(seed, "metric", metric) })];
    }),
  );
}
