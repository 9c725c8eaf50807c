import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/random/generator.ts";
import { jaccard, shingler } from "../../../src/selectors/thinning/shingles.ts";
import { plainJaccard, plainShingles, relatedTexts } from "./texts.ts";

const strange = [
  "",
  " \n\t",
  "one",
  "one two",
  "One, two; ONE two.",
  "the answer is -1",
  "the answer is 1",
  "naïve café",
  "nai\u0308ve cafe\u0301",
  "私は学生です。",
  "私は先生です。",
  "ฉันรักภาษาไทย",
  "Straße ΟΔΟΣ İstanbul",
  "हिन्दी में लिखा",
  "👩‍💻 codes 𝒜 𠀀𠀁",
  "\ud800 alone \udc00",
  "a\u0000b\u001ec",
  "x".repeat(5000),
  "a b ".repeat(3000),
];

describe("shingles", () => {
  it("are as many, and shared by as many, as those spelt out", () => {
    const texts = [...strange, ...relatedTexts(createRandom(1), 60)];
    for (const size of [1, 2, 3, 5]) {
      const shinglesOf = shingler(size);
      const hashed = texts.map(shinglesOf);
      const plain = texts.map((text) => plainShingles(text, size));
      texts.forEach((a, i) => {
        expect(hashed[i]!.length, a).toBe(plain[i]!.size);
        texts.forEach((_, j) => {
          expect(jaccard(hashed[i]!, hashed[j]!)).toBe(plainJaccard(plain[i]!, plain[j]!));
        });
      });
    }
  });

  it("see a sign, a digit and an order, not case nor how an accent is written", () => {
    const similarity = (a: string, b: string) => jaccard(shingler(2)(a), shingler(2)(b));
    expect(similarity("the answer is -1", "the answer is 1")).toBeLessThan(1);
    expect(similarity("b a", "a b")).toBe(0);
    expect(similarity("Café noir", "cafe\u0301 NOIR")).toBe(1);
    expect(similarity("私は学生です", "私は先生です")).toBe(3 / 7);
  });
});
