// Writes examples, candidates and scores in small batches, as a run would: resumes from what is committed.
import { writeCandidates } from "../../src/store/candidates.ts";
import { writeExamples } from "../../src/store/examples.ts";
import { writeScores } from "../../src/store/scores.ts";
import { completeStage } from "../../src/store/stages.ts";
import { openStore } from "../../src/store/store.ts";
import { begin, candidateRows, exampleRows, newRun } from "./made.ts";

const [path = "", count = "0"] = process.argv.slice(2);
const total = Number(count);
const batch = 20;
const store = openStore(path);
const run = newRun(store);

function stage(
  key: string,
  inputs: { stageId: number; role: string }[],
  write: (id: number, start: number) => void,
) {
  const { id, status, rows } = begin(store, run, key, inputs);
  if (status === "running") {
    for (let start = rows; start < total; start += batch) write(id, start);
    completeStage(store, id, { input: total, kept: total, rejected: 0, failed: 0, seconds: 0 });
  }
  return id;
}

const upTo = (start: number): [number, number] => [start, Math.min(start + batch, total)];
const examples = stage("dataset", [], (id, start) => {
  writeExamples(store, id, start, exampleRows(total).slice(...upTo(start)));
});
const candidates = stage("generate", [{ stageId: examples, role: "examples" }], (id, start) => {
  writeCandidates(store, id, start, candidateRows(examples, total, 1).slice(...upTo(start)));
});
stage("verify", [{ stageId: candidates, role: "candidates" }], (id, start) => {
  const [from, to] = upTo(start);
  const scores = Array.from({ length: to - from }, (_, i) => ({ score: Math.sin(from + i) }));
  writeScores(store, id, candidates, start, scores);
});
store.close();
