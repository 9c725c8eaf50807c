import { describe, expect, it } from "vitest";
import { ofOutputs, parsed, problems, verdicts } from "./rules.ts";

describe("length", () => {
  it("keeps the range with its bounds, and counts code points", async () => {
    const rule = { kind: "length", min: 2, max: 3 };
    const said = await ofOutputs(
      rule,
      "",
      "a",
      "ab",
      "abc",
      "abcd",
      "😀",
      "😀😀",
      "👩🏽",
      "日本語",
      "\ud83d",
    );
    expect(said.map(({ keep }) => keep)).toEqual([
      ...[false, false, true, true, false],
      ...[false, true, true, true, false],
    ]);
  });

  it("scores 0 inside and minus the distance as a share of the bound outside", async () => {
    const said = await ofOutputs(
      { kind: "length", min: 4, max: 10 },
      "",
      "ab",
      "abcd",
      "a".repeat(10),
      "a".repeat(25),
    );
    expect(said.map(({ score }) => score)).toEqual([-1, -0.5, 0, 0, -1.5]);
    for (const { score, keep } of said) expect(keep).toBe(Object.is(score, 0));
  });

  it("takes one bound alone", async () => {
    const long = "a".repeat(1000);
    expect((await ofOutputs({ kind: "length", min: 1 }, "", long)).map(({ keep }) => keep)).toEqual([
      false,
      true,
    ]);
    expect((await ofOutputs({ kind: "length", max: 999 }, "", long)).map(({ keep }) => keep)).toEqual([
      true,
      false,
    ]);
    expect(problems({ kind: "length" })).toEqual([': give "min", "max" or both']);
    expect(problems({ kind: "length", min: 5, max: 4 })).toEqual(['min: must not be above "max"']);
    expect(problems({ kind: "length", max: 0 })).toHaveLength(1);
  });

  it("counts words, of scripts without spaces too", async () => {
    const [english, chinese, none] = await ofOutputs(
      { kind: "length", unit: "words", min: 4, max: 6 },
      "It's five words, 1.5 long.",
      "我昨天去了北京大学。",
      "… !",
    );
    expect(english!.keep).toBe(true);
    expect(chinese!.keep).toBe(true);
    expect(none).toEqual({ score: -1, keep: false });
  });

  it("counts sentences, of scripts with other stops too", async () => {
    const exactly = (count: number) => ({ kind: "length", unit: "sentences", min: count, max: count });
    const keeps = async (count: number, text: string) => (await ofOutputs(exactly(count), text))[0]!.keep;
    expect(await keeps(2, "It costs 3.50 today. Really?")).toBe(true);
    expect(await keeps(2, "我去了。你呢？")).toBe(true);
    expect(await keeps(2, "a heading\n\n\nand a line")).toBe(true);
    expect(await keeps(1, "...\n!!!\nno")).toBe(true);
  });

  it("looks at the input where told", async () => {
    const [said] = await verdicts({ kind: "length", of: "input", min: 3 }, [{ input: "long", output: "" }]);
    expect(said!.keep).toBe(true);
    expect(parsed({ kind: "length", min: 1 })).toMatchObject({ of: "output", unit: "characters" });
  });
});
