import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/random/generator.ts";
import { repeatedLines, repeatedNgrams } from "../../src/verifiers/text/repeated.ts";
import { ofOutputs, problems } from "./rules.ts";

describe("repeated n-grams", () => {
  it("are those of brute force, for every n", () => {
    const random = createRandom(2);
    for (let round = 0; round < 300; round++) {
      const words = Array.from({ length: random.integer(40) }, () => "abc"[random.integer(3)]!);
      for (let n = 1; n <= 12; n++) {
        const all = words.flatMap((_, i) => (i + n <= words.length ? [words.slice(i, i + n).join(" ")] : []));
        const expected = all.length === 0 ? 0 : (all.length - new Set(all).size) / all.length;
        expect(repeatedNgrams(words, n)).toBe(expected);
      }
    }
  });
});

describe("repeated lines", () => {
  it("weigh by their characters and leave blank lines and outer spaces out", () => {
    expect(repeatedLines("abc\nde\nabc\n")).toBe(3 / 8);
    expect(repeatedLines("  abc\r\n\n\nabc")).toBe(1 / 2);
    expect(repeatedLines("a\n\n\n\nb")).toBe(0);
    expect(repeatedLines("")).toBe(0);
  });
});

describe("repetition", () => {
  const score = async (text: string, options: object = {}) =>
    (await ofOutputs({ kind: "repetition", ...options }, text))[0]!.score;

  it("is minus the repeated share: 0 of plain prose and of next to nothing, near −1 of a loop", async () => {
    expect(await score("The quick brown fox jumps over the lazy dog near the bank of the river.")).toBe(0);
    for (const short of ["", "yes", "1000000", "-0.3333333"])
      expect(Object.is(await score(short), 0)).toBe(true);
    expect(await score("I am sorry, I cannot help. ".repeat(50))).toBeLessThan(-0.95);
    expect(await score(`${"ha".repeat(500)}`)).toBeLessThan(-0.95);
    expect(await score("好的，我知道了。".repeat(50))).toBeLessThan(-0.95);
    expect(await score("- item\n".repeat(20))).toBeLessThan(-0.9);
  });

  it("falls as more of a text is said again", async () => {
    const words = Array.from({ length: 60 }, (_, i) => `w${i}`);
    const texts = [0, 10, 30, 60].map((again) => [...words, ...words.slice(0, again)].join(" "));
    const said = await Promise.all(texts.map((text) => score(text)));
    expect(said).toEqual([...said].sort((a, b) => b - a));
    expect(new Set(said).size).toBe(4);
  });

  it("keeps up to the largest share allowed, or leaves it to a selector", async () => {
    const texts = ["a b c d", "a b a b"];
    expect(await ofOutputs({ kind: "repetition", n: 2, max: 1 / 3 }, ...texts)).toEqual([
      { score: 0, keep: true },
      { score: -1 / 3, keep: true },
    ]);
    expect((await ofOutputs({ kind: "repetition", n: 2, max: 0.3 }, ...texts))[1]!.keep).toBe(false);
    expect((await ofOutputs({ kind: "repetition" }, "a"))[0]).toEqual({ score: 0 });
    expect(problems({ kind: "repetition", max: 2 })).toHaveLength(1);
  });
});
