import { type CandidateRow, writeCandidates } from "../../src/store/candidates.ts";
import { writeExamples } from "../../src/store/examples.ts";
import { rowId } from "../../src/store/ids.ts";
import { createRun } from "../../src/store/runs.ts";
import { beginStage, type StageInput } from "../../src/store/stages.ts";
import type { Store } from "../../src/store/store.ts";

export const newRun = (store: Store, name = "test"): number =>
  createRun(store, { name, version: "0.1.0", seed: 7, config: "task: none\n" });

export function begin(store: Store, runId: number, key: string, inputs: readonly StageInput[] = []) {
  const [kind = key, name = kind] = key.split(" ");
  return beginStage(store, {
    key,
    kind,
    name,
    version: 1,
    options: { key },
    inputs,
    runId,
  });
}

export const exampleRows = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    input: `input ${i}`,
    reference: `answer ${i}`,
    split: "synthesis",
  }));

/** `samples` candidates for each example of a stage, in order. */
export const candidateRows = (examples: number, count: number, samples: number): CandidateRow[] =>
  Array.from({ length: count * samples }, (_, i) => ({
    exampleId: rowId(examples, Math.floor(i / samples)),
    sample: i % samples,
    output: `output ${i}`,
  }));

/** A run with `count` examples and `samples` candidates for each. */
export function generated(store: Store, count = 4, samples = 2) {
  const run = newRun(store);
  const examples = begin(store, run, "dataset synthesis").id;
  writeExamples(store, examples, 0, exampleRows(count));
  const candidates = begin(store, run, "generate", [{ stageId: examples, role: "examples" }]).id;
  writeCandidates(store, candidates, 0, candidateRows(examples, count, samples));
  return { run, examples, candidates };
}

/** The error `work` throws. */
export function thrown(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}
