import { readdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  ConfigError,
  cellsOf,
  isCuration,
  isTuning,
  loadConfig,
  loadTuning,
  parseConfig,
  trainedGenerator,
} from "../../src/config/index.ts";
import { PstarError } from "../../src/errors.ts";
import { temporaryFolder } from "../store/temporary.ts";
import { changed, pipelineText } from "./pipeline-file.ts";

/** The lines a user sees for a wrong file. */
function complaints(text: string): string[] {
  try {
    parseConfig(text, "a.yaml");
  } catch (error) {
    if (error instanceof ConfigError) return [error.line, ...error.others.map(({ line }) => line)];
    if (error instanceof PstarError) return [error.line];
    throw error;
  }
  return [];
}

describe("a right pipeline file", () => {
  it("gets every default", () => {
    const config = parseConfig(pipelineText, "a.yaml");
    expect(config.seed).toBe(1);
    expect(config.estimate).toEqual({ certainty: 0.95, confidence: 0.95, draws: 4000 });
    expect(trainedGenerator(config.generator)?.training.batchSize).toBe(64);
    expect(config.students.unverified).toBe(true);
    expect(config.students.real).toBe(true);
    expect(config.verifiers.map(({ name }) => name)).toEqual(["oracle", "random"]);
    expect(config.concurrency).toBe(availableParallelism());
  });

  it("makes students like the generator but for what it says of them", () => {
    const config = parseConfig(
      `${pipelineText}students:\n  model: { encoderLayers: 3 }\n  training: { steps: 20 }\n`,
      "a.yaml",
    );
    expect(config.students.model).toEqual({ ...trainedGenerator(config.generator)?.model, encoderLayers: 3 });
    expect(config.students.training).toEqual({ ...trainedGenerator(config.generator)?.training, steps: 20 });
  });

  it("makes a peer like the generator but for what it says of it", () => {
    const text = changed(["kind: random", "{ kind: peer, real: 30, model: { width: 16 } }"]);
    const { verifiers, ...config } = parseConfig(text, "a.yaml");
    const generator = trainedGenerator(config.generator)!;
    expect(verifiers[1]).toEqual({
      kind: "peer",
      name: "peer",
      real: 30,
      per: "answer",
      base: undefined,
      model: { ...generator.model, width: 16 },
      training: generator.training,
    });
  });

  it("has a cell for each verifier and setting, and the unverified one", () => {
    const text = changed([
      "fractions: [0.5, 1] }",
      "fractions: [0.5, 1] }\n  - { selector: threshold, thresholds: [-2], verifiers: [oracle] }",
    ]);
    expect(cellsOf(parseConfig(text, "a.yaml"))).toEqual([
      { verifier: null, selector: { kind: "all" } },
      { verifier: "oracle", selector: { kind: "best-of-n", fraction: 0.5 } },
      { verifier: "random", selector: { kind: "best-of-n", fraction: 0.5 } },
      { verifier: "oracle", selector: { kind: "best-of-n", fraction: 1 } },
      { verifier: "random", selector: { kind: "best-of-n", fraction: 1 } },
      { verifier: "oracle", selector: { kind: "threshold", threshold: -2 } },
    ]);
    const without = parseConfig(`${pipelineText}students: { unverified: false }\n`, "a.yaml");
    expect(cellsOf(without).map(({ verifier }) => verifier)).not.toContain(null);
  });

  it("is read from disk with its text", () => {
    const path = join(temporaryFolder(), "a.yaml");
    writeFileSync(path, pipelineText);
    expect(loadConfig(path)).toEqual({ config: parseConfig(pipelineText, path), text: pipelineText, path });
  });

  const examples = new URL("../../examples/", import.meta.url);
  const pathOf = (file: string): string => new URL(file, examples).pathname;
  const files = readdirSync(examples).filter((file) => file.endsWith(".yaml"));
  const tunings = files.filter((file) => isTuning(pathOf(file)));
  const pipelines = files.filter((file) => !isCuration(pathOf(file)) && !tunings.includes(file));
  it.each(pipelines)("examples/%s is one", (file) => {
    const { config } = loadConfig(pathOf(file));
    expect(file).toBe(`${config.name}.yaml`);
  });

  it.each(tunings)("examples/%s tells how to tune a model", (file) => {
    const { config } = loadTuning(pathOf(file));
    expect(file).toBe(`${config.name}.yaml`);
  });
});

describe("a wrong pipeline file", () => {
  it.each([
    [
      "seed at the top",
      changed(["name: small", "name: small\nsede: 3"]),
      'a.yaml:2: sede: unknown key — did you mean "seed"?',
    ],
    [
      "a key in a list",
      changed(["- kind: random", "- kind: noisy-oracle\n    nosie: 0.1"]),
      'a.yaml:11: verifiers[1].nosie: unknown key — did you mean "noise"?',
    ],
    [
      "a key in flow style",
      changed(["heads: 4", "head: 4"]),
      'a.yaml:5: generator.model.head: unknown key — did you mean "heads"?',
    ],
    [
      "a key of the students, who have no defaults",
      `${pipelineText}students:\n  training: { step: 5 }\n`,
      'a.yaml:14: students.training.step: unknown key — did you mean "steps"?',
    ],
    [
      "a name",
      changed(["kind: oracle", "kind: orcale"]),
      'a.yaml:9: verifiers[0].kind: "orcale" is not known here — did you mean "oracle"?',
    ],
    [
      "a choice",
      changed(["method: sample", "method: samples"]),
      'a.yaml:7: generator.sampling.method: "samples" is not known here — did you mean "sample"?',
    ],
    [
      "a missing key",
      changed(["real: 100, ", ""]),
      "a.yaml:3: data.real: missing — the generator needs inputs to be trained on",
    ],
    [
      "a key that only students need",
      changed([/, test: \d+/.exec(pipelineText)![0], ""]),
      "a.yaml:3: data.test: missing — students need inputs to be compared on",
    ],
    [
      "a number YAML takes for text",
      changed(["real: 100", "real: 30_000"]),
      'a.yaml:3: data.real: must be a number, not "30_000" — write 30000',
    ],
    [
      "part of an input",
      changed(["real: 100", "real: 1.5"]),
      "a.yaml:3: data.real: must be a whole number, or a share below 1",
    ],
    ["no input", changed(["real: 100", "real: 0"]), "a.yaml:3: data.real: must be more than 0, not 0"],
    [
      "a share above one",
      changed(["[0.5, 1]", "[0.5, 50]"]),
      "a.yaml:12: selections[0].fractions[1]: must be at most 1, not 50",
    ],
    [
      "heads that do not divide the width",
      changed(["heads: 4", "heads: 5"]),
      "a.yaml:5: generator.model.heads: 5 heads do not divide the width 32",
    ],
    [
      "key–value heads that do not divide the heads",
      `${pipelineText}students: { model: { keyValueHeads: 3 } }\n`,
      "a.yaml:13: students.model.keyValueHeads: 3 key–value heads do not divide the 4 heads",
    ],
    [
      "a verifier that is not there",
      changed(["[0.5, 1]", "[0.5, 1], verifiers: [orcale]"]),
      'a.yaml:12: selections[0].verifiers[0]: no verifier is named "orcale" — did you mean "oracle"?',
    ],
    [
      "two verifiers of one name",
      changed(["kind: random", "kind: oracle"]),
      'a.yaml:10: verifiers[1].name: "oracle" is the name of verifiers[0] too — give each its own name',
    ],
    [
      "a cell twice",
      changed(["[0.5, 1]", "[0.5, 0.5]"]),
      "a.yaml:12: selections[0].fractions[1]: a second time: oracle, best-of-n at 0.5 — leave one of the two out",
    ],
    ["nothing", "", "a.yaml: the file is empty — `pstar init` writes a file to start from"],
    [
      "only a text",
      "hello",
      "a.yaml: not a pipeline file: it has no keys — `pstar init` writes a file to start from",
    ],
    ["a key twice", `${pipelineText}name: other\n`, "a.yaml:13: not valid YAML: Map keys must be unique"],
  ])("is refused for %s, with the place and what was meant", (_, text, line) => {
    expect(complaints(text)).toEqual([line]);
  });

  it("is told all that is wrong with it at once, from the top", () => {
    const text = changed(
      ["name: small", "name: small\nsede: 3"],
      ["heads: 4", "haeds: 4"],
      ["kind: random", "kind: rnd"],
    );
    expect(complaints(text).map((line) => line.split(": ")[0])).toEqual([
      "a.yaml:2",
      "a.yaml:6",
      "a.yaml:11",
    ]);
  });

  it("may not ask for several greedy answers, nor choose among one", () => {
    const text = changed(["method: sample, samples: 4, temperature: 0.8", "method: greedy, samples: 4"]);
    expect(complaints(text)).toEqual([
      "a.yaml:7: generator.sampling.samples: greedy answers are all the same, so 4 of them are one — write method: sample, or leave this out",
    ]);
    expect(complaints(changed(["samples: 4, ", ""]))).toEqual([
      "a.yaml:12: selections[0].selector: best-of-n needs several answers to choose from, and the generator gives one to each input — set generator.sampling to method: sample with samples: 8",
    ]);
    expect(complaints(changed(["method: sample, samples: 4, ", ""]))).toHaveLength(2);
    expect(complaints(changed(["method: sample", "method: beam"]))).toEqual([
      expect.stringContaining("generator.sampling.temperature: means nothing for method: beam"),
    ]);
  });

  it("that cannot be read is one clear line", () => {
    const folder = temporaryFolder();
    expect(() => loadConfig(folder)).toThrow("is a folder, not a pipeline file");
    expect(() => loadConfig(join(folder, "none.yaml"))).toThrow("no such file");
  });
});
