import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/random/generator.ts";
import { nameOf } from "../../src/visible.ts";
import { piecesOf } from "../../src/web/unseen.ts";

const unseenOf = (text: string): string[] =>
  piecesOf(text)
    .filter(({ isUnseen }) => isUnseen)
    .map((piece) => nameOf(piece.text));

describe("text from elsewhere", () => {
  it("names what no eye sees: control, direction and invisible characters", () => {
    expect(unseenOf("a\u001b[31mred\u0007")).toEqual(["␛", "␇"]);
    expect(unseenOf("\u202eevil\u202c \u2066x\u2069")).toEqual(["U+202E", "U+202C", "U+2066", "U+2069"]);
    expect(unseenOf("zero\u200bwidth\ufeff\u2028")).toEqual(["U+200B", "U+FEFF", "U+2028"]);
    expect(unseenOf(`tag${String.fromCodePoint(0xe0041)}`)).toEqual(["U+E0041"]);
    expect(unseenOf("half\ud800")).toEqual(["U+D800"]);
    expect(unseenOf("\u007f\u0085")).toEqual(["␡", "U+0085"]);
  });

  it("leaves alone what people write: lines, tabs, emoji, scripts that join letters", () => {
    for (const text of ["a\n\tb", "👩‍👩‍👧", "می‌خواهم", "naïve 漢字 ∑", "<script>alert(1)</script>"]) {
      expect(unseenOf(text), text).toEqual([]);
    }
  });

  it("is the same text, put together again", () => {
    const random = createRandom(1);
    for (let i = 0; i < 300; i++) {
      const codes = Array.from({ length: random.integer(30) }, () => random.integer(0xffff));
      const text = String.fromCharCode(...codes);
      expect(
        piecesOf(text)
          .map((piece) => piece.text)
          .join(""),
      ).toBe(text);
    }
  });
});
