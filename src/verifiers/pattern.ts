import { z } from "zod";
import { verifierName } from "./name.ts";
import { chosenText, textChoice } from "./text/choice.ts";
import { compileExpression } from "./text/expression.ts";
import { judgeEach } from "./text/time-limit.ts";
import type { VerifierKind } from "./verifier.ts";

const flagLetters = /^(?!.*(.).*\1)[imsv]*$/;

export const patternOptions = z
  .strictObject({
    kind: z.literal("pattern").describe("Texts that match a regular expression, or do not"),
    name: verifierName,
    of: textChoice,
    pattern: z
      .string()
      .min(1)
      .describe("JavaScript regular expression in Unicode mode; matches anywhere unless ^ and $ hold it"),
    flags: z
      .string()
      .regex(flagLetters, 'may hold "i", "m", "s" and "v", each once')
      .optional()
      .describe("i: any case, m: ^ and $ at lines, s: . matches line ends, v: set notation"),
    mode: z.enum(["must", "must not"]).default("must").describe("Whether the text must match or must not"),
  })
  .superRefine(({ pattern, flags = "" }, { addIssue }) => {
    if (!flagLetters.test(flags)) return;
    try {
      compileExpression(pattern, flags);
    } catch (error) {
      addIssue({ code: "custom", path: ["pattern"], message: (error as SyntaxError).message });
    }
  });

/**
 * Keeps what matches, or what does not. Score: 1 kept, 0 dropped; NaN with an error where matching takes longer than a
 * second. No pattern is refused for being slow: only the rows that it is slow on fail.
 */
export const pattern: VerifierKind<z.infer<typeof patternOptions>> = {
  create({ of, pattern, flags, mode }) {
    const expression = compileExpression(pattern, flags);
    return (items) =>
      judgeEach(items.length, (row) => {
        const keep = expression.test(chosenText(items[row]!, of)) === (mode === "must");
        return { score: Number(keep), keep };
      });
  },
};
