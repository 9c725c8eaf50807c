import { describe, expect, it } from "vitest";
import { deedOf, labelKeys } from "../../src/web/label/keys.ts";

const given = (key: string, afterPoint = false): number | null => {
  const deed = deedOf(key, afterPoint);
  return deed?.kind === "give" ? deed.value : null;
};

describe("keys of the labelling page", () => {
  it("say correct and incorrect by letters and by digits", () => {
    expect(["y", "1"].map((key) => given(key))).toEqual([1, 1]);
    expect(["n", "0"].map((key) => given(key))).toEqual([0, 0]);
  });

  it("reach every tenth, those that digits alone mean otherwise after a point", () => {
    expect([..."23456789"].map((key) => given(key))).toEqual([0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]);
    expect([..."0123456789"].map((key) => given(key, true))).toEqual([
      0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9,
    ]);
    expect(deedOf(".", false)).toEqual({ kind: "point" });
  });

  it("all do something, as help says", () => {
    for (const { key } of labelKeys) expect(deedOf(key, false), key).not.toBeNull();
    expect(new Set(labelKeys.map(({ key }) => key)).size).toBe(labelKeys.length);
  });

  it("do nothing else", () => {
    for (const key of ["x", "Enter", "Tab", " ", "F1", "ArrowDown"]) expect(deedOf(key, false)).toBeNull();
  });
});
