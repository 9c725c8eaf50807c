import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type ChatMessage, loadChatTemplate } from "../../src/published/chat-template.ts";
import { loadTokenizer } from "../../src/tokenizers/load.ts";

interface Spelled {
  readonly text: string;
  readonly ids: readonly number[];
}

interface Expected {
  readonly texts: readonly Spelled[];
  readonly chats?: readonly {
    readonly messages: readonly ChatMessage[];
    readonly whole: Spelled;
    readonly asked: Spelled;
  }[];
}

/** Made by scripts/peers/chat_tokenizers.py. */
describe.each(["llama3", "qwen2", "gpt2", "llama2", "t5"])("the tokenizer of %s", (family) => {
  const folder = join("test/fixtures/tuning", family);
  const expected: Expected = JSON.parse(readFileSync(join(folder, "expected.json"), "utf8"));
  const tokenizer = loadTokenizer(folder);

  it("cuts texts into transformers' tokens, with its special ones around them", () => {
    const { before, after } = tokenizer.frame();
    for (const { text, ids } of expected.texts)
      expect([...before, ...tokenizer.encode(text), ...after], JSON.stringify(text)).toEqual(ids);
  });

  it.runIf(expected.chats !== undefined)("writes and cuts chats as transformers does", async () => {
    const { render } = (await loadChatTemplate(folder))!;
    for (const { messages, whole, asked } of expected.chats!) {
      expect(render(messages, false)).toBe(whole.text);
      expect(render(messages.slice(0, -1), true)).toBe(asked.text);
      expect([...tokenizer.encodeMarked(whole.text)]).toEqual(whole.ids);
      expect([...tokenizer.encodeMarked(asked.text)]).toEqual(asked.ids);
    }
  });
});
