import { PstarError } from "../../errors.ts";
import type { Answer, GeneratorItem } from "../../generators/generator.ts";
import type { SamplingOptions } from "../../generators/sampling.ts";
import { deriveSeed } from "../../random/seed.ts";
import {
  type CandidateRow,
  countExamples,
  readCandidates,
  readExamples,
  type Store,
  type StoredExample,
  writeCandidates,
} from "../../store/index.ts";
import type { Task } from "../../tasks/task.ts";
import type { Answerer } from "../answerer.ts";
import { type AttemptOf, firstAttempt } from "../attempts.ts";
import { inOrder } from "../in-order.ts";
import { defineRetriable, type Stage, type StageContext, type StageOutcome } from "../stage.ts";

/** A generator's answers to examples. */
export function generateStage(
  name: string,
  task: Task,
  sampling: SamplingOptions,
  answerer: Answerer,
  examples: Stage,
  seed: number,
  attemptOf: AttemptOf = firstAttempt,
): Stage {
  const { inputs, identity, mayRecover } = answerer;
  return defineRetriable(
    {
      kind: "generate",
      name,
      version: 1,
      options: { sampling, seed, ...identity },
      inputs: [...inputs, { role: "examples", stage: examples }],
      rows: examples.rows === null ? null : examples.rows * sampling.samples,
      unit: "rows",
      resource: "main",
      ...costOf(answerer, sampling, examples),
      async work(context) {
        const books = await generateCandidates(context, task, answerer, sampling, seed);
        if (books !== undefined) return books;
        throw new PstarError("there is no model to answer", {
          where: name,
          remedy: "give the generator inputs to learn from: data.real",
        });
      },
    },
    mayRecover ? attemptOf : firstAttempt,
  );
}

/** What answering a stage of examples may cost, where requests are sent. */
export function costOf(
  { atMost }: Answerer,
  sampling: SamplingOptions,
  { rows }: Stage,
): Pick<Stage, "atMost"> | undefined {
  if (atMost === undefined || rows === null) return undefined;
  return { atMost: (meanBytes) => atMost(sampling, { count: rows, meanBytes }) };
}

/**
 * Answers the examples that are not answered yet, a batch a transaction.
 *
 * @returns undefined where there is nothing that could answer
 */
export async function generateCandidates(
  context: StageContext,
  task: Task,
  answerer: Answerer,
  sampling: SamplingOptions,
  seed: number,
): Promise<StageOutcome | undefined> {
  const { store, stageId, committed, input, signal, report } = context;
  const generator = await answerer.open(context, sampling);
  if (generator === undefined) return undefined;
  const { samples } = sampling;
  const total = countExamples(store, input("examples"));
  const together = Math.max(1, Math.floor(generator.rowsTogether / samples));
  const first = committed / samples;

  const answer = async (start: number): Promise<CandidateRow[]> => {
    const end = Math.min(start + together, total);
    const examples = [...readExamples(store, input("examples"), start, end)];
    const answers = await generator.generate(
      examples.map((example) => generatorItem(example, samples, seed)),
    );
    return examples.flatMap(({ id: exampleId }, i) =>
      answers[i]!.map((one, sample): CandidateRow => ({ exampleId, sample, ...rowOf(one) })),
    );
  };

  let failed = 0;
  try {
    for await (const { start, result } of inOrder(first, total, together, generator.parallel + 1, answer)) {
      writeCandidates(store, stageId, start * samples, result);
      failed += result.reduce((count, { output }) => count + Number(output === null), 0);
      report(start * samples + result.length, failed === 0 ? undefined : `${failed} failed`);
      signal.throwIfAborted();
    }
  } finally {
    await generator.release();
  }
  return countMalformed(store, stageId, task);
}

/** An example as a generator is asked about it. @param seed of the stage */
export const generatorItem = (example: StoredExample, samples: number, seed: number): GeneratorItem => ({
  example,
  seeds: Array.from({ length: samples }, (_, sample) =>
    deriveSeed(seed, "generate", example.position, sample),
  ),
});

/** An answer as a candidate's row has it. */
export const rowOf = (answer: Answer): Omit<CandidateRow, "exampleId" | "sample"> =>
  "error" in answer ? { output: null, error: answer.error } : answer;

/** A malformed answer is a row like any other, rejected in the books: nothing will ever take it for correct. */
export function countMalformed(store: Store, stageId: number, task: Task): StageOutcome {
  let input = 0;
  let rejected = 0;
  let failed = 0;
  for (const { output } of readCandidates(store, stageId)) {
    input++;
    if (output === null) failed++;
    else if (!task.wellFormed(output)) rejected++;
  }
  return { input, kept: input - rejected - failed, rejected, failed, summary: { malformed: rejected } };
}
