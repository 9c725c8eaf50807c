import { availableParallelism } from "node:os";
import type { SamplingOptions } from "../../config/index.ts";
import { modelGenerator } from "../../generators/model.ts";
import type { Decoding } from "../../nn/decoding/generate.ts";
import { readModelFolder } from "../../nn/model-folder.ts";
import { deriveSeed } from "../../random/seed.ts";
import {
  type CandidateRow,
  countExamples,
  readCandidates,
  readExamples,
  type Store,
  writeCandidates,
} from "../../store/index.ts";
import type { Task } from "../../tasks/task.ts";
import { inOrder } from "../in-order.ts";
import { defineStage, type Stage, type StageContext, type StageOutcome } from "../stage.ts";
import { modelFolderOf } from "./train.ts";

/** Answers decoded together: enough to fill the processor's vector units, few enough for its caches. */
const rowsTogether = 512;

/** A trained model's answers to examples. */
export function generateStage(
  name: string,
  task: Task,
  sampling: SamplingOptions,
  model: Stage,
  examples: Stage,
  seed: number,
): Stage {
  return defineStage({
    kind: "generate",
    name,
    version: 1,
    options: { sampling, seed },
    inputs: [
      { role: "model", stage: model },
      { role: "examples", stage: examples },
    ],
    rows: examples.rows === null ? null : examples.rows * sampling.samples,
    unit: "rows",
    resource: "main",
    work: (context) => generateCandidates(context, task, sampling, seed),
  });
}

/** Decodes the candidates that are not there yet, a batch a transaction. */
export async function generateCandidates(
  { store, stageId, committed, input, signal, report }: StageContext,
  task: Task,
  sampling: SamplingOptions,
  seed: number,
): Promise<StageOutcome> {
  const model = readModelFolder(modelFolderOf(store, input("model")));
  const { samples } = sampling;
  const total = countExamples(store, input("examples"));
  const together = Math.max(1, Math.floor(rowsTogether / samples));
  const first = committed / samples;
  const batches = Math.ceil((total - first) / together);
  const threads = Math.max(1, Math.min(availableParallelism(), batches));
  const generator = modelGenerator(model, task.codec, decodingOf(sampling), threads);

  const answer = async (start: number): Promise<CandidateRow[]> => {
    const end = Math.min(start + together, total);
    const examples = [...readExamples(store, input("examples"), start, end)];
    const items = examples.map((example) => ({
      example,
      seeds: Array.from({ length: samples }, (_, sample) =>
        deriveSeed(seed, "generate", example.position, sample),
      ),
    }));
    const answers = await generator.generate(items);
    return examples.flatMap(({ id: exampleId }, i) =>
      answers[i].map((one, sample): CandidateRow => ({ exampleId, sample, ...one })),
    );
  };

  try {
    for await (const { start, result } of inOrder(first, total, together, generator.parallel + 1, answer)) {
      writeCandidates(store, stageId, start * samples, result);
      report(start * samples + result.length);
      signal.throwIfAborted();
    }
  } finally {
    await generator.release();
  }
  return countMalformed(store, stageId, task);
}

/** A malformed answer is a row like any other, rejected in the books: nothing will ever take it for correct. */
function countMalformed(store: Store, stageId: number, task: Task): StageOutcome {
  let input = 0;
  let rejected = 0;
  for (const { output } of readCandidates(store, stageId)) {
    input++;
    if (output === null || !task.wellFormed(output)) rejected++;
  }
  return { input, kept: input - rejected, rejected, failed: 0, summary: { malformed: rejected } };
}

function decodingOf({ method, samples, temperature, topK, topP }: SamplingOptions): Decoding {
  switch (method) {
    case "greedy":
      return { method };
    case "beam":
      return { method, width: samples };
    case "sample":
      return { method, temperature, topK, topP };
  }
}
