import { z } from "zod";
import { verifierName } from "./name.ts";
import { boxedOrAll, numbersIn } from "./text/numbers.ts";
import type { VerifierKind } from "./verifier.ts";

export const numericMatchOptions = z.strictObject({
  kind: z.literal("numeric-match").describe("Outputs whose number is the reference's"),
  name: verifierName,
  which: z
    .enum(["last", "first", "all"])
    .default("last")
    .describe("Of a text's numbers, which must agree; where it has a \\boxed{…}, of the numbers in the last"),
  relative: z
    .number()
    .nonnegative()
    .default(0)
    .describe("Difference allowed, as a share of the reference's number"),
  absolute: z.number().nonnegative().default(0).describe("Difference allowed besides"),
});

type Which = z.infer<typeof numericMatchOptions>["which"];

/**
 * Keeps outputs x of a reference r with |x − r| ≤ absolute + relative · |r|, as float64; of several numbers as many, each in
 * its place. Score: 1 matches, 0 does not or has no number; NaN where the reference has none.
 */
export const numericMatch: VerifierKind<z.infer<typeof numericMatchOptions>> = {
  create:
    ({ which, relative, absolute }) =>
    (items) =>
      items.map(({ example, output }) => {
        const expected = chosen(example.reference, which);
        if (expected.length === 0) return { score: Number.NaN };
        const found = chosen(output, which);
        const keep =
          found.length === expected.length &&
          expected.every((value, i) => Math.abs(found[i]! - value) <= absolute + relative * Math.abs(value));
        return { score: Number(keep), keep };
      }),
};

function chosen(text: string, which: Which): number[] {
  const numbers = numbersIn(boxedOrAll(text));
  return which === "all" ? numbers : which === "first" ? numbers.slice(0, 1) : numbers.slice(-1);
}
