import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeWhole } from "../../src/files.ts";
import { artifactFolder, recordArtifact } from "../../src/store/artifacts.ts";
import { writeCandidates } from "../../src/store/candidates.ts";
import { writeExamples } from "../../src/store/examples.ts";
import { publicArtifactId, rowId } from "../../src/store/ids.ts";
import { writeLabels } from "../../src/store/labels.ts";
import { readLedger, recordCell } from "../../src/store/ledger.ts";
import { writeEstimate, writeEvaluation, writeTraining } from "../../src/store/outcomes.ts";
import { writeScores } from "../../src/store/scores.ts";
import { writeSelection } from "../../src/store/selections.ts";
import type { Store } from "../../src/store/store.ts";
import { trace } from "../../src/store/trace.ts";
import type { Trace } from "../../src/store/trace-graph.ts";
import { begin, candidateRows, exampleRows, newRun } from "./made.ts";
import { temporaryStore } from "./temporary.ts";

const within5 = { estimate: 0.8, low: 0.75, high: 0.85 };

/** A small whole run: a generator, its candidates under two verifiers, two selections, a student of the first. */
function wholeRun(store: Store) {
  const run = newRun(store, "whole");
  const stage = (key: string, inputs: Record<string, number> = {}) =>
    begin(
      store,
      run,
      key,
      Object.entries(inputs).map(([role, stageId]) => ({ role, stageId })),
    ).id;
  const examples = (split: string, count: number) => {
    const id = stage(`dataset ${split}`);
    writeExamples(
      store,
      id,
      0,
      exampleRows(count).map((row) => ({ ...row, split })),
    );
    return id;
  };
  const train = (key: string, inputs: Record<string, number>) => {
    const id = stage(`train ${key}`, inputs);
    const path = join(artifactFolder(store, key), "model.safetensors");
    writeWhole(path, `weights of ${key}`);
    const model = recordArtifact(store, id, "model", path);
    writeTraining(store, id, { modelId: model.id, steps: 10, rows: 2, seconds: 0.1, finalLoss: 0.5 });
    return { id, model };
  };
  const generate = (key: string, from: number, model: number, samples: number) => {
    const id = stage(`generate ${key}`, { examples: from, model });
    writeCandidates(store, id, 0, candidateRows(from, 2, samples));
    return id;
  };
  const verify = (key: string, candidates: number, scores: number[]) => {
    const id = stage(`verify ${key}`, { candidates });
    writeScores(
      store,
      id,
      candidates,
      0,
      scores.map((score) => ({ score, keep: score > 0 })),
    );
    return id;
  };
  const select = (key: string, candidates: number, scores: number, reason: number[]) => {
    const id = stage(`select ${key}`, { candidates, scores });
    writeSelection(
      store,
      id,
      { candidateStage: candidates, verifier: key, selector: "top-share", fraction: 0.5 },
      { reason: Uint8Array.from(reason), reasons: ["kept", "below the top share"] },
    );
    return id;
  };

  const real = examples("train", 3);
  const synthesis = examples("synthesis", 2);
  const test = examples("test", 2);
  const generator = train("generator", { examples: real });
  const candidates = generate("synthesis", synthesis, generator.id, 2);
  const oracle = verify("oracle", candidates, [1, -1, 1, -1]);
  const random = verify("random", candidates, [-1, 1, -1, 1]);
  const byOracle = select("oracle", candidates, oracle, [0, 1, 0, 1]);
  const byRandom = select("random", candidates, random, [1, 0, 1, 0]);
  const student = train("student", { selection: byOracle });
  const predictions = generate("test", test, student.id, 1);
  const evaluation = stage("evaluate", { predictions, model: student.id });
  writeEvaluation(store, evaluation, student.id, { within5 });
  const labels = stage("label", { candidates });
  writeLabels(store, labels, candidates, "the task", { positions: [0, 1], values: [1, 0] });
  const estimate = stage("estimate", { labels, scores: oracle });
  writeEstimate(store, estimate, { pstar: 0.9 });
  recordCell(store, { runId: run, selectionId: byOracle, estimateId: estimate, evaluationId: null });
  recordCell(store, { runId: run, selectionId: byOracle, estimateId: null, evaluationId: evaluation });
  recordCell(store, { runId: run, selectionId: byRandom, estimateId: null, evaluationId: null });
  return {
    ...{ run, real, synthesis, test, generator, candidates, oracle, random, byOracle, byRandom },
    ...{ student, predictions, evaluation, labels, estimate },
  };
}

const edge = ({ edges }: Trace, from: string, to: string) =>
  edges.filter((one) => one.from === from && one.to === to).map(({ role, facts }) => ({ role, facts }));

const node = ({ nodes }: Trace, id: string) => nodes.find((one) => one.id === id);

/** Every id reached from the root along the edges, or against them. */
function reached({ root, edges }: Trace, way: "forward" | "back"): Set<string> {
  const found = new Set([root]);
  for (const id of found) {
    for (const { from, to } of edges) {
      if (way === "forward" && from === id) found.add(to);
      if (way === "back" && to === id) found.add(from);
    }
  }
  return found;
}

const ids = (...stages: number[]) => stages.map((id) => `s${id}`);

describe("tracing a candidate", () => {
  it("goes back to run and seed, and forward through the selection that kept it to its student's metrics", () => {
    const store = temporaryStore();
    const made = wholeRun(store);
    const root = `c${made.candidates}-0`;
    const found = trace(store, root);
    expect(found.root).toBe(root);
    expect([...reached(found, "back")].sort()).toEqual(
      [
        root,
        `e${made.synthesis}-0`,
        "r1",
        ...ids(made.candidates, made.synthesis, made.generator.id, made.real),
      ].sort(),
    );
    expect(node(found, "r1")?.facts).toMatchObject({ seed: 7, status: "running" });
    const forward = reached(found, "forward");
    for (const id of ids(made.oracle, made.random, made.byOracle, made.byRandom, made.student.id)) {
      expect(forward).toContain(id);
    }
    expect(forward).toContain(`s${made.evaluation}`);
    expect(forward).toContain(`s${made.estimate}`);
    expect(forward).toContain(publicArtifactId(made.student.model.hash));
    expect(node(found, `s${made.evaluation}`)?.facts).toMatchObject({ metrics: { within5 } });
    expect(node(found, `s${made.estimate}`)?.facts).toMatchObject({ estimate: { pstar: 0.9 } });
    expect(edge(found, root, `s${made.oracle}`)).toEqual([
      { role: "scored", facts: { score: 1, keep: true } },
    ]);
    expect(edge(found, root, `s${made.random}`)).toEqual([
      { role: "scored", facts: { score: -1, keep: false } },
    ]);
    expect(edge(found, root, `s${made.byOracle}`)).toEqual([{ role: "kept", facts: { reason: "kept" } }]);
    expect(edge(found, root, `s${made.byRandom}`)).toEqual([
      { role: "dropped", facts: { reason: "below the top share" } },
    ]);
    expect(edge(found, root, `s${made.labels}`)).toEqual([
      { role: "labelled", facts: { value: 1, source: "the task" } },
    ]);
  });

  it("that was dropped goes into no student", () => {
    const store = temporaryStore();
    const made = wholeRun(store);
    const forward = reached(trace(store, `c${made.candidates}-3`), "forward");
    expect(forward).toContain(`s${made.byOracle}`);
    expect(forward).not.toContain(`s${made.student.id}`);
    expect(forward).not.toContain(`s${made.evaluation}`);
  });

  it("that was a prediction goes to the evaluation it counted in", () => {
    const store = temporaryStore();
    const made = wholeRun(store);
    const root = `c${made.predictions}-1`;
    const found = trace(store, root);
    expect(edge(found, root, `s${made.evaluation}`)).toEqual([{ role: "evaluated", facts: {} }]);
    const back = reached(found, "back");
    for (const id of [
      `e${made.test}-1`,
      ...ids(made.student.id, made.byOracle, made.oracle, made.real),
      "r1",
    ]) {
      expect(back).toContain(id);
    }
  });
  it("that came from a file shows the label it came with as part of its making, and what was made of that", () => {
    const store = temporaryStore();
    const run = newRun(store);
    const file = begin(store, run, "import rows.jsonl").id;
    writeExamples(store, file, 0, [{ input: "a question", reference: "", split: "imported" }]);
    const rows = candidateRows(file, 1, 2).map((row, i) => ({
      ...row,
      sourceId: `row-${i}`,
      sourceLine: i + 1,
    }));
    writeCandidates(store, file, 0, rows);
    writeLabels(store, file, file, "the file", { positions: [1], values: [0.5] });
    const estimate = begin(store, run, "estimate", [{ stageId: file, role: "labels" }]).id;
    writeEstimate(store, estimate, { pstar: 0.9 });
    const found = trace(store, `c${file}-1`);
    expect(edge(found, `s${file}`, found.root)).toEqual([
      { role: "made", facts: {} },
      { role: "labelled", facts: { value: 0.5, source: "the file" } },
    ]);
    expect(reached(found, "forward")).toEqual(new Set([found.root]));
    expect(edge(found, `s${file}`, `s${estimate}`)).toEqual([{ role: "labels", facts: {} }]);
    expect(node(found, found.root)?.facts).toMatchObject({ source: "row-1", line: 2, output: "output 1" });
    expect(node(found, `e${file}-0`)?.facts).toEqual({ input: "a question", split: "imported" });
    expect(edge(trace(store, `c${file}-0`), `s${file}`, `c${file}-0`)).toHaveLength(1);
  });
});

describe("tracing anything else", () => {
  it("an example: to its candidates, or to the models trained on it", () => {
    const store = temporaryStore();
    const made = wholeRun(store);
    const asked = reached(trace(store, `e${made.synthesis}-1`), "forward");
    expect(asked).toContain(`c${made.candidates}-2`);
    expect(asked).toContain(`c${made.candidates}-3`);
    expect(asked).not.toContain(`c${made.candidates}-1`);
    expect(asked).toContain(`s${made.evaluation}`);
    const taught = trace(store, `e${made.real}-2`);
    expect(edge(taught, taught.root, `s${made.generator.id}`)).toEqual([{ role: "trained on", facts: {} }]);
    expect(reached(taught, "forward")).toContain(`s${made.student.id}`);
  });

  it("a stage: all it was made from and all made from it, and no more", () => {
    const store = temporaryStore();
    const made = wholeRun(store);
    const found = trace(store, `s${made.byOracle}`);
    const stages = found.nodes.filter(({ kind }) => kind === "stage").map(({ id }) => id);
    expect(stages.sort()).toEqual(
      ids(
        ...[made.real, made.generator.id, made.synthesis, made.candidates, made.oracle, made.byOracle],
        ...[made.student.id, made.predictions, made.evaluation],
      ).sort(),
    );
    expect(node(found, found.root)?.facts).toMatchObject({
      options: { key: "select oracle" },
      selection: { verifier: "oracle", selector: "top-share", fraction: 0.5, kept: 2 },
    });
  });

  it("a run: all its stages", () => {
    const store = temporaryStore();
    wholeRun(store);
    const found = trace(store, "r1");
    expect(found.nodes.filter(({ kind }) => kind === "stage")).toHaveLength(14);
    expect(reached(found, "forward").size).toBe(found.nodes.length);
  });

  it("a model's file, by the first digits of its hash", () => {
    const store = temporaryStore();
    const made = wholeRun(store);
    const found = trace(store, `a${made.student.model.hash.slice(0, 8)}`);
    expect(found.root).toBe(publicArtifactId(made.student.model.hash));
    expect(node(found, found.root)?.facts).toMatchObject({ kind: "model", hash: made.student.model.hash });
    expect(reached(found, "back")).toContain(`s${made.byOracle}`);
    expect(found.nodes.map(({ id }) => id)).toContain(`s${made.evaluation}`);
  });

  it("every edge joins two nodes that are there, each of them once", () => {
    const store = temporaryStore();
    const made = wholeRun(store);
    for (const root of ["r1", "s5", `c${made.candidates}-0`, `c${made.candidates}-1`, `e${made.real}-0`]) {
      const { nodes, edges } = trace(store, root);
      const known = new Set(nodes.map(({ id }) => id));
      expect(known.size).toBe(nodes.length);
      for (const { from, to } of edges) expect([known.has(from), known.has(to)]).toEqual([true, true]);
      expect(new Set(edges.map(({ from, to, role }) => `${from} ${to} ${role}`)).size).toBe(edges.length);
    }
  });

  it("what is not there is refused by name", () => {
    const store = temporaryStore();
    const made = wholeRun(store);
    const last = rowId(made.candidates, 4);
    expect(last).toBeGreaterThan(0);
    expect(() => trace(store, `c${made.candidates}-4`)).toThrow(
      `there is no candidate c${made.candidates}-4`,
    );
    expect(() => trace(store, "e1-9")).toThrow("there is no example e1-9");
    expect(() => trace(store, "s99")).toThrow("there is no stage s99");
    expect(() => trace(store, "r9")).toThrow("there is no run r9");
    expect(() => trace(store, "affffffffffff")).toThrow("there is no artifact");
    expect(() => trace(store, "student")).toThrow("no id");
  });
});

describe("the ledger", () => {
  it("sets prediction beside outcome, over all runs or one", () => {
    const store = temporaryStore();
    const { run, byOracle, byRandom, estimate, evaluation } = wholeRun(store);
    const shared = { runId: run, runName: "whole", selector: "top-share", fraction: 0.5, kept: 2 };
    const oracle = {
      ...shared,
      ...{ selectionId: byOracle, estimateId: estimate, evaluationId: evaluation },
      ...{ verifier: "oracle", estimate: { pstar: 0.9 }, metrics: { within5 } },
    };
    const random = {
      ...shared,
      ...{ selectionId: byRandom, estimateId: null, evaluationId: null },
      ...{ verifier: "random", estimate: null, metrics: null },
    };
    expect(readLedger(store)).toEqual([oracle, random]);
    expect(readLedger(store, run)).toEqual([oracle, random]);
    expect(readLedger(store, newRun(store))).toEqual([]);
  });
});
