/**
 * Makes examples/eigenvalue-answers.jsonl, a file such as people bring: 4,000 answers of a small model to 500 matrices,
 * the scores of three verifiers, and labels for 400 of them. The labels of all go to eigenvalue-answers.truth.jsonl, to
 * see afterwards how far the 400 could be trusted: `--labels` reads it.
 *
 *   npx pstar verify scripts/datasets/eigenvalue-answers.yaml --db /tmp/eigenvalue-answers.db
 *   node scripts/datasets/eigenvalue-answers.ts /tmp/eigenvalue-answers.db
 */
import { writeFileSync } from "node:fs";
import { createRandom } from "../../src/random/generator.ts";
import { listRuns, listStages, openStore, readCandidates, readScores } from "../../src/store/index.ts";
import { createEigenvaluesTask } from "../../src/tasks/eigenvalues/eigenvalues.ts";
import { eigenvaluesOptions } from "../../src/tasks/eigenvalues/options.ts";

const labelledRows = 400;
const seed = 3;

const [db] = process.argv.slice(2);
if (db === undefined) throw new Error("give the database that `pstar verify` made");
const store = openStore(db, { readonly: true });
const stages = listStages(store, listRuns(store).at(-1)!.id);
const task = createEigenvaluesTask(
  eigenvaluesOptions.parse({ kind: "eigenvalues", size: 2, bound: 10, tolerance: 0.05 }),
);

const stageNamed = (kind: string, name: string): number => {
  const found = stages.find((stage) => stage.kind === kind && stage.name === name);
  if (found === undefined) throw new Error(`${db} has no stage "${kind} ${name}"`);
  return found.id;
};

const verifiers = ["invariants", "self", "peer"];
const scores = verifiers.map(
  (name) => readScores(store, stageNamed("verify", `calibration by ${name}`)).score,
);
const rows = [...readCandidates(store, stageNamed("generate", "calibration"))];
const labelled = labelledSample(rows.length);

const lines = rows.map(({ position, example, exampleId, sample, output }) => ({
  id: `m${exampleId % 2 ** 32}-${sample}`,
  kind: task.stratum(example),
  problem: example.input,
  answer: output,
  ...Object.fromEntries(verifiers.map((name, v) => [name, rounded(scores[v]![position]!)])),
  ...(labelled.has(position) && { correct: task.judge(example, output ?? "").correct }),
}));
const truth = rows.map(({ position, example, output }) => ({
  id: lines[position]!.id,
  label: Number(task.judge(example, output ?? "").correct),
}));
write("examples/eigenvalue-answers.jsonl", lines);
write("examples/eigenvalue-answers.truth.jsonl", truth);
store.close();

/** Six significant digits, and no score for an answer that can't be read. */
function rounded(score: number): number | null {
  return Number.isFinite(score) ? Number(score.toPrecision(6)) : null;
}

function labelledSample(total: number): Set<number> {
  const random = createRandom(seed);
  const chosen = new Set<number>();
  while (chosen.size < labelledRows) chosen.add(random.integer(total));
  return chosen;
}

function write(path: string, values: readonly unknown[]): void {
  writeFileSync(path, values.map((value) => `${JSON.stringify(value)}\n`).join(""));
}
