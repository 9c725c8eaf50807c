import { z } from "zod";
import { verifierName } from "./name.ts";
import { foldedBy } from "./text/fold.ts";
import { repeatedLines, repeatedNgrams } from "./text/repeated.ts";
import { wordsOf } from "./text/words.ts";
import type { VerifierKind } from "./verifier.ts";

export const repetitionOptions = z.strictObject({
  kind: z.literal("repetition").describe("Outputs that do not say the same again and again, in any language"),
  name: verifierName,
  n: z.int().min(1).max(100).default(4).describe("Words in a row that count as said before"),
  max: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe("Largest repeated share kept; prose stays below 0.1. Left to a selector when left out"),
});

/**
 * Score: minus the output's repeated share, that of its n-grams of words or that of its lines (weighted by their length),
 * whichever is larger. After the rules of Gopher (Rae et al. 2021, table A1), with one number for all of them.
 */
export const repetition: VerifierKind<z.infer<typeof repetitionOptions>> = {
  create:
    ({ n, max }) =>
    (items) =>
      items.map(({ output }) => {
        const share = Math.max(repeatedNgrams(tokensOf(output), n), repeatedLines(output));
        const score = 0 - share;
        return max === undefined ? { score } : { score, keep: share <= max };
      }),
};

const fold = foldedBy(false);

/** No word is that long: a run such as `hahaha…` counts by its characters. */
const longest = 40;

const tokensOf = (text: string): string[] =>
  wordsOf(fold(text)).flatMap((word) => (word.length > longest ? [...word] : word));
