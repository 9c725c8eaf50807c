import { describe, expect, it } from "vitest";
import {
  endOf,
  parseId,
  positionOf,
  publicArtifactId,
  publicId,
  rowId,
  stageOf,
} from "../../src/store/ids.ts";

describe("row ids", () => {
  it("hold a stage and a position, up to the largest of both", () => {
    for (const stage of [1, 2, 4096, 2 ** 21 - 1]) {
      for (const position of [0, 1, 1e6, 2 ** 31 - 1]) {
        const id = rowId(stage, position);
        expect(Number.isSafeInteger(id)).toBe(true);
        expect([stageOf(id), positionOf(id)]).toEqual([stage, position]);
        expect(id).toBeLessThan(endOf(stage));
      }
      expect(endOf(stage)).toBeLessThan(rowId(stage + 1, 0));
    }
  });

  it("are read back from what people see", () => {
    const id = rowId(3, 17);
    expect(publicId("example", id)).toBe("e3-17");
    expect(parseId("e3-17")).toEqual({ kind: "example", id });
    expect(parseId(publicId("candidate", id))).toEqual({ kind: "candidate", id });
    expect(parseId(publicId("stage", 7))).toEqual({ kind: "stage", id: 7 });
    expect(parseId(publicId("run", 1))).toEqual({ kind: "run", id: 1 });
    const hash = "0123456789abcdef".repeat(4);
    expect(parseId(publicArtifactId(hash))).toEqual({ kind: "artifact", hash: hash.slice(0, 12) });
  });

  it("are refused with the right forms named", () => {
    for (const text of [
      "",
      "c4",
      "s7-1",
      "x1",
      "c0-1",
      "c4-2147483648",
      "s2097152",
      "r-1",
      "C4-1",
      "a12",
      "c4-1 ",
    ]) {
      expect(() => parseId(text), text).toThrow(
        expect.objectContaining({
          exitCode: 2,
          message: `"${text}" is no id`,
          remedy: expect.stringContaining("c4-120"),
        }),
      );
    }
  });
});
