import { describe, expect, it } from "vitest";
import { problems, scores, verdicts } from "./rules.ts";

const read = (field: string, ...fields: Record<string, unknown>[]) =>
  scores(
    { kind: "field", field },
    fields.map((one) => ({ fields: one })),
  );

describe("field", () => {
  it("gives the row's number and leaves keeping to a selector", async () => {
    expect(await verdicts({ kind: "field", field: "reward" }, [{ fields: { reward: -1.25 } }])).toEqual([
      { score: -1.25 },
    ]);
  });

  it("reads truth values, and numbers and truth values written as texts", async () => {
    const values = [true, false, "0.5", " -3e-2 ", "True", "false", 7n, ".5", "5."];
    expect(await read("x", ...values.map((x) => ({ x })))).toEqual([1, 0, 0.5, -0.03, 1, 0, 7, 0.5, 5]);
  });

  it("is NaN of what is missing or no finite number", async () => {
    const values = [
      undefined,
      null,
      "",
      " ",
      "high",
      "0x10",
      "1,5",
      "NaN",
      "Infinity",
      "1e999",
      Number.NaN,
      -Infinity,
    ];
    const read_ = await read("x", {}, ...[...values, [1], { y: 1 }].map((x) => ({ x })));
    expect(read_).toEqual(Array(values.length + 3).fill(Number.NaN));
  });

  it("reaches into objects by dots, a field of that very name first, and never to what objects inherit", async () => {
    const nested = { scores: { help: { mean: 2 } }, "scores.help": 3 };
    expect(await read("scores.help.mean", nested)).toEqual([2]);
    expect(await read("scores.help", nested)).toEqual([3]);
    expect(await read("constructor.length", {})).toEqual([Number.NaN]);
    expect(await read("text.length", { text: "abc" })).toEqual([Number.NaN]);
    expect(problems({ kind: "field" })).toHaveLength(1);
  });
});
