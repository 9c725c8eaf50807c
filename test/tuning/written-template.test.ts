import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AutoTokenizer } from "@huggingface/transformers";
import { describe, expect, it } from "vitest";
import { loadChatTemplate } from "../../src/published/chat-template.ts";
import { trainingOptions } from "../../src/training/options.ts";
import { openBase, readBaseWeights } from "../../src/tuning/base.ts";
import { prepareJob } from "../../src/tuning/prepare.ts";
import { type Written, writeTuned } from "../../src/tuning/write.ts";
import { temporaryFolder } from "../cli/child.ts";
import { makeBase } from "./tiny-base.ts";

const chat = [
  { role: "user", content: "Who said so?" },
  { role: "assistant", content: "Anita Mwangi" },
];

const configOf = (folder: string) => JSON.parse(readFileSync(join(folder, "tokenizer_config.json"), "utf8"));

/** Folders of a base whose template is in a file of its own, and of a model tuned from it. */
async function written(write: readonly Written[], more: object = {}) {
  const [folder, out] = [temporaryFolder(), temporaryFolder()];
  makeBase(folder, "qwen2");
  writeFileSync(join(folder, "tokenizer_config.json"), JSON.stringify({ ...configOf(folder), ...more }));
  const base = await openBase(folder);
  const training = { ...trainingOptions.parse({}), epochs: 1 };
  const splits = { train: [{ given: [1], learnt: [2] }] };
  const job = prepareJob(base, splits, { name: "tiny", length: 8, seed: 1, training });
  writeTuned(out, base, job, readBaseWeights(base), write);
  return { folder, out };
}

describe("a base's chat_template.jinja", () => {
  it.each(["onnx", "onnx-q8"] as const)(
    "is where Transformers.js looks beside its graphs (%s)",
    async (graph) => {
      const { folder, out } = await written(["merged", graph]);
      const tokenizer = await AutoTokenizer.from_pretrained(out, { local_files_only: true });
      const { source, render } = (await loadChatTemplate(folder))!;
      expect(tokenizer.apply_chat_template(chat, { tokenize: false })).toBe(render(chat, false));
      const { chat_template, ...rest } = configOf(out);
      expect(chat_template).toBe(source);
      expect(rest).toEqual(configOf(folder));
    },
  );

  it("gives way to a template of the tokenizer's settings, and is left alone where no graphs are written", async () => {
    const own = { chat_template: "{{ messages[0].content }}" };
    expect(configOf((await written(["merged", "onnx"], own)).out)).toMatchObject(own);
    const { folder, out } = await written(["merged"]);
    expect(configOf(out)).toEqual(configOf(folder));
    expect(existsSync(join(out, "chat_template.jinja"))).toBe(true);
  });
});
