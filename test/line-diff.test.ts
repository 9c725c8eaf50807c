import { describe, expect, it } from "vitest";
import { changes, lineDiff } from "../src/line-diff.ts";
import { createRandom } from "../src/random/generator.ts";

const random = createRandom(7);
const text = (lines: number): string =>
  Array.from({ length: lines }, () => "abcd"[random.integer(4)]).join("\n");

/** Length of the longest common subsequence, by its definition. */
function common(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return 0;
  const [x, y] = [a.slice(1), b.slice(1)];
  return a[0] === b[0] ? 1 + common(x, y) : Math.max(common(x, b), common(a, y));
}

describe("what differs between two texts", () => {
  it("gives both of them back, with as much in common as there is", () => {
    for (let i = 0; i < 100; i++) {
      const [a, b] = [text(1 + random.integer(8)), text(1 + random.integer(8))];
      const lines = lineDiff(a, b);
      const side = (name: "first" | "second") =>
        lines.filter(({ of }) => of === name || of === "both").map(({ text }) => text);
      expect(side("first").join("\n")).toBe(a);
      expect(side("second").join("\n")).toBe(b);
      expect(lines.filter(({ of }) => of === "both")).toHaveLength(common(a.split("\n"), b.split("\n")));
    }
  });

  it("shows huge ones as a whole", () => {
    const [a, b] = [text(3000), text(3000)].map((one, i) => `start\n${i}\n${one}\n${i}\nend`);
    const lines = lineDiff(a!, b!);
    expect(lines.filter(({ of }) => of === "both").map(({ text }) => text)).toEqual(["start", "end"]);
    expect(lines).toHaveLength(2 + 2 * 3002);
  });

  it("is shown with the lines around it", () => {
    const shown = changes(lineDiff("1\n2\n3\n4\n5\n6", "1\n2\n3\n4\nV\n6"), 1);
    expect(shown).toEqual([
      { skipped: 3 },
      { of: "both", text: "4" },
      { of: "first", text: "5" },
      { of: "second", text: "V" },
      { of: "both", text: "6" },
    ]);
  });
});
