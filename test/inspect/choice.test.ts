import { describe, expect, it } from "vitest";
import { scopesOf } from "../../src/inspect/index.ts";

const cell = (selection: string, verifier: string, selector: string, fraction: number) => ({
  ...{ selection, verifier, selector, fraction },
});

describe("what a verifier and a share leave open", () => {
  it("is nothing where no other cell has both", () => {
    const cells = [
      cell("s1", "oracle", "top-share", 0.5),
      cell("s2", "oracle", "per-stratum", 0.25),
      cell("s3", "self", "top-share", 0.5),
    ];
    expect(cells.map(scopesOf(cells))).toEqual(["", "", ""]);
  });

  it("is the rule where that tells them apart, and else the selection too", () => {
    const two = [
      cell("s1", "oracle", "top-share", 0.5),
      cell("s2", "oracle", "per-stratum", 0.5),
      cell("s3", "self", "best-of-n", 0.5),
    ];
    expect(two.map(scopesOf(two))).toEqual([" of all", " of each kind", " of each input"]);
    const thinned = [...two, cell("s4", "oracle", "top-share", 0.5)];
    expect(thinned.map(scopesOf(thinned))).toEqual([
      " of all, s1",
      " of each kind, s2",
      " of each input, s3",
      " of all, s4",
    ]);
  });
});
