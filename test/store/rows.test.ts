import { describe, expect, it } from "vitest";
import {
  type CandidateRow,
  countCandidates,
  failedCandidates,
  readCandidate,
  readCandidates,
  readField,
  readGroups,
  readKept,
  readSourceIds,
  writeCandidates,
} from "../../src/store/candidates.ts";
import { readExample, readExamples, writeExamples } from "../../src/store/examples.ts";
import { rowId } from "../../src/store/ids.ts";
import { readLabels, writeLabels } from "../../src/store/labels.ts";
import { failedScores, readScores, writeScores } from "../../src/store/scores.ts";
import { countReasons, readSelection, writeSelection } from "../../src/store/selections.ts";
import { begin, candidateRows, exampleRows, generated, newRun } from "./made.ts";
import { temporaryStore } from "./temporary.ts";

describe("examples", () => {
  it("come back in order, whole or by range, whatever batches they were written in", () => {
    const store = temporaryStore();
    const { id } = begin(store, newRun(store), "dataset");
    const rows = exampleRows(9000);
    for (const [start, end] of [
      [0, 100],
      [50, 4200],
      [4200, 9000],
      [0, 9000],
    ]) {
      writeExamples(store, id, start, rows.slice(start, end));
    }
    const stored = rows.map((row, position) => ({
      ...row,
      format: "text",
      stratum: null,
      position,
      id: rowId(id, position),
    }));
    expect([...readExamples(store, id)]).toEqual(stored);
    expect([...readExamples(store, id, 4000, 8200)]).toEqual(stored.slice(4000, 8200));
    expect(readExample(store, rowId(id, 7))).toEqual({ ...stored[7], stageId: id });
    expect(() => readExample(store, rowId(id, 9000))).toThrow("there is no example e1-9000");
  });

  it("stay as first written, and a batch is written whole or not at all", () => {
    const store = temporaryStore();
    const { id } = begin(store, newRun(store), "dataset");
    writeExamples(store, id, 0, exampleRows(2));
    writeExamples(store, id, 0, [{ input: "other", reference: "other", split: "train" }]);
    expect([...readExamples(store, id)].map(({ input }) => input)).toEqual(["input 0", "input 1"]);
    expect(() =>
      store.write(() => {
        writeExamples(store, id, 2, exampleRows(5));
        throw new Error("midway");
      }),
    ).toThrow("midway");
    expect([...readExamples(store, id)]).toHaveLength(2);
  });
});

describe("candidates", () => {
  it("come back as they were written, each with its example", () => {
    const store = temporaryStore();
    const { run, examples } = generated(store, 2, 1);
    const { id } = begin(store, run, "generate all", [{ stageId: examples, role: "examples" }]);
    const whole: Required<CandidateRow> = {
      exampleId: rowId(examples, 1),
      sample: 3,
      output: "naïve ∑ 𝛌\n",
      error: null,
      tokens: Int32Array.of(0, -1, 2 ** 31 - 1),
      logProbability: -Math.PI,
      tokenLogProbabilities: Float32Array.of(-0.5, -Infinity),
      finishReason: "length",
      usage: { prompt_tokens: 12 },
      cost: 0.00021,
      call: null,
      sourceId: "row-7",
      sourceLine: 7,
      fields: { topic: "traces", certain: true },
    };
    const failed: CandidateRow = {
      exampleId: rowId(examples, 0),
      sample: 0,
      output: null,
      error: "timed out",
    };
    writeCandidates(store, id, 0, [whole, failed]);
    const example = { input: "input 1", reference: "answer 1", format: "text", stratum: null };
    expect(readCandidate(store, rowId(id, 0))).toEqual({ ...whole, id: rowId(id, 0), position: 0, example });
    expect([...readCandidates(store, id)][1]).toMatchObject({
      ...failed,
      tokens: null,
      usage: null,
      cost: null,
    });
    expect([...readGroups(store, id)]).toEqual([1, 0]);
    expect(readField(store, id, "topic")).toEqual(["traces", null]);
    expect(readField(store, id, "certain")).toEqual([1, null]);
    expect(readField(store, id, 'no "such" one')).toEqual([null, null]);
    expect(readSourceIds(store, id)).toEqual(new Map([["row-7", 0]]));
  });

  it("that failed are replaced by a later attempt, and only those", () => {
    const store = temporaryStore();
    const { run, examples } = generated(store, 3, 1);
    const { id } = begin(store, run, "generate again", [{ stageId: examples, role: "examples" }]);
    const rows = candidateRows(examples, 3, 1);
    writeCandidates(store, id, 0, [rows[0], { ...rows[1], output: null, error: "timed out" }, rows[2]]);
    expect(failedCandidates(store, id)).toEqual([1]);
    const retried = rows.map((row) => ({ ...row, output: `second ${row.output}` }));
    writeCandidates(store, id, 0, retried);
    expect(failedCandidates(store, id)).toEqual([]);
    expect([...readCandidates(store, id)].map(({ output, error }) => [output, error])).toEqual([
      ["output 0", null],
      ["second output 1", null],
      ["output 2", null],
    ]);
  });

  it("need an example, and an output or an error", () => {
    const store = temporaryStore();
    const { examples, candidates } = generated(store, 1, 1);
    const row = { exampleId: rowId(examples, 0), sample: 1, output: "x" };
    expect(() => writeCandidates(store, candidates, 1, [{ ...row, exampleId: rowId(examples, 9) }])).toThrow(
      "FOREIGN KEY",
    );
    expect(() => writeCandidates(store, candidates, 1, [{ ...row, output: null }])).toThrow("CHECK");
    expect(() => writeCandidates(store, candidates, 1, [{ ...row, error: "both" }])).toThrow("CHECK");
    expect(countCandidates(store, candidates)).toBe(1);
  });

  it("can be read while others are written", () => {
    const store = temporaryStore();
    const { examples, candidates } = generated(store, 4, 1);
    let position = 4;
    for (const { exampleId } of readCandidates(store, candidates, 0, 4)) {
      writeCandidates(store, candidates, position++, [{ exampleId, sample: 1, output: "more" }]);
    }
    expect([...readGroups(store, candidates)]).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
    expect(examples).toBe(1);
  });
});

describe("scores and labels", () => {
  it("line up with the candidates' positions", () => {
    const store = temporaryStore();
    const { run, candidates } = generated(store, 4, 2);
    const { id } = begin(store, run, "verify", [{ stageId: candidates, role: "candidates" }]);
    writeScores(store, id, candidates, 0, [
      { score: 0.1 },
      { score: -Infinity, keep: false },
      { error: "no answer" },
    ]);
    writeScores(store, id, candidates, 3, [{ score: Infinity, keep: true }]);
    writeScores(store, id, candidates, 0, [{ score: 9 }, { score: 9 }]);
    expect(readScores(store, id)).toEqual({
      score: Float64Array.of(0.1, -Infinity, Number.NaN, Infinity),
      keep: Int8Array.of(-1, 0, -1, 1),
    });
    expect(failedScores(store, id)).toEqual([2]);
    writeScores(store, id, candidates, 2, [{ score: 3 }]);
    expect(readScores(store, id).score[2]).toBe(3);
    expect(() => writeScores(store, id, candidates, 4, [{ score: Number.NaN }])).toThrow("CHECK");
  });

  it("may be of some candidates only, if labels", () => {
    const store = temporaryStore();
    const { run, candidates } = generated(store, 4, 2);
    const { id } = begin(store, run, "label", [{ stageId: candidates, role: "candidates" }]);
    writeLabels(store, id, candidates, "ann", { positions: [6, 1], values: [1, 0.25] });
    writeLabels(store, id, candidates, "bob", { positions: [1, 3], weights: [1, 2.5], values: [0, 1] });
    expect(readLabels(store, id)).toEqual({
      positions: Int32Array.of(1, 3, 6),
      weights: Float64Array.of(1, 2.5, 1),
      values: Float64Array.of(0.25, 1, 1),
    });
    expect(() => writeLabels(store, id, candidates, "ann", { positions: [2], values: [2] })).toThrow("CHECK");
  });
});

describe("selections", () => {
  const rule = { verifier: "oracle", selector: "top-share", fraction: 0.25 };

  it("keep the reason of every row they drop", () => {
    const store = temporaryStore();
    const { run, candidates } = generated(store, 3000, 2);
    const { id } = begin(store, run, "select", [{ stageId: candidates, role: "candidates" }]);
    const reason = Uint8Array.from({ length: 6000 }, (_, i) => i % 4);
    const reasons = ["kept", "malformed", "below the top share", "not the best", "unused"];
    writeSelection(store, id, { ...rule, candidateStage: candidates }, { reason, reasons });
    writeSelection(
      store,
      id,
      { ...rule, candidateStage: candidates },
      { reason: new Uint8Array(6000), reasons },
    );
    expect(readSelection(store, id)).toEqual({
      ...rule,
      candidateStage: candidates,
      kept: 1500,
      reason,
      reasons,
    });
    expect(countReasons(store, id)).toEqual({
      malformed: 1500,
      "below the top share": 1500,
      "not the best": 1500,
      unused: 0,
    });
    const kept = [...readKept(store, id)];
    expect(kept.map(({ position }) => position)).toEqual(Array.from({ length: 1500 }, (_, i) => i * 4));
    expect(kept[3].example.input).toBe("input 6");
  });

  it("that keep all give all back, over many pages", () => {
    const store = temporaryStore();
    const { run, candidates } = generated(store, 5000, 2);
    const { id } = begin(store, run, "select", [{ stageId: candidates, role: "candidates" }]);
    const reason = new Uint8Array(10_000);
    writeSelection(store, id, { ...rule, candidateStage: candidates }, { reason, reasons: ["kept"] });
    expect([...readKept(store, id)].map(({ position }) => position)).toEqual(Array.from(reason, (_, i) => i));
  });

  it("are refused whole when a code has no reason", () => {
    const store = temporaryStore();
    const { run, candidates } = generated(store, 1, 2);
    const { id } = begin(store, run, "select", [{ stageId: candidates, role: "candidates" }]);
    const write = () =>
      writeSelection(
        store,
        id,
        { ...rule, candidateStage: candidates },
        { reason: Uint8Array.of(0, 1), reasons: ["kept"] },
      );
    expect(write).toThrow("FOREIGN KEY");
    expect(() => readSelection(store, id)).toThrow(`there is no selection s${id}`);
  });
});
