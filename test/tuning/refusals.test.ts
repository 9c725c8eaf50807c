import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadTuning } from "../../src/config/index.ts";
import { PstarError } from "../../src/errors.ts";
import { prepareTuning } from "../../src/pipeline/index.ts";
import { lines, makeBase, questions } from "./tiny-base.ts";
import { tuningFolder } from "./tuning-folder.ts";

async function refusal(folder: string): Promise<PstarError> {
  try {
    await prepareTuning(loadTuning(join(folder, "t.yaml")).config);
  } catch (error) {
    if (error instanceof PstarError) return error;
    throw error;
  }
  throw new Error("it was taken");
}

const pairs = lines(questions.map(([q, a]) => ({ prompt: q, chosen: a, rejected: "no" })));

const withConfig = (folder: string, change: object): void => {
  const path = join(folder, "base", "config.json");
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, "utf8")), ...change }));
};

const withKeys = (folder: string, keys: string): void => {
  const path = join(folder, "t.yaml");
  writeFileSync(path, `${readFileSync(path, "utf8")}${keys}\n`);
};

/** What is done to a tuning that is fine, and what is then said of it. */
const cases: readonly (readonly [(folder: string) => void, RegExp])[] = [
  [(folder) => rmSync(join(folder, "base", "tokenizer.json")), /tokenizer\.json: no such file/],
  [(folder) => rmSync(join(folder, "base", "config.json")), /config\.json: can't be read/],
  [(folder) => rmSync(join(folder, "base", "model.safetensors")), /has no model\.safetensors/],
  [(folder) => rmSync(join(folder, "base", "chat_template.jinja")), /no chat template/],
  [(folder) => writeFileSync(join(folder, "base", "chat_template.jinja"), "{% for %}"), /chat template/],
  [(folder) => writeFileSync(join(folder, "rows.jsonl"), pairs), /rows\.jsonl:1: holds preference pairs/],
  [
    (folder) => writeFileSync(join(folder, "rows.jsonl"), '{"text": "a"}\n'),
    /rows\.jsonl:1: is no training row/,
  ],
  [
    (folder) => writeFileSync(join(folder, "rows.jsonl"), '{"prompt": "a", "completion": 3}\n'),
    /rows\.jsonl:1: completion/,
  ],
  [(folder) => rmSync(join(folder, "rows.jsonl")), /rows\.jsonl: no such file/],
  [
    (folder) => withConfig(folder, { model_type: "mamba" }),
    /config\.json: model_type: "mamba" is not supported/,
  ],
  [(folder) => withConfig(folder, { hidden_act: "relu" }), /config\.json: hidden_act/],
  [(folder) => withConfig(folder, { vocab_size: 300 }), /tokenizer_config\.json: ends texts with token 364/],
  [
    (folder) => void makeBase(join(folder, "tuned"), "llama3"),
    /tuned: holds `chat_template\.jinja`, which is no part of a tuned/,
  ],
  [(folder) => withKeys(folder, "write: [merged, adapter]"), /t\.yaml:8: write: there is no adapter/],
  [
    (folder) => withKeys(folder, "truncate: drop\nobjective: { kind: ppo }"),
    /objective\.kind: "ppo" is not known/,
  ],
  [
    (folder) =>
      writeFileSync(join(folder, "rows.jsonl"), lines([{ prompt: "word ".repeat(400), completion: "a" }])),
    /nothing to learn: 1 of 1 rows are too long/,
  ],
];

describe("before any weight is read", () => {
  it.each(cases.map(([damage, said]) => [said.source, damage, said] as const))(
    "a tuning is refused in one line: %s",
    async (_, damage, said) => {
      const folder = tuningFolder();
      damage(folder);
      const error = await refusal(folder);
      expect(error.line).toMatch(said);
      expect(error.line).not.toContain("\n");
      expect(error.exitCode).toBe(2);
      expect(existsSync(join(folder, "runs"))).toBe(false);
    },
  );
});
