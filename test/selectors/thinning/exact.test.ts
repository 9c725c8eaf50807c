import { describe, expect, it } from "vitest";
import { normalForm } from "../../../src/selectors/thinning/exact.ts";
import { hashText } from "../../../src/selectors/thinning/hash.ts";
import { hashSet } from "../../../src/selectors/thinning/hash-set.ts";

describe("the normal form of a text", () => {
  it("is NFC with single spaces", () => {
    expect(normalForm("\ufeff  Cafe\u0301\r\n\tau\u00a0 lait\n")).toBe("Café au lait");
    expect(normalForm("a\nb")).toBe("a b");
    expect(normalForm("a b")).toBe("a b");
    expect(normalForm(" \n")).toBe("");
  });

  it("keeps case, signs and compatibility forms, and is its own normal form", () => {
    for (const text of ["A", "a.", "ﬁ", "½", "x y", "\ud800", "e\u0301\u0301"]) {
      expect(normalForm(text)).toBe(text.normalize("NFC"));
      expect(normalForm(normalForm(`  ${text} `))).toBe(normalForm(text));
    }
  });
});

describe("hashes of texts", () => {
  /** Texts that a weak hash takes for one another: short, ordered, of units that differ in high bits only. */
  const texts = [
    ...Array.from({ length: 200_000 }, (_, i) => `${i}`),
    ...Array.from({ length: 65_536 }, (_, i) => String.fromCharCode(i, 0x4e00)),
    ...Array.from({ length: 65_536 }, (_, i) => String.fromCharCode(0x4e00, i)),
    ...Array.from({ length: 300 }, (_, i) => "\u0000".repeat(i)),
    ...Array.from({ length: 300 }, (_, i) => " a".repeat(i + 1)),
  ];

  it("differ where texts do, in either word, and fill it", () => {
    const different = new Set(texts);
    const hashes = [...different].map(hashText);
    expect(new Set(hashes.map(String)).size).toBe(different.size);
    const expected = different.size ** 2 / 2 / 2 ** 32;
    for (const word of [0, 1] as const) {
      const collisions = different.size - new Set(hashes.map((hash) => hash[word])).size;
      expect(collisions).toBeLessThan(expected + 6 * Math.sqrt(expected));
      const mean = hashes.reduce((sum, hash) => sum + hash[word], 0) / hashes.length / 2 ** 32;
      expect(Math.abs(mean - 0.5)).toBeLessThan(5 / Math.sqrt(12 * hashes.length));
    }
  });

  it("are in a set once they are added", () => {
    const set = hashSet();
    for (let i = 0; i < 50_000; i++) {
      const hash = hashText(texts[i]!);
      expect(set.has(hash)).toBe(false);
      set.add(hash);
      if (i % 3 === 0) set.add(hash);
    }
    expect(texts.slice(0, 50_000).every((text) => set.has(hashText(text)))).toBe(true);
    expect(texts.slice(50_000, 99_999).some((text) => set.has(hashText(text)))).toBe(false);
  });
});
