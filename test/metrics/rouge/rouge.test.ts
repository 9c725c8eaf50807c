import { describe, expect, it } from "vitest";
import { PstarError } from "../../../src/errors.ts";
import { type RougeKind, rouge, rougeScorer } from "../../../src/metrics/rouge/rouge.ts";
import { createRandom } from "../../../src/random/generator.ts";
import { fixture, longText, type Scored } from "./fixture.ts";

const { kinds } = fixture;
const scorers = [rougeScorer({ kinds }), rougeScorer({ kinds, stem: true })];

function expectEqual(prediction: string, references: readonly string[], scored: Scored): void {
  for (const [s, scorer] of scorers.entries()) {
    const scores = scorer(prediction, references);
    for (const [k, kind] of kinds.entries()) {
      const { precision, recall, f } = scores[kind];
      for (const [m, value] of [precision, recall, f].entries()) {
        const difference = Math.abs(value - scored[k]![3 * s + m]!);
        const what = () => `${kind} of ${JSON.stringify([prediction, references]).slice(0, 300)}`;
        if (!(difference <= 1e-9)) expect.fail(`${what()}: off by ${difference}`);
      }
    }
  }
}

describe("rouge_score's numbers", () => {
  it("come out for texts of every kind", () => {
    expect(fixture.cases.length).toBeGreaterThan(2_000);
    for (const [prediction, references, scored] of fixture.cases) expectEqual(prediction, references, scored);
  });

  it("come out for texts of thousands of words", () => {
    expect(fixture.long.map(([{ words }]) => words)).toContain(10_000);
    for (const [prediction, reference, scored] of fixture.long) {
      expectEqual(longText(prediction), [longText(reference)], scored);
    }
  });
});

const random = createRandom(3);
const alphabet = "alpha beta running runs ran news skies sky 12 a b c".split(" ");
const drawText = (): string =>
  Array.from({ length: random.integer(40) }, () => alphabet[random.integer(alphabet.length)]!)
    .map((word) => word + [" ", " ", ", ", ".\n"][random.integer(4)]!)
    .join("");

describe("rouge", () => {
  it("lies between 0 and 1, F between precision and recall, and turns round with its texts", () => {
    for (let i = 0; i < 300; i++) {
      const [a, b] = [drawText(), drawText()];
      const [there, back] = [rouge(a, b, { kinds }), rouge(b, a, { kinds })];
      for (const kind of kinds) {
        const { precision, recall, f } = there[kind];
        expect(Math.min(precision, recall)).toBeGreaterThanOrEqual(0);
        expect(Math.max(precision, recall)).toBeLessThanOrEqual(1);
        expect(f).toBeGreaterThanOrEqual(Math.min(precision, recall) - 1e-15);
        expect(f).toBeLessThanOrEqual(Math.max(precision, recall) + 1e-15);
        if (kind !== "rougeLsum") expect(back[kind]).toEqual({ precision: recall, recall: precision, f });
      }
    }
  });

  it("is 1 of a text with itself and 0 of texts without a common word", () => {
    const ones = { precision: 1, recall: 1, f: 1 };
    const none = { precision: 0, recall: 0, f: 0 };
    for (let i = 0; i < 50; i++) {
      const text = `${drawText()} one two three`;
      for (const score of Object.values(rouge(text, text, { kinds }))) expect(score).toEqual(ones);
      for (const score of Object.values(rouge("x y z", text, { kinds }))) expect(score).toEqual(none);
    }
  });

  it("takes no word for another, however long they are", () => {
    const words = [
      "a",
      "aa",
      "aaaaa",
      "aaaaaa",
      "aaaaaaaaaa",
      "aaaaaaaaaab",
      "9",
      "99999",
      "z",
      "zzzzz",
      "zzzzzz",
    ];
    for (const one of words) {
      for (const other of words) {
        expect(rouge(one, other, { kinds: ["rouge1"] }).rouge1.f).toBe(one === other ? 1 : 0);
      }
    }
  });

  it("counts n-grams of any length up to nine", () => {
    const lengths = ([1, 2, 3, 4, 5, 6, 7, 8, 9] as const).map((n) => `rouge${n}` as const);
    const scores = rouge("a b c d e f g h i", "a b c d e f g h x", { kinds: lengths });
    for (const [i, kind] of lengths.entries()) expect(scores[kind].f).toBeCloseTo((8 - i) / (9 - i), 12);
  });

  it("takes, kind by kind, the reference with the highest F", () => {
    const kinds: RougeKind[] = ["rouge1", "rouge2"];
    const references = ["c b a", "a b x y z"];
    const { rouge1, rouge2 } = rouge("a b c", references, { kinds });
    expect(rouge1).toEqual(rouge("a b c", references[0]!, { kinds }).rouge1);
    expect(rouge2).toEqual(rouge("a b c", references[1]!, { kinds }).rouge2);
    expect(() => rouge("a", [], { kinds })).toThrow(PstarError);
  });

  it("forgets words when there are many, and gives the same scores after that", () => {
    const scorer = rougeScorer({ kinds, stem: true });
    const [a, b] = ["running in the northern woods", "he runs in northern wood"];
    const before = scorer(a, b);
    for (let i = 0; i < 80; i++) {
      const many = Array.from({ length: 1_000 }, (_, j) => `word${i}and${j}`).join(" ");
      expect(scorer(many, many).rouge2.f).toBe(1);
    }
    expect(scorer(a, b)).toEqual(before);
  });
});
