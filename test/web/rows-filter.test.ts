import { describe, expect, it } from "vitest";
import type { CandidateSet, RowFilter } from "../../src/server/api.ts";
import { conditions, filterOf, offsetOf, queryOf, withSelection } from "../../src/web/rows/filter.ts";

const full: RowFilter = {
  search: 'a "b" & c=%',
  verifier: "self",
  low: -0.5,
  high: 1e-7,
  selection: "s12",
  kept: "dropped",
  label: "incorrect",
  stratum: "recalls",
  state: "unparsed",
  order: "lowest",
};

describe("a filter in the address", () => {
  it("comes back as it was put", () => {
    for (const filter of [full, {}, { low: 0 }, { search: "über 𝄞" }]) {
      const address = new URLSearchParams(queryOf(filter)).toString();
      expect(filterOf(new URLSearchParams(address))).toEqual(filter);
    }
  });

  it("leaves out what it can't mean", () => {
    const query = new URLSearchParams("low=abc&high=&kept=perhaps&order=up&search=&unknown=1&label=correct");
    expect(filterOf(query)).toEqual({ label: "correct" });
  });

  it("tells fates of the first selection that leaves something out, unless another is named", () => {
    const selection = (id: string, selector: string) =>
      ({ id, selector }) as CandidateSet["selections"][number];
    const selections = [selection("s3", "all"), selection("s5", "top-share"), selection("s6", "best-of-n")];
    expect(withSelection({ search: "a" }, { selections })).toEqual({ search: "a", selection: "s5" });
    expect(withSelection({ selection: "s3" }, { selections })).toEqual({ selection: "s3" });
    expect(withSelection({}, { selections: selections.slice(0, 1) })).toEqual({ selection: "s3" });
    expect(withSelection({}, { selections: [] })).toEqual({});
  });

  it("begins at a whole row", () => {
    const offset = (text: string) => offsetOf(new URLSearchParams(text));
    expect(["offset=150", "offset=-3", "offset=1.5", "offset=x", ""].map(offset)).toEqual([150, 0, 0, 0, 0]);
  });

  it("says each condition in words and what is left without it", () => {
    expect(conditions({})).toEqual([]);
    expect(conditions({ order: "highest", verifier: "self", selection: "s12" })).toEqual([]);
    const said = conditions(full);
    expect(said.map((one) => one.said)).toEqual([
      'words: a "b" & c=%',
      "self: from -0.5 to 1e-7",
      "s12: dropped",
      "label: incorrect",
      "kind: recalls",
      "state: unparsed",
    ]);
    const { low: _low, high: _high, ...rest } = full;
    expect(said[1]!.without).toEqual(rest);
  });
});
