import { describe, expect, it } from "vitest";
import { createHashIndex } from "../../src/datasets/hash-index.ts";
import { createRandom } from "../../src/random/generator.ts";

describe("a hash index", () => {
  it("numbers texts as a map does", () => {
    const random = createRandom(1);
    const index = createHashIndex();
    const map = new Map<string, number>();
    let wrong = 0;
    for (let i = 0; i < 200_000; i++) {
      const text = String.fromCharCode(
        ...Array.from({ length: random.integer(5) }, () => random.integer(0x1_0000)),
      );
      if (!map.has(text)) map.set(text, map.size);
      if (index.add(text) !== map.get(text)) wrong++;
    }
    expect(wrong).toBe(0);
    expect(index.size).toBe(map.size);
  });

  it("tells apart a million texts that hardly differ", () => {
    const index = createHashIndex();
    const texts = new Set<string>();
    for (let i = 0; i < 500_000; i++) {
      for (const text of [`${"a".repeat(i % 7)}${i}`, String.fromCharCode(i & 0xff, i >> 8, 0)]) {
        index.add(text);
        texts.add(text);
      }
    }
    expect(index.size).toBe(texts.size);
  });

  it("knows the empty text, and one from a longer one of zeros", () => {
    const index = createHashIndex();
    expect(["", "\0", "\0\0", "", "\0\0\0", "\0"].map((text) => index.add(text))).toEqual([0, 1, 2, 0, 3, 1]);
  });
});
