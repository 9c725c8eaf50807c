import { describe, expect, it } from "vitest";
import { textCodec } from "../../src/tasks/text/codec.ts";
import { loadTokenizer } from "../../src/tokenizers/load.ts";
import { fixturePath, texts } from "../tokenizers/fixture.ts";

const tokenizer = loadTokenizer(fixturePath("trained"));
const codec = textCodec(tokenizer, { sourceLength: 24, targetLength: 12 });

describe("textCodec", () => {
  it("starts from the pad token, as T5 does", () => {
    expect(codec).toMatchObject({
      ...{ startToken: 0, padToken: 0, endToken: 1 },
      ...{ vocabularySize: 640, sourceLength: 24, targetLength: 12 },
    });
  });

  it("makes rows of its lengths: the tokens, one end, pads", () => {
    for (const text of texts) {
      for (const row of [codec.encodeInput(text), codec.encodeOutput(text)]) {
        const tokens = tokenizer.encode(text).subarray(0, row.length - 1);
        const pads = new Array<number>(row.length - 1 - tokens.length).fill(0);
        expect([...row]).toEqual([...tokens, 1, ...pads]);
      }
    }
  });

  it("gives back what fits, and the beginning of what does not", () => {
    const fitting = texts.filter((text) => !codec.isTruncated("", text));
    const longer = texts.filter((text) => codec.isTruncated("", text));
    expect(Math.min(fitting.length, longer.length)).toBeGreaterThan(10);
    for (const text of fitting) expect(codec.decodeOutput(codec.encodeOutput(text))).toBe(text);
    for (const text of longer) {
      const beginning = codec.decodeOutput(codec.encodeOutput(text)).replace(/\ufffd+$/, "");
      expect(text.startsWith(beginning)).toBe(true);
      expect(beginning).not.toBe(text);
    }
  });

  it("is truncated from the first token that finds no place beside the end token", () => {
    const digits = (count: number): string => "1".repeat(count);
    expect([11, 12].map((count) => codec.isTruncated("", digits(count)))).toEqual([false, true]);
    expect([23, 24].map((count) => codec.isTruncated(digits(count), ""))).toEqual([false, true]);
  });

  it("reads a row up to its first end token, without pads", () => {
    const word = " election";
    const tokens = tokenizer.encode(word);
    expect(codec.decodeOutput([0, ...tokens, 1, ...tokens, 1])).toBe(word);
    expect(codec.decodeOutput([...tokens, 0, ...tokens])).toBe(word + word);
    expect(codec.decodeOutput(Int32Array.of(1, ...tokens))).toBe("");
    expect(codec.decodeOutput([])).toBe("");
  });
});
