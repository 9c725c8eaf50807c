import { describe, expect, it } from "vitest";
import { ofOutputs, problems, verdicts } from "./rules.ts";

describe("pattern", () => {
  it("keeps what matches anywhere, or what does not", async () => {
    const texts = ["the answer is 42", "no idea", ""];
    expect(await ofOutputs({ kind: "pattern", pattern: "\\d+" }, ...texts)).toEqual([
      { score: 1, keep: true },
      { score: 0, keep: false },
      { score: 0, keep: false },
    ]);
    const said = await ofOutputs({ kind: "pattern", pattern: "\\d+", mode: "must not" }, ...texts);
    expect(said.map(({ keep }) => keep)).toEqual([false, true, true]);
  });

  it("remembers nothing from row to row", async () => {
    const said = await ofOutputs({ kind: "pattern", pattern: "a" }, "ba", "a", "ca", "a");
    expect(said.every(({ keep }) => keep)).toBe(true);
  });

  it("reads code points, Unicode classes and flags", async () => {
    const keeps = async (options: object, text: string) =>
      (await ofOutputs({ kind: "pattern", ...options }, text))[0]!.keep;
    expect(await keeps({ pattern: "^.$" }, "😀")).toBe(true);
    expect(await keeps({ pattern: "^\\p{Script=Han}+$" }, "北京")).toBe(true);
    expect(await keeps({ pattern: "^end$", flags: "im" }, "the\nEND\n")).toBe(true);
    expect(await keeps({ pattern: "^[\\p{L}--[a-z]]$", flags: "v" }, "b")).toBe(false);
    const [input] = await verdicts({ kind: "pattern", of: "input", pattern: "x" }, [{ input: "x" }]);
    expect(input!.keep).toBe(true);
  });

  it.each([
    ["a**", "Nothing to repeat, at character 3"],
    ["one (two", "Unterminated group, at character 5"],
    ["((a)(b", "Unterminated group, at character 5"],
    ["a)b", "Unmatched ')', at character 2"],
    ["[z-a]", "Range out of order in character class, at character 4"],
    ["x[a-", "Unterminated character class, at character 2"],
    ["a\\p{Foo}", "Invalid property name, at character 2"],
    ["\\Astart", "Invalid escape, at character 1"],
    ["é😀+(", "Unterminated group, at character 4"],
    ["(?<n>a)\\k<m>", "Invalid named capture referenced, at character 8"],
    [": (a", "Unterminated group, at character 3"],
  ])("refuses %s and says where it is wrong", (pattern, problem) => {
    expect(problems({ kind: "pattern", pattern })).toEqual([`pattern: ${problem}`]);
  });

  it("refuses flags that mean nothing here", () => {
    for (const flags of ["g", "y", "x", "ii"]) {
      expect(problems({ kind: "pattern", pattern: "a", flags })).toEqual([
        'flags: may hold "i", "m", "s" and "v", each once',
      ]);
    }
  });

  it("fails a row that the pattern backtracks on for ever, and only that one", async () => {
    const said = await ofOutputs(
      { kind: "pattern", pattern: "^(a+)+$" },
      ...["aaa", `${"a".repeat(60)}!`, "b", "aa"],
    );
    expect(said.map(({ keep }) => keep)).toEqual([true, undefined, false, true]);
    expect(said[1]!.score).toBeNaN();
    expect(said[1]!.error).toMatch(/backtrack/);
  });
});
