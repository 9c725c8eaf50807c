import { describe, expect, it } from "vitest";
import { numbersIn } from "../../src/verifiers/text/numbers.ts";
import { cpuSeconds } from "../cpu-time.ts";
import { problems, scores } from "./rules.ts";

const match = async (options: object, reference: string, ...outputs: string[]) =>
  await scores(
    options as Record<string, unknown>,
    outputs.map((output) => ({ reference, output })),
  );

describe("exact-match", () => {
  const exact = (options: object, reference: string, ...outputs: string[]) =>
    match({ kind: "exact-match", ...options }, reference, ...outputs);

  it("asks for the reference, spaces and composition of letters apart", async () => {
    expect(await exact({}, "Café  au lait", "Cafe\u0301 au\nlait ", "café au lait", "Café au", "")).toEqual([
      1, 0, 0, 0,
    ]);
    expect(await exact({ normalise: "none" }, "a b", "a b", "a  b", "a b ")).toEqual([1, 0, 0]);
    expect(await exact({ caseSensitive: false }, "ÄB", "äb", "Äb", "ab")).toEqual([1, 1, 0]);
  });

  it("normalises as SQuAD's script does", async () => {
    const squad = { normalise: "squad" };
    expect(
      await exact(squad, "The Eiffel Tower", "eiffel tower", "an Eiffel-tower.", "Eiffel  Tower!"),
    ).toEqual([1, 0, 1]);
    // Punctuation goes before articles, so "a-the" becomes the word "athe"; accents are letters.
    expect(await exact(squad, "athe théa", "a-the théa", "théa")).toEqual([1, 0]);
  });

  it("is NaN without a reference, and an empty output is wrong", async () => {
    expect(await exact({}, "", "", "x")).toEqual([Number.NaN, Number.NaN]);
    expect(await exact({}, "x", "")).toEqual([0]);
  });
});

describe("numbers in a text", () => {
  it.each<[string, number[]]>([
    ["", []],
    ["no number: H2O, x2, x_1, x_{12}, GPT4, v1.2", []],
    ["1,234.5 and 12,345,678", [1234.5, 12345678]],
    ["1,2,3; 1,2345; 0,123", [1, 2, 3, 1, 2345, 0, 123]],
    ["-3 −4 +5 (-6) =-7", [-3, -4, 5, -6, -7]],
    ["3-5, x-5, 2020–2024", [3, 5, 5, 2020, 2024]],
    ["-$5.50, −€3, $1,000", [-5.5, -3, 1000]],
    [".5 0.5 5. 5.0", [0.5, 0.5, 5, 5]],
    ["1e3 2.5E-3 -1e+2 3em", [1000, 0.0025, -100, 3]],
    ["3×10^5, 3 x 10^5, 3*10**5, 3·10⁵, 3\\times 10^{5}, 3 \\cdot 10^{-5}", [3e5, 3e5, 3e5, 3e5, 3e5, 3e-5]],
    ["10^23 10⁻³ 2^10 x^2 y^{-3} m²", [1e23, 1e-3, 1024]],
    ["50% and 1/2 and -3/4 and \\frac{3}{4} and 2\\dfrac{1}{2}", [50, 0.5, -0.75, 0.75, 2, 0.5]],
    ["1/2/2024", [1, 2, 2024]],
    ["1/0 1e999 7", [7]],
    ["1{,}234 1\\,234 1\u202f234", [1234, 1234, 1234]],
    ["\\boxed{42} #### 17", [42, 17]],
    ["3.14.15", [3.14]],
    ["价格是1,500元", [1500]],
    ["USD1,500; x1,2", [2]],
  ])("%s", (text, expected) => {
    expect(numbersIn(text)).toEqual(expected);
  });

  it("are read back however they are printed", () => {
    for (const value of [0, 1, -1, 0.1, 1e21, 1.5e-7, -123456.789, Number.MAX_VALUE, Number.MIN_VALUE]) {
      expect(numbersIn(`x = ${value}.`)).toEqual([value]);
      expect(numbersIn(`(${value.toExponential()})`)).toEqual([value]);
    }
    for (const value of [1, 999, 1000, 1234567.891, 98765432100]) {
      expect(numbersIn(value.toLocaleString("en-US"))).toEqual([value]);
    }
  });

  it("are found in linear time in what looks like one for ever", async () => {
    const pieces = ["1", "1,111", ",111", "1/", "1.", "1e", "^{", "-", "1 ", "\\frac{1}", "\\boxed{", "1^"];
    const seconds = await cpuSeconds(() => pieces.map((piece) => numbersIn(piece.repeat(50_000))));
    expect(seconds).toBeLessThan(30);
  });
});

describe("numeric-match", () => {
  const numeric = (options: object, reference: string, ...outputs: string[]) =>
    match({ kind: "numeric-match", ...options }, reference, ...outputs);

  it("compares the last numbers, however they are written", async () => {
    const reference = "She pays 3 × 14 = 42 dollars.\n#### 1,042";
    const outputs = ["It is 1042.", "$1,042.00", "1042 of 5", "1.042e3", "about 1043", "none", ""];
    expect(await numeric({}, reference, ...outputs)).toEqual([1, 1, 0, 1, 0, 0, 0]);
  });

  it("takes the answer from the last box", async () => {
    expect(
      await numeric(
        {},
        "\\boxed{\\frac{1}{2}}",
        "So \\boxed{0.5}, for n = 3.",
        "\\boxed{0.3} no, \\boxed{0.5}",
      ),
    ).toEqual([1, 1]);
    expect(
      await numeric({}, "5", "\\boxed{no answer} 5", "\\boxed{\\text{it is } {5}} 6", "\\boxed{7 and 5"),
    ).toEqual([0, 1, 1]);
  });

  it("takes the first or all of them where told", async () => {
    expect(await numeric({ which: "first" }, "1 2", "1 3", "2 1")).toEqual([1, 0]);
    expect(await numeric({ which: "all" }, "1 2", "1, 2", "2, 1", "1", "1 2 3")).toEqual([1, 0, 0, 0]);
  });

  it("allows a difference, absolute plus relative to the reference", async () => {
    expect(await numeric({}, "100", "100.0", "100.0000001")).toEqual([1, 0]);
    expect(await numeric({ relative: 0.25 }, "100", "125", "75", "125.1", "-100")).toEqual([1, 1, 0, 0]);
    expect(await numeric({ absolute: 0.5 }, "-1", "-1.5", "-0.5", "-1.51")).toEqual([1, 1, 0]);
    expect(await numeric({ absolute: 1, relative: 0.5 }, "10", "16", "16.1")).toEqual([1, 0]);
    expect(await numeric({ relative: 0.25 }, "0", "0", "1e-9")).toEqual([1, 0]);
    expect(problems({ kind: "numeric-match", relative: -1 })).toHaveLength(1);
  });

  it("is NaN without a number in the reference", async () => {
    expect(await numeric({}, "", "5")).toEqual([Number.NaN]);
    expect(await numeric({}, "Paris", "5")).toEqual([Number.NaN]);
  });
});
