import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readCausalFolder } from "../../src/nn/causal/folder.ts";
import { loadChatTemplate } from "../../src/published/chat-template.ts";
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
