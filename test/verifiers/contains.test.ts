import { describe, expect, it } from "vitest";
import { ofOutputs, problems, verdicts } from "./rules.ts";

describe("contains", () => {
  it("keeps what meets every demand and scores the share met", async () => {
    const rule = { kind: "contains", any: ["one", "eins"], all: ["A", "B"], absent: ["sorry"] };
    const said = await ofOutputs(rule, "A B one", "A B eins one", "A one", "sorry", "A B one sorry", "");
    expect(said).toEqual([
      { score: 1, keep: true },
      { score: 1, keep: true },
      { score: 0.75, keep: false },
      { score: 0, keep: false },
      { score: 0.75, keep: false },
      { score: 0.25, keep: false },
    ]);
  });

  it("minds capitals unless told not to, in any script", async () => {
    const rule = { kind: "contains", all: ["Straße", "ΑΒΓ"] };
    const text = "straße αβγ";
    expect((await ofOutputs(rule, text))[0]!.keep).toBe(false);
    expect((await ofOutputs({ ...rule, caseSensitive: false }, text))[0]!.keep).toBe(true);
  });

  it("calls composed and decomposed letters the same", async () => {
    const [said] = await ofOutputs({ kind: "contains", all: ["caf\u00e9"] }, "cafe\u0301s");
    expect(said!.keep).toBe(true);
  });

  it("looks at the input where told, and needs something to look for", async () => {
    const [said] = await verdicts({ kind: "contains", of: "input", all: ["x"] }, [{ input: "xyz" }]);
    expect(said!.keep).toBe(true);
    expect(problems({ kind: "contains" })).toEqual([': give "any", "all" or "absent"']);
    expect(problems({ kind: "contains", any: [] })).toHaveLength(1);
    expect(problems({ kind: "contains", any: [""] })).toHaveLength(1);
  });
});
