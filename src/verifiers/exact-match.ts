import { z } from "zod";
import { verifierName } from "./name.ts";
import { foldedBy } from "./text/fold.ts";
import type { VerifierKind } from "./verifier.ts";

export const exactMatchOptions = z.strictObject({
  kind: z.literal("exact-match").describe("Outputs that are the reference"),
  name: verifierName,
  caseSensitive: z.boolean().default(true).describe("Whether capitals matter; to squad they never do"),
  normalise: z
    .enum(["none", "whitespace", "squad"])
    .default("whitespace")
    .describe(
      "What makes no difference: nothing; spaces; spaces, punctuation, English articles and capitals",
    ),
});

type Normalise = z.infer<typeof exactMatchOptions>["normalise"];

/** Keeps outputs that equal the reference. Score: 1 equal, 0 not; NaN without a reference. */
export const exactMatch: VerifierKind<z.infer<typeof exactMatchOptions>> = {
  create({ caseSensitive, normalise }) {
    const fold = foldedBy(caseSensitive);
    const plain = (text: string): string => normalisers[normalise](fold(text));
    return (items) =>
      items.map(({ example, output }) => {
        if (example.reference.trim() === "") return { score: Number.NaN };
        const keep = plain(output) === plain(example.reference);
        return { score: Number(keep), keep };
      });
  },
};

const collapse = (text: string): string => text.trim().replaceAll(/\s+/g, " ");

const normalisers: Readonly<Record<Normalise, (text: string) => string>> = {
  none: (text) => text,
  whitespace: collapse,
  /** `normalize_answer` of the SQuAD 1.1 evaluation script: its punctuation is ASCII's. */
  squad: (text) =>
    collapse(
      text
        .toLowerCase()
        .replaceAll(/[!-/:-@[-`{-~]/g, "")
        .replaceAll(/(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu, " "),
    ),
};
