import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { rowDetail } from "../../src/browse/detail.ts";
import type { RowDetail } from "../../src/browse/row.ts";
import { writeCandidates } from "../../src/store/candidates.ts";
import { writeExamples } from "../../src/store/examples.ts";
import {
  appendHandLabel,
  listStages,
  publicId,
  readCandidate,
  readCandidates,
  readScores,
  readSelection,
  rowId,
  writeLabels,
} from "../../src/store/index.ts";
import { writeScores } from "../../src/store/scores.ts";
import { candidatesIn, curated, curation, drawLines, writeLines } from "../pipeline/curated.ts";
import { edited, lastingFolder, reading, runText, tiny } from "../pipeline/tiny.ts";
import { begin, newRun } from "../store/made.ts";
import { temporaryStore } from "../store/temporary.ts";

const isJson = (value: unknown): void => {
  expect(JSON.parse(JSON.stringify(value))).toEqual(value);
};

/** A run of one chat or text with outputs, as the store holds them. */
function stored(
  outputs: readonly (string | null)[],
  input = "What is it?",
  format: "text" | "chat" = "text",
) {
  const store = temporaryStore();
  const run = newRun(store);
  const examples = begin(store, run, "examples").id;
  writeExamples(store, examples, 0, [{ input, reference: "It is <b>it</b>.", split: "synthesis", format }]);
  const candidates = begin(store, run, "generate", [{ stageId: examples, role: "examples" }]).id;
  writeCandidates(
    store,
    candidates,
    0,
    outputs.map((output, sample) => ({
      exampleId: rowId(examples, 0),
      sample,
      output,
      error: output === null ? "timed out" : null,
    })),
  );
  return { store, run, candidates };
}

describe("the detail of a pipeline's candidate", () => {
  const db = join(lastingFolder(), "tiny.db");
  beforeAll(async () => {
    await runText(edited(tiny, ["steps: 150", "steps: 20"]), db, { through: "estimate" });
  });

  const detailOf = (split: string, position: number) =>
    reading(db, (store) => {
      const stage = listStages(store, 1).find(({ kind, name }) => kind === "generate" && name === split)!;
      const id = rowId(stage.id, position);
      return { detail: rowDetail(store, 1, id), stage, row: readCandidate(store, id) };
    });

  it("holds its input's candidates with what every stage of the run said of them", () => {
    for (const split of ["synthesis", "calibration"]) {
      const { detail, stage, row } = detailOf(split, 6);
      isJson(detail);
      expect(detail.candidates.map(({ id }) => id)).toEqual([4, 5, 6, 7].map((at) => `c${stage.id}-${at}`));
      expect(detail.candidatesInAll).toBe(4);
      expect(detail.id).toBe(`c${stage.id}-6`);
      expect(detail.input).toMatchObject({ kind: "matrix", text: row.example.input });
      expect(detail.reference?.kind).toBe("numbers");
      reading(db, (store) => {
        const stages = listStages(store, 1);
        for (const { id, scores, fates, labels } of detail.candidates) {
          const position = Number(id.split("-")[1]);
          expect(scores.map(({ verifier }) => verifier)).toEqual(["oracle", "noisy-oracle"]);
          for (const { verifier, score, state } of scores) {
            const verify = stages.find(({ name }) => name === `${split} by ${verifier}`)!;
            const value = readScores(store, verify.id).score[position]!;
            expect(score).toBe(value === -Infinity ? null : value);
            expect(state).toBe(value === -Infinity ? "unparsed" : "scored");
          }
          const selections = stages.filter(({ kind, name }) => kind === "select" && name.startsWith(split));
          expect(fates.map(({ selection }) => selection)).toEqual(
            selections.map((one) => publicId("stage", one.id)),
          );
          for (const [at, { kept, reason }] of fates.entries()) {
            const said = readSelection(store, selections[at]!.id);
            expect({ kept, reason }).toEqual({
              kept: said.reason[position] === 0,
              reason: said.reasons[said.reason[position]!],
            });
          }
          expect(labels.map(({ source, byHand }) => [source, byHand])).toEqual(
            split === "calibration" ? [["true answers", false]] : [],
          );
        }
      });
    }
  });

  it("is refused where the run has no such candidate", () => {
    reading(db, (store) => {
      const generate = listStages(store, 1).find(({ kind }) => kind === "generate")!;
      expect(() => rowDetail(store, 1, rowId(generate.id, 1_000_000))).toThrow(/no candidate/);
      expect(() => rowDetail(store, 2, rowId(generate.id, 0))).toThrow(/not of run r2/);
    });
  });
});

describe("the detail of an imported candidate", () => {
  const folder = lastingFolder();
  const lines = drawLines(5, 12);
  const file = writeLines(folder, lines);
  let details: RowDetail[] = [];
  beforeAll(async () => {
    const select = {
      by: "judge",
      selector: { kind: "top-share", fraction: 0.5 },
      deduplicate: { exact: "output" },
    };
    await curated(curation(file, { select }), folder);
    details = reading(join(folder, "rows.db"), (store) => {
      const imported = listStages(store, 1).find(({ kind }) => kind === "import")!;
      return Array.from(readCandidates(store, imported.id), ({ id }) => rowDetail(store, 1, id));
    });
  });

  it("holds the file's fields, kind, label, and scores or why there are none", () => {
    for (const [at, row] of candidatesIn(lines).entries()) {
      const detail = details[at]!;
      const one = detail.candidates.find(({ id }) => id === detail.id)!;
      isJson(detail);
      expect(detail.stratum).toBe(row.kind);
      expect(detail.input.text).toBe(row.input);
      expect(detail.input.kind).toBe(row.input.startsWith("[") ? "chat" : "text");
      expect(one.output).toEqual({ kind: "text", text: row.output });
      expect(one.fields).toMatchObject({ topic: row.topic });
      expect(one.labels).toEqual(
        row.ok === null ? [] : [{ value: row.ok, source: "the file of candidates", byHand: false }],
      );
      expect(one.scores.find(({ verifier }) => verifier === "judge")).toMatchObject({
        score: row.judge,
        state: row.judge === null ? "failed" : "scored",
      });
      expect(one.fates).toMatchObject([{ title: "judge, best of all, 50 %, thinned" }]);
    }
  });

  it("highlights what outputs share with the texts they are shown beside", () => {
    const detail = details.find(({ input }) => input.kind === "text")!;
    for (const { output, overlap } of detail.candidates) {
      const under = ([from, to]: readonly [number, number]): string => output!.text.slice(from, to);
      expect(overlap.withInput.map(under)).toContain(detail.input.text);
      expect(overlap.inInput).toEqual([[0, detail.input.text.length]]);
      expect(overlap.withReference.length).toBeGreaterThan(0);
    }
    const chat = details.find(({ input }) => input.kind === "chat")!;
    expect(chat.candidates.every(({ overlap }) => overlap.withInput.length === 0)).toBe(true);
  });
});

describe("labels by hand", () => {
  it("stand before those of stages, until they are taken back", () => {
    const { store, run, candidates } = stored(["a", "b"]);
    const label = begin(store, run, "label", [{ stageId: candidates, role: "candidates" }]).id;
    writeLabels(store, label, candidates, "a file", { positions: [0], values: [1] });
    const labels = () => rowDetail(store, run, rowId(candidates, 0)).candidates.map((one) => one.labels);
    const ofStage = { value: 1, source: "a file", byHand: false };
    const give = (position: number, value: number | null, drawn: boolean) =>
      appendHandLabel(store, { candidate: rowId(candidates, position), value, drawn });
    expect(labels()).toEqual([[ofStage], []]);
    give(0, 0.25, true);
    give(1, 0, false);
    const byHand = (value: number) => ({ value, source: "by hand", byHand: true });
    expect(labels()).toEqual([[byHand(0.25), ofStage], [byHand(0)]]);
    give(0, null, true);
    expect(labels()).toEqual([[ofStage], [byHand(0)]]);
  });
});

describe("odd candidates", () => {
  it("keep their text as it is, and say why they failed", () => {
    const hostile = "</script><script>alert(1)</script>\u001b[31m\u202eevil\u0000\ud800";
    const { store, run, candidates } = stored([hostile, null], hostile);
    const detail = rowDetail(store, run, rowId(candidates, 0));
    expect(detail.input.text).toBe(readCandidate(store, rowId(candidates, 0)).example.input);
    expect(
      detail.candidates[0]!.output!.text.startsWith("</script><script>alert(1)</script>\u001b[31m\u202e"),
    ).toBe(true);
    expect(detail.candidates[1]).toMatchObject({
      output: null,
      error: "timed out",
      overlap: { withInput: [] },
    });
    isJson(detail);
  });

  it("have infinite scores as JSON can hold them, and failed ones with their error", () => {
    const { store, run, candidates } = stored(["a", "b", "c"]);
    const verify = begin(store, run, "verify all by rule", [{ stageId: candidates, role: "candidates" }]).id;
    const rows = [{ score: Infinity }, { score: -Infinity }, { error: "no answer" }];
    writeScores(store, verify, candidates, 0, rows);
    const detail = rowDetail(store, run, rowId(candidates, 0));
    expect(detail.candidates.map(({ scores: [one] }) => [one!.score, one!.state, one!.error])).toEqual([
      [Number.MAX_VALUE, "scored", null],
      [null, "unparsed", null],
      [null, "failed", "no answer"],
    ]);
    isJson(detail);
  });

  it("are 64 of an input at most, the one asked for among them", () => {
    const { store, run, candidates } = stored(Array.from({ length: 200 }, (_, i) => `answer ${i}`));
    for (const position of [0, 62, 63, 64, 199]) {
      const detail = rowDetail(store, run, rowId(candidates, position));
      const samples = detail.candidates.map(({ sample }) => sample);
      expect(samples.length).toBe(64);
      expect(samples).toEqual(samples.toSorted((a, b) => a - b));
      expect(samples).toContain(position);
      expect(detail.candidatesInAll).toBe(200);
    }
  });
});
