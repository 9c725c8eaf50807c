import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ConfigError, isCuration, loadCuration, parseCuration } from "../../src/config/index.ts";
import { PstarError } from "../../src/errors.ts";
import { temporaryFolder } from "../store/temporary.ts";
import { pipelineText } from "./pipeline-file.ts";

/** A small right curation file. */
const curationText = `name: answers
source:
  file: answers.jsonl
  fields: { label: ok, scores: [judge] }
verifiers:
  - { kind: length, unit: words, min: 3 }
  - { kind: pattern, pattern: "^yes", name: says-yes }
estimate: { fractions: [0.1, 0.5] }
select:
  by: judge
  selector: { kind: top-share, fraction: 0.25 }
  require: [says-yes]
  deduplicate: { near: { similarity: 0.7 } }
  cap: { per: "field:topic", most: 10 }
export:
  - { format: messages, folder: out }
`;

function changed(...replacements: readonly (readonly [string, string])[]): string {
  return replacements.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`no "${from}" in the curation file`);
    return text.replace(from, to);
  }, curationText);
}

/** The lines a user sees for a wrong file. */
function complaints(text: string): string[] {
  try {
    parseCuration(text, "a.yaml");
  } catch (error) {
    if (error instanceof ConfigError) return [error.line, ...error.others.map(({ line }) => line)];
    if (error instanceof PstarError) return [error.line];
    throw error;
  }
  return [];
}

describe("a right curation file", () => {
  it("gets every default, and a name for each rule", () => {
    const config = parseCuration(curationText, "a.yaml");
    expect(config.seed).toBe(1);
    expect(config.source.maxBadRows).toBe(0);
    expect(config.verifiers.map(({ name }) => name)).toEqual(["length", "says-yes"]);
    expect(config.estimate).toEqual({
      ...{ fractions: [0.1, 0.5], labelThreshold: null, intervals: "jeffreys", certainty: 0.95 },
      ...{ confidence: 0.95, draws: 4000, precision: null },
    });
    expect(config.select!.deduplicate).toEqual({ near: { similarity: 0.7, of: "output", shingle: 3 } });
    expect(config.export).toEqual([{ format: "messages", folder: "out", file: "jsonl", validation: 0 }]);
    expect(config.card).toEqual({ language: [], generators: [], prompts: [] });
  });

  it("needs no more than a name and a file", () => {
    const config = parseCuration("name: a\nsource: { file: a.csv }\n", "a.yaml");
    expect(config).toMatchObject({ verifiers: [], export: [], source: { fields: {} } });
    expect(config.select).toBeUndefined();
  });

  const examples = new URL("../../examples/", import.meta.url);
  const files = readdirSync(examples)
    .filter((file) => file.endsWith(".yaml"))
    .filter((file) => isCuration(new URL(file, examples).pathname));
  it.each(files)("examples/%s is one", (file) => {
    const { config, text } = loadCuration(new URL(file, examples).pathname);
    expect(file).toBe(`${config.name}.yaml`);
    expect(parseCuration(text, file)).toEqual(config);
  });

  it("is told from a pipeline file by its keys, even where one of either is misspelt", () => {
    const path = join(temporaryFolder(), "a.yaml");
    const is = (text: string): boolean => {
      writeFileSync(path, text);
      return isCuration(path);
    };
    expect(is(curationText)).toBe(true);
    expect(is("name: a\nsource: { file: a.csv }\n")).toBe(true);
    expect(is(changed(["source:", "souce:"]))).toBe(true);
    expect(is(pipelineText)).toBe(false);
    expect(is(pipelineText.replace("task:", "tsak:"))).toBe(false);
    expect(is("name: a\n")).toBe(false);
  });
});

describe("a wrong curation file", () => {
  it.each([
    [
      "a key at the top",
      changed(["name: answers", "name: answers\nsede: 3"]),
      'a.yaml:2: sede: unknown key — did you mean "seed"?',
    ],
    [
      "a field",
      changed(["label: ok", "lable: ok"]),
      'a.yaml:4: source.fields.lable: unknown key — did you mean "label"?',
    ],
    [
      "a rule's key",
      changed(["min: 3", "mni: 3, max: 9"]),
      'a.yaml:6: verifiers[0].mni: unknown key — did you mean "min"?',
    ],
    [
      "a rule that needs a model",
      changed(["kind: pattern", "kind: oracle"]),
      expect.stringMatching(
        /^a\.yaml:7: verifiers\[1\]\.kind: "oracle" is not known here — possible: random, field, /,
      ),
    ],
    ["a rule without bounds", changed([", min: 3", ""]), 'a.yaml:6: verifiers[0]: give "min", "max" or both'],
    [
      "a selector",
      changed(["kind: top-share", "kind: topshare"]),
      'a.yaml:11: select.selector.kind: "topshare" is not known here — did you mean "top-share"?',
    ],
    [
      "a share",
      changed(["fraction: 0.25", "fraction: 25"]),
      "a.yaml:11: select.selector.fraction: must be at most 1, not 25",
    ],
    [
      "a share to look at",
      changed(["[0.1, 0.5]", "[0.1, 50]"]),
      "a.yaml:8: estimate.fractions[1]: must be at most 1, not 50",
    ],
    [
      "what a cap is of",
      changed(["field:topic", "topic"]),
      expect.stringMatching(/^a\.yaml:14: select\.cap\.per: must be input, cluster or field:NAME/),
    ],
    [
      "a similarity without clusters",
      changed(["most: 10", "most: 10, similarity: 0.5"]),
      "a.yaml:14: select.cap.similarity: only goes with `per: cluster`",
    ],
    [
      "a format",
      changed(["format: messages", "format: message"]),
      'a.yaml:16: export[0].format: "message" is not known here — did you mean "messages"?',
    ],
    [
      "a validation share of all",
      changed(["folder: out", "folder: out, validation: 1"]),
      "a.yaml:16: export[0].validation: must be less than 1, not 1",
    ],
    [
      "two rules of one name",
      changed(["name: says-yes", "name: length"]),
      expect.stringMatching(
        /^a\.yaml:7: verifiers\[1\]: "length" is the name of an earlier one too — give it a name$/,
      ),
    ],
    [
      "a rule that is not there",
      changed(["[says-yes]", "[say-yes]"]),
      'a.yaml:12: select.require[0]: no rule is named "say-yes" — did you mean "says-yes"?',
    ],
    [
      "two exports to one folder",
      `${curationText}  - { format: alpaca, folder: out }\n`,
      "a.yaml:17: export[1].folder: an earlier export goes there too",
    ],
    ["nothing", "", "a.yaml: the file is empty — `pstar init` writes a file to start from"],
  ])("is refused for %s, with the place and what was meant", (_, text, line) => {
    const found = complaints(text);
    expect(found[0]).toEqual(line);
  });

  it("with something to export and nothing selected is told so", () => {
    const text = "name: a\nsource: { file: a.csv }\nexport:\n  - { format: messages, folder: out }\n";
    expect(complaints(text)).toEqual([
      "a.yaml:3: export: there is nothing to export — say under select what is kept",
    ]);
  });

  it("is told all that is wrong with it at once, from the top", () => {
    const text = changed(
      ["name: answers", "name: answers\nsede: 3"],
      ["label: ok", "lable: ok"],
      ["by: judge", "buy: judge"],
    );
    expect(complaints(text).map((line) => line.split(": ").slice(0, 2).join(": "))).toEqual([
      "a.yaml:2: sede",
      "a.yaml:5: source.fields.lable",
      "a.yaml:11: select.buy",
    ]);
  });
});
