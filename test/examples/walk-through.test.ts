import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { modelGenerator } from "../../src/generators/trained.ts";
import { readCausalFolder } from "../../src/nn/causal/folder.ts";
import { readModelFolder } from "../../src/nn/model-folder.ts";
import { loadChatTemplate } from "../../src/published/chat-template.ts";
import { newswireArticle } from "../../src/tasks/summarization/newswire/newswire.ts";
import { textCodec } from "../../src/tasks/text/codec.ts";
import { loadTokenizer } from "../../src/tokenizers/load.ts";
import { temporaryFolder } from "../store/temporary.ts";

const node = (script: string, args: readonly string[], input = ""): string =>
  execFileSync(process.execPath, [script, ...args], { input, encoding: "utf8" });

describe("the Llama of docs/fine-tuning.md", () => {
  const made = (seed: number): string => {
    const folder = join(temporaryFolder(), "tiny-llama");
    node("scripts/models/llama.ts", [folder, "--seed", `${seed}`]);
    return folder;
  };
  const weightsOf = (from: string): Buffer => readFileSync(join(from, "model.safetensors"));

  it("has the weights that its seed says", () => {
    const folder = made(1);
    expect(readCausalFolder(folder).config.modelType).toBe("llama");
    expect(weightsOf(made(1)).equals(weightsOf(folder))).toBe(true);
    expect(weightsOf(made(2)).equals(weightsOf(folder))).toBe(false);
  });

  it("is told where a question ends, by tokens of its own", async () => {
    const folder = made(1);
    const template = await loadChatTemplate(folder);
    const chat = [
      { role: "user", content: "An article." },
      { role: "assistant", content: "A summary." },
    ];
    const asked = template!.render(chat.slice(0, 1), true);
    expect(template!.render(chat, false)).toBe(`${asked}A summary.</s>`);
    const { encodeMarked, encode, endToken, frame } = loadTokenizer(folder);
    expect([...encodeMarked(asked)]).toEqual([4096, ...encode("An article."), 4097]);
    expect(encodeMarked(template!.render(chat, false)).at(-1)).toBe(endToken);
    expect(frame()).toEqual({ before: [], after: [] });
  });
});

it("examples/answers.mjs tells what a folder's model answers to each input", async () => {
  const folder = "models/newswire-summarizer";
  const inputs = [1, 2, 3].map((seed) => ({ id: `e${seed}`, input: newswireArticle(seed).article }));
  const codec = textCodec(loadTokenizer(folder), { sourceLength: 224, targetLength: 48 });
  const own = modelGenerator(readModelFolder(folder), codec, { method: "greedy" }, 1);
  const expected = await own.generate(inputs.map(({ input }) => ({ example: { input }, seeds: [0] })));
  await own.release();
  const told = node(
    "examples/answers.mjs",
    [folder],
    inputs.map((row) => `${JSON.stringify(row)}\n`).join(""),
  );
  const rows = told.trim().split("\n");
  expect(rows.map((row) => JSON.parse(row))).toEqual(
    inputs.map(({ id }, i) => ({ id, output: expected[i]![0]!.output })),
  );
});
