import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeCandidates } from "../../src/store/candidates.ts";
import { writeExamples } from "../../src/store/examples.ts";
import { rowId } from "../../src/store/ids.ts";
import { createRun } from "../../src/store/runs.ts";
import { writeScores } from "../../src/store/scores.ts";
import { writeSelection } from "../../src/store/selections.ts";
import { beginStage, type StageInput } from "../../src/store/stages.ts";
import { openStore } from "../../src/store/store.ts";
import { pstar, temporaryFolder } from "./child.ts";

/** A run of three examples with two candidates each, scored, of which the better of each is kept. */
function database(): { path: string; candidates: number } {
  const path = join(temporaryFolder(), "run.db");
  const store = openStore(path);
  const runId = createRun(store, { name: "test", version: "0.1.0", seed: 7, config: "" });
  const begin = (kind: string, name: string, inputs: readonly StageInput[]): number =>
    beginStage(store, { key: `${kind} ${name}`, kind, name, version: 1, options: {}, inputs, runId }).id;

  const examples = begin("dataset", "synthesis", []);
  const texts = Array.from({ length: 3 }, (_, i) => ({ input: `input ${i}`, reference: `answer ${i}` }));
  writeExamples(
    store,
    examples,
    0,
    texts.map((text) => ({ ...text, split: "synthesis" })),
  );
  const candidates = begin("generate", "answers", [{ stageId: examples, role: "examples" }]);
  const outputs = Array.from({ length: 6 }, (_, i) => ({
    exampleId: rowId(examples, Math.floor(i / 2)),
    sample: i % 2,
    output: `output ${i}`,
  }));
  writeCandidates(store, candidates, 0, outputs);
  const read = { stageId: candidates, role: "candidates" };
  const scores = begin("verify", "oracle", [read]);
  writeScores(
    store,
    scores,
    candidates,
    0,
    outputs.map((_, i) => ({ score: -0.25 * i })),
  );
  const selection = begin("select", "best", [read, { stageId: scores, role: "scores" }]);
  writeSelection(
    store,
    selection,
    { candidateStage: candidates, verifier: "oracle", selector: "best-of-n", fraction: 0.5 },
    { reason: Uint8Array.of(0, 1, 0, 1, 0, 1), reasons: ["kept", "not among the best of its input"] },
  );
  store.close();
  return { path, candidates };
}

describe("pstar trace", () => {
  it("shows what a candidate was made from and what became of it", () => {
    const { path, candidates } = database();
    const { code, stdout, stderr } = pstar(["trace", `c${candidates}-3`, "--db", path]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.split("\n")[0]).toBe(`c${candidates}-3  candidate  output 3`);
    const [before, after] = stdout.split("What became of it") as [string, string];
    expect(before).toMatch(/r1 +test .*seed 7/);
    expect(before).toMatch(/e\d+-1 +input 1 .*reference answer 1/);
    expect(after).toMatch(/verify oracle +scored -0\.75/);
    expect(after).toMatch(/select best .*dropped: not among the best/);
  });

  it("prints the same as one JSON object", () => {
    const { path, candidates } = database();
    const found = JSON.parse(pstar(["trace", `c${candidates}-2`, "--db", path, "--json"]).stdout);
    expect(found.root).toBe(`c${candidates}-2`);
    expect(found.edges).toContainEqual(expect.objectContaining({ from: `c${candidates}-2`, role: "kept" }));
  });

  it("refuses what is no id, what is not there, and a database it cannot find", () => {
    const { path } = database();
    expect(pstar(["trace", "x", "--db", path])).toMatchObject({ code: 2, stdout: "" });
    expect(pstar(["trace", "c2-600", "--db", path])).toMatchObject({ code: 2, stdout: "" });
    const nowhere = pstar(["trace", "c2-1"]);
    expect(nowhere.code).toBe(2);
    expect(nowhere.stderr).toBe("pstar: runs: no database here — say which with --db FILE\n");
  });
});
