import { describe, expect, it } from "vitest";
import { PstarError } from "../../src/errors.ts";
import { writeCandidates } from "../../src/store/candidates.ts";
import { countExamples, writeExamples } from "../../src/store/examples.ts";
import { finishRun, readRun } from "../../src/store/runs.ts";
import { beginStage, completeStage, findStage, listStages, readStage } from "../../src/store/stages.ts";
import { begin, candidateRows, exampleRows, generated, newRun, thrown } from "./made.ts";
import { temporaryStore } from "./temporary.ts";

describe("a stage", () => {
  it("is found again by its key, from any run, with the rows it has", () => {
    const store = temporaryStore();
    const [first, second] = [newRun(store), newRun(store)];
    expect(findStage(store, "dataset")).toBeUndefined();
    const made = begin(store, first, "dataset");
    expect(findStage(store, "dataset")).toEqual({ id: made.id, status: "running" });
    expect(made).toEqual({ id: 1, status: "running", rows: 0 });
    writeExamples(store, made.id, 0, exampleRows(3));
    expect(begin(store, first, "dataset")).toEqual({ id: 1, status: "running", rows: 3 });
    completeStage(store, made.id, { input: 5, kept: 3, rejected: 2, failed: 0, seconds: 1 });
    expect(begin(store, second, "dataset")).toEqual({ id: 1, status: "done", rows: 3 });
    expect(listStages(store, first)).toEqual(listStages(store, second));
  });

  it("remembers its plan and its outcome", () => {
    const store = temporaryStore();
    const runId = newRun(store);
    const { id: input } = begin(store, runId, "dataset");
    const plan = {
      key: "k1",
      kind: "verify",
      name: "noisy-oracle 0.5",
      version: 3,
      options: { noise: 0.5, list: [1, null] },
      inputs: [{ stageId: input, role: "candidates" }],
    };
    const { id } = beginStage(store, { ...plan, runId });
    expect(readStage(store, id)).toMatchObject({
      ...plan,
      id,
      status: "running",
      books: null,
      summary: null,
    });
    const books = { input: 9, kept: 4, rejected: 3, failed: 2 };
    completeStage(store, id, { ...books, seconds: 1.5, summary: { mean: 0.25 } });
    const done = readStage(store, id);
    expect(done).toMatchObject({ ...plan, status: "done", books, seconds: 1.5, summary: { mean: 0.25 } });
    completeStage(store, id, { input: 0, kept: 0, rejected: 0, failed: 0, seconds: 9 });
    expect(readStage(store, id)).toEqual(done);
  });

  it("is not closed while its books do not balance", () => {
    const store = temporaryStore();
    const { id } = begin(store, newRun(store), "filter");
    const error = thrown(() =>
      completeStage(store, id, { input: 10, kept: 6, rejected: 2, failed: 1, seconds: 0 }),
    );
    expect(error).toBeInstanceOf(PstarError);
    expect((error as PstarError).line).toMatch(/stage s1: .*10 in, but 6 kept \+ 2 rejected \+ 1 failed/);
    expect(readStage(store, id).status).toBe("running");
  });

  it("is not closed while its books say other than its rows", () => {
    const store = temporaryStore();
    const { examples, candidates } = generated(store, 4, 2);
    const refused = (id: number, input: number, kept: number, failed: number) =>
      expect(
        () => completeStage(store, id, { input, kept, rejected: input - kept - failed, failed, seconds: 0 }),
        `${input} ${kept} ${failed}`,
      ).toThrow(PstarError);
    refused(examples, 5, 5, 0);
    refused(candidates, 7, 7, 0);
    refused(candidates, 8, 7, 1);
    completeStage(store, examples, { input: 4, kept: 4, rejected: 0, failed: 0, seconds: 0 });
    completeStage(store, candidates, { input: 8, kept: 8, rejected: 0, failed: 0, seconds: 0 });
    expect(readStage(store, candidates).status).toBe("done");
  });

  it("takes no more rows once it is done", () => {
    const store = temporaryStore();
    const { id } = begin(store, newRun(store), "dataset");
    writeExamples(store, id, 0, exampleRows(3));
    completeStage(store, id, { input: 3, kept: 3, rejected: 0, failed: 0, seconds: 0 });
    writeExamples(store, id, 3, exampleRows(1));
    expect(countExamples(store, id)).toBe(3);
  });

  it("cannot write rows past a hole, of a stage that is none, or about a stage it does not read", () => {
    const store = temporaryStore();
    const { run, examples } = generated(store, 4, 2);
    expect(() => writeExamples(store, examples, 5, exampleRows(1))).toThrow("row 5 before row 4");
    expect(() => writeExamples(store, 99, 0, exampleRows(1))).toThrow("no stage s99");
    const stranger = begin(store, run, "generate elsewhere").id;
    expect(() => writeCandidates(store, stranger, 0, candidateRows(examples, 1, 1))).toThrow(
      "does not have s1 as an input",
    );
  });

  it("is refused by name when there is none", () => {
    const store = temporaryStore();
    expect(() => readStage(store, 4)).toThrow("there is no stage s4");
    expect(() => readRun(store, 4)).toThrow("there is no run r4");
  });
});

describe("a run", () => {
  it("ends with its result", () => {
    const store = temporaryStore();
    const id = newRun(store);
    finishRun(store, id, "done", { cells: [{ fraction: 0.1 }] });
    const run = readRun(store, id);
    expect(run).toMatchObject({ status: "done", result: { cells: [{ fraction: 0.1 }] } });
    expect(run.finishedAt! >= run.startedAt).toBe(true);
  });
});
