import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/random/generator.ts";
import { selectionDifference } from "../../src/selectors/difference.ts";

const reasons = ["kept", "below the top share", "over the cap"];
const selection = (...reason: number[]) => ({ reason: Uint8Array.from(reason), reasons });

describe("the difference of two selections", () => {
  it("names who left and who entered, and why", () => {
    const difference = selectionDifference(selection(0, 0, 0, 1, 1, 2, 0), selection(0, 1, 2, 0, 1, 0, 2));
    expect(difference).toEqual({
      both: 1,
      onlyA: Int32Array.of(1, 2, 6),
      onlyB: Int32Array.of(3, 5),
      neither: 1,
      left: [
        { reason: "over the cap", rows: 2 },
        { reason: "below the top share", rows: 1 },
      ],
      entered: [
        { reason: "below the top share", rows: 1 },
        { reason: "over the cap", rows: 1 },
      ],
    });
  });

  it("speaks each selection's own reasons", () => {
    const other = { reason: Uint8Array.of(1), reasons: ["kept", "below the threshold"] };
    expect(selectionDifference(selection(0), other).left).toEqual([
      { reason: "below the threshold", rows: 1 },
    ]);
  });

  it("balances its books, and is the same seen from the other side", () => {
    const random = createRandom(1);
    for (let trial = 0; trial < 50; trial++) {
      const draw = () =>
        selection(...Array.from({ length: random.integer(40) + 1 }, () => random.integer(3)));
      const a = draw();
      const b = selection(...a.reason.map(() => random.integer(3)));
      const there = selectionDifference(a, b);
      const back = selectionDifference(b, a);
      expect(there.both + there.neither + there.onlyA.length + there.onlyB.length).toBe(a.reason.length);
      expect(there.left.reduce((sum, { rows }) => sum + rows, 0)).toBe(there.onlyA.length);
      expect([back.onlyB, back.onlyA, back.both]).toEqual([there.onlyA, there.onlyB, there.both]);
      expect([back.entered, back.left]).toEqual([there.left, there.entered]);
    }
  });

  it("of none is empty", () => {
    const nothing = { both: 0, onlyA: new Int32Array(), onlyB: new Int32Array(), neither: 0 };
    expect(selectionDifference(selection(), selection())).toEqual({ ...nothing, left: [], entered: [] });
  });

  it("refuses selections of different candidates", () => {
    expect(() => selectionDifference(selection(0), selection(0, 1))).toThrow(
      expect.objectContaining({ exitCode: 2, message: "one selection is of 1 candidates, the other of 2" }),
    );
  });
});
