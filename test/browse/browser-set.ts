import type { Browser } from "../../src/browse/index.ts";
import { createRandom } from "../../src/random/generator.ts";
import { reasons } from "../../src/selectors/selector.ts";
import {
  appendHandLabel,
  beginStage,
  type CandidateRow,
  createRun,
  rowId,
  type ScoreRow,
  type StageInput,
  type Store,
  writeCandidates,
  writeExamples,
  writeLabels,
  writeScores,
  writeSelection,
} from "../../src/store/index.ts";
import { completeStage } from "../../src/store/stages.ts";

export const words = ["apple", "banana", "cherry", "date", "fig", "grape", "-3.07", "3.07", "12", "naïve"];
export const strata = ["easy", "hard", "odd"];

/** A run being made, stage by stage. */
export function newSet(store: Store, options: { readonly config?: string; readonly key?: string } = {}) {
  const { config = "curation: true\n", key = "import" } = options;
  const run = createRun(store, { name: "made", version: "0", seed: 1, config });
  const begin = (kind: string, name: string, inputs: readonly StageInput[], stageOptions: unknown = {}) =>
    beginStage(store, {
      key: `${key} ${kind} ${name}`,
      kind,
      name,
      version: 1,
      options: stageOptions,
      inputs,
      runId: run,
    }).id;
  const stage = begin("import", "answers.jsonl", [], { mapping: { group: "kind" } });
  return { run, begin, stage };
}

/** Closes a stage of candidates or scores with the books its rows make. */
export function done(store: Store, stage: number, rows: number, failed = 0, summary: unknown = null): void {
  completeStage(store, stage, { input: rows, kept: rows - failed, rejected: 0, failed, seconds: 1, summary });
}

/** Row `i` of a set, a third of the rows answering one input. */
export function candidate(
  stage: number,
  i: number,
  output: string | null,
  kind = strata[i % 3]!,
): CandidateRow {
  return {
    exampleId: rowId(stage, Math.floor(i / 3)),
    sample: i % 3,
    output,
    ...(output === null && { error: "no answer" }),
    fields: { kind },
  };
}

/** A curation with all that a filter can ask about: failures, ties, labels of a file and by hand, two selections. */
export function makeSet(store: Store, rows: number, seed = 1) {
  const random = createRandom(seed);
  const { run, begin, stage } = newSet(store);
  const text = (count: number): string =>
    Array.from({ length: count }, () => words[random.integer(words.length)]).join(" ");
  const inputs = Math.ceil(rows / 3);
  writeExamples(
    store,
    stage,
    0,
    Array.from({ length: inputs }, () => ({ input: text(4), reference: "", split: "imported" })),
  );
  writeCandidates(
    store,
    stage,
    0,
    Array.from({ length: rows }, (_, i) =>
      candidate(stage, i, random.uniform() < 0.05 ? null : text(3), strata[random.integer(3)]!),
    ),
  );
  const chosen = Array.from({ length: rows }, (_, i) => i).filter(() => random.uniform() < 0.2);
  writeLabels(store, stage, stage, "the file of candidates", {
    positions: chosen,
    values: chosen.map(() => [0, 1, 0.4, 0.5][random.integer(4)]!),
  });
  const about = [{ role: "candidates", stageId: stage }];
  const scores = ["judge", "length"].map((name) => {
    const id = begin("verify", `answers.jsonl by ${name}`, about);
    writeScores(
      store,
      id,
      stage,
      0,
      Array.from({ length: rows }, () => scoreRow(random)),
    );
    return { name, id };
  });
  const selections = ["judge", "length"].map((verifier, k) => {
    const id = begin("select", `answers.jsonl by ${verifier}`, about, { selector: { kind: "top-share" } });
    const reason = Uint8Array.from({ length: rows }, () => random.integer(3));
    const rule = { candidateStage: stage, verifier, selector: "top-share", fraction: 0.25 * (k + 1) };
    writeSelection(store, id, rule, { reason, reasons });
    const kept = reason.filter((code) => code === 0).length;
    completeStage(store, id, { input: rows, kept, rejected: rows - kept, failed: 0, seconds: 1 });
    return id;
  });
  return { run, begin, stage, scores, selections };
}

function scoreRow(random: ReturnType<typeof createRandom>): ScoreRow {
  const draw = random.uniform();
  if (draw < 0.05) return { error: "could not" };
  if (draw < 0.1) return { score: Number.NEGATIVE_INFINITY };
  // Few distinct values, so that many rows tie; both zeros.
  return { score: [-1, -0, 0, 0.5, 2, 7][random.integer(6)]!, keep: draw < 0.5 };
}

/** Labels some answered candidates by hand. */
export function labelByHand(
  store: Store,
  stage: number,
  labels: readonly (readonly [number, number])[],
): void {
  for (const [position, value] of labels) {
    appendHandLabel(store, { candidate: rowId(stage, position), value, drawn: false });
  }
}

/** Waits until the columns are there and all texts are indexed. */
export async function ready(browser: Browser, run: number, stage: number): Promise<void> {
  for (;;) {
    await browser.columns(run, stage);
    const { columns, indexed, rows } = browser.state(run, stage);
    if (columns && indexed >= rows) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
