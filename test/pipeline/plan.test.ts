import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "../../src/canonical-json.ts";
import { parseConfig } from "../../src/config/index.ts";
import { planPipeline } from "../../src/pipeline/index.ts";
import { layOut } from "../../src/pipeline/plan.ts";
import { stageTitle } from "../../src/pipeline/stage.ts";
import { temporaryFolder } from "../store/temporary.ts";
import { edited, runText } from "./tiny.ts";

const text = `name: plan
seed: 1
task: { kind: eigenvalues, size: 2, tolerance: 0.5 }
data: { real: 60, synthesis: 30, calibration: 20, test: 10 }
generator:
  model: { width: 8, heads: 2 }
  training: { steps: 4, batchSize: 8, warmupSteps: 2 }
  sampling: { method: sample, samples: 2, temperature: 0.8 }
verifiers:
  - { kind: oracle }
  - { kind: noisy-oracle, noise: 0.5 }
  - { kind: peer, real: 40 }
selections:
  - { selector: best-of-n, fractions: [0.5] }
students: { training: { steps: 3 } }
estimate: { draws: 50, certainty: 0.9 }
concurrency: 2
`;

const stagesOf = (file: string) => layOut(parseConfig(file, "plan.yaml")).stages("evaluate");

/** Titles of the stages a changed file has to do that the first has not. */
function redone(...change: readonly (readonly [string, string])[]): string[] {
  const before = new Set(stagesOf(text).map(({ key }) => key));
  return stagesOf(edited(text, ...change))
    .filter(({ key }) => !before.has(key))
    .map(stageTitle);
}

const names = stagesOf(text).map(stageTitle);
const named = (...patterns: readonly RegExp[]) =>
  names.filter((name) => patterns.some((pattern) => pattern.test(name)));

const students = [/^train: student/, /^evaluate: student/];
const ofSelections = [/^(train|evaluate): student of (?!true answers)/];

describe("a plan", () => {
  it("has every stage once, each after its inputs", () => {
    const stages = stagesOf(text);
    expect(new Set(stages.map(({ key }) => key)).size).toBe(stages.length);
    expect(new Set(names).size).toBe(names.length);
    const before = new Set<string>();
    for (const { key, inputs } of stages) {
      for (const { stage } of inputs) expect(before).toContain(stage.key);
      before.add(key);
    }
  });

  it.each([
    ["generate", ["examples", "train", "generate"]],
    ["verify", ["examples", "train", "generate", "verify"]],
    ["select", ["examples", "train", "generate", "verify", "select"]],
    ["estimate", ["examples", "train", "generate", "verify", "select", "label", "estimate"]],
  ] as const)("up to %s does no more than that asks for", (verb, kinds) => {
    const stages = layOut(parseConfig(text, "plan.yaml")).stages(verb);
    expect(new Set(stages.map(({ kind }) => kind))).toEqual(new Set(kinds));
    expect(stages.map(stageTitle).filter((title) => /student/.test(title))).toEqual([]);
  });

  it("looks for the files that its verifiers name beside the file itself", () => {
    const folder = temporaryFolder();
    const file = edited(text, ["{ kind: oracle }", "{ kind: module, module: ./mine.ts }"]);
    const plan = () => layOut(parseConfig(file, join(folder, "plan.yaml")));
    expect(plan).toThrow(expect.objectContaining({ where: join(folder, "mine.ts") }));
    writeFileSync(join(folder, "mine.ts"), "export default () => 1;\n");
    expect(plan().stages("verify").map(stageTitle)).toContain("verify: calibration by module");
  });

  it("is the same whatever the order of a file's keys", () => {
    expect(redone(["real: 60, synthesis: 30", "synthesis: 30, real: 60"])).toEqual([]);
    expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: null })).toBe(
      canonicalJson({ a: null, b: [{ c: 2, d: 1 }] }),
    );
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
  });
});

describe("what a change of the file does again", () => {
  it("is nothing where no row depends on it", () => {
    expect(redone(["concurrency: 2", "concurrency: 1"])).toEqual([]);
    expect(redone(["name: plan", "name: other"])).toEqual([]);
  });

  it("is everything for the seed", () => {
    expect(redone(["seed: 1", "seed: 2"])).toEqual(names);
  });

  it("is everything for the matrices", () => {
    expect(redone(["size: 2", "size: 3"])).toEqual(names);
    expect(redone(["size: 2", "size: 2, bound: 5"])).toEqual(names);
    // How numbers become tokens is no matter of the examples.
    const made = names.filter((name) => !name.startsWith("examples"));
    expect(redone(["size: 2", "size: 2, encoding: FP15"])).toEqual(made);
  });

  it("for a share more is that share alone: nothing is generated, scored or trained for others", () => {
    const only = (setting: string) => new RegExp(`^(select|estimate|train|evaluate): .* ${setting}$`);
    const more = redone(["[0.5]", "[0.5, 1]"]);
    expect(more).toHaveLength(5 * 3);
    for (const title of more) expect(title).toMatch(only("best-of-n 1"));
    const other = redone(["selector: best-of-n, fractions: [0.5]", "selector: threshold, thresholds: [0]"]);
    expect(other).toHaveLength(5 * 3);
    for (const title of other) expect(title).toMatch(only("threshold 0"));
  });

  it("for a verifier's option is that verifier alone", () => {
    expect(redone(["noise: 0.5", "noise: 0.7"])).toEqual(named(/noisy-oracle/));
    expect(redone(["real: 40", "real: 50"])).toEqual(named(/\bpeer\b/));
  });

  it("for the tolerance is what judges, and no generation, score, selection or training", () => {
    expect(redone(["tolerance: 0.5", "tolerance: 0.2"])).toEqual(named(/^(label|estimate|evaluate)/));
  });

  it("for sampling is all that comes of the candidates, and not the generator", () => {
    const ofCandidates = named(/^(generate|verify|select|label|estimate)/, ...ofSelections);
    const inOrder = names.filter((name) => ofCandidates.includes(name));
    expect(redone(["temperature: 0.8", "temperature: 0.9"])).toEqual(inOrder);
    expect(redone(["temperature: 0.8", "temperature: 0.8, topK: 3"])).toEqual(inOrder);
  });

  it("for the generator's shape or training is all but the examples", () => {
    const learnt = names.filter((name) => !name.startsWith("examples"));
    expect(redone(["width: 8", "width: 16"])).toEqual(learnt);
    expect(redone(["batchSize: 8", "batchSize: 16"])).toEqual(learnt);
    expect(redone(["batchSize: 8", "batchSize: 8, dropout: 0.1"])).toEqual(learnt);
  });

  it("for the students' shape or training is the students", () => {
    expect(redone(["steps: 3", "steps: 5"])).toEqual(named(...students));
    expect(redone(["students: {", "students: { model: { width: 16 },"])).toEqual(named(...students));
  });

  it("for the numbers of examples is what uses them", () => {
    expect(redone(["test: 10", "test: 12"])).toEqual(named(/^examples: test/, /^evaluate/));
    const calibrated = named(
      /^(examples|generate|label|verify|select)[: ]+calibration/,
      /^label/,
      /^estimate/,
    );
    expect(redone(["calibration: 20", "calibration: 25"])).toEqual(calibrated);
    const synthesised = named(/^(examples|generate|verify|select)[: ]+synthesis/, ...students);
    expect(redone(["synthesis: 30", "synthesis: 35"])).toEqual(synthesised);
  });

  it("for an estimate's options is the estimates", () => {
    expect(redone(["certainty: 0.9", "certainty: 0.95"])).toEqual(named(/^estimate/));
    expect(redone(["draws: 50", "draws: 60"])).toEqual(named(/^(estimate|evaluate)/));
  });
});

describe("planPipeline", () => {
  it("says what a database holds, and writes nothing", async () => {
    const db = join(temporaryFolder(), "plan.db");
    const states = async (file: string) =>
      Object.groupBy(await planPipeline(parseConfig(file, "plan.yaml"), db), ({ status }) => status);
    expect(Object.keys(await states(text))).toEqual(["new"]);
    await runText(text, db, { through: "verify" });
    const { done = [], new: left = [] } = await states(text);
    expect(new Set(done.map(({ kind }) => kind))).toEqual(
      new Set(["examples", "train", "generate", "verify"]),
    );
    for (const { name } of left)
      expect(name).toMatch(/^(select|estimate|label|examples: test|.*student|evaluate)/);
    await runText(text, db);
    expect(Object.keys(await states(text))).toEqual(["done"]);

    const changed = await states(edited(text, ["[0.5]", "[0.5, 1]"]));
    for (const { kind, name } of changed.new ?? []) {
      expect(["select", "estimate", "train", "evaluate"]).toContain(kind);
      expect(name).toMatch(/best-of-n 1$/);
    }
    expect(changed.done?.map(({ name }) => name)).toEqual(names);
  });
});
