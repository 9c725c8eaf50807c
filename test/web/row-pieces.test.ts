import { describe, expect, it } from "vitest";
import { shortNumber } from "../../src/format.ts";
import { createRandom } from "../../src/random/generator.ts";
import { aligned, difference } from "../../src/web/row/decimals.ts";
import type { Span } from "../../src/web/row/parts.ts";
import { pieces } from "../../src/web/row/pieces.ts";

describe("pieces of a marked text", () => {
  it("begin and end where marks do, marks of both kinds lying over each other", () => {
    const found = pieces("the cat sat", [[0, 7]], [[4, 11]]);
    expect(found).toEqual([
      { text: "the ", withInput: true, withReference: false },
      { text: "cat", withInput: true, withReference: true },
      { text: " sat", withInput: false, withReference: true },
    ]);
  });

  it("are the text, each letter marked as its spans say", () => {
    const random = createRandom(3);
    const spans = (length: number): Span[] => {
      const ends = [...new Set(Array.from({ length: 10 }, () => Math.floor(random.uniform() * length)))];
      const sorted = ends.sort((a, b) => a - b);
      return sorted.flatMap((from, i) =>
        i % 2 === 0 && i + 1 < sorted.length ? [[from, sorted[i + 1]!]] : [],
      );
    };
    for (let round = 0; round < 100; round++) {
      const text = Array.from({ length: 60 }, () => "abc \n𝄞"[Math.floor(random.uniform() * 7)]).join("");
      const [input, reference] = [spans(60), spans(60)];
      const found = pieces(text, input, reference);
      expect(found.map((piece) => piece.text).join("")).toBe(text);
      const marks = found.flatMap((piece) =>
        [...Array(piece.text.length)].map(() => [piece.withInput, piece.withReference]),
      );
      const isIn = (list: readonly Span[], at: number) => list.some(([from, to]) => from <= at && at < to);
      expect(marks).toEqual([...Array(text.length)].map((_, at) => [isIn(input, at), isIn(reference, at)]));
    }
  });

  it("leave out what lies beyond the end of a text", () => {
    expect(pieces("ab", [[1, 9]])).toEqual([
      { text: "a", withInput: false, withReference: false },
      { text: "b", withInput: true, withReference: false },
    ]);
    expect(pieces("", [[0, 4]])).toEqual([]);
  });
});

describe("numbers in a column", () => {
  it("have their points under each other and no digit added", () => {
    expect(aligned([1, -2.5, 10.125])).toEqual(["1\u2008\u2007\u2007\u2007", "−2.5\u2007\u2007", "10.125"]);
    expect(aligned([3, 4])).toEqual(["3", "4"]);
    expect(aligned([1 / 3, 2.5])).toEqual(["0.3333", "2.5\u2007\u2007\u2007"]);
    expect(aligned([])).toEqual([]);
  });

  it("have no minus where nothing is left of them", () => {
    expect(aligned([-0.00001, -0.5])).toEqual(["0\u2008\u2007", "−0.5"]);
  });

  it("as scores have three digits that matter", () => {
    expect([-0.589744, 0.0541477, -12.3456, 5127.25].map(shortNumber)).toEqual([
      "−0.590",
      "0.0541",
      "−12.3",
      "5127",
    ]);
    expect([1, -2, 0].map(shortNumber)).toEqual(["1", "−2", "0"]);
  });

  it("are told apart from the truth with a sign", () => {
    expect(difference(2.5, 2)).toBe("+0.5");
    expect(difference(-1, 2)).toBe("−3");
    expect(difference(2, 2)).toBe("0");
    expect(difference(0.30000000000000004, 0.3)).toBe("0");
  });
});
