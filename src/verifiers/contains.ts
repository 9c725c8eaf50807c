import { z } from "zod";
import { verifierName } from "./name.ts";
import { chosenText, textChoice } from "./text/choice.ts";
import { foldedBy } from "./text/fold.ts";
import type { VerifierKind } from "./verifier.ts";

const phrases = z.array(z.string().min(1)).min(1).optional();

export const containsOptions = z
  .strictObject({
    kind: z.literal("contains").describe("Texts that contain some phrases and are free of others"),
    name: verifierName,
    of: textChoice,
    any: phrases.describe("At least one of these must be there"),
    all: phrases.describe("Each of these must be there"),
    absent: phrases.describe("None of these may be there"),
    caseSensitive: z.boolean().default(true).describe("Whether capitals matter"),
  })
  .refine(({ any, all, absent }) => (any ?? all ?? absent) !== undefined, 'give "any", "all" or "absent"');

/** Keeps what meets every demand. Score: the share of demands met, `any` being one and each other phrase one. */
export const contains: VerifierKind<z.infer<typeof containsOptions>> = {
  create({ of, any, all = [], absent = [], caseSensitive }) {
    const fold = foldedBy(caseSensitive);
    const [some, each, none] = [any?.map(fold), all.map(fold), absent.map(fold)];
    const demands = (some === undefined ? 0 : 1) + each.length + none.length;
    return (items) =>
      items.map((item) => {
        const text = fold(chosenText(item, of));
        const has = (phrase: string): boolean => text.includes(phrase);
        const missing = each.filter((phrase) => !has(phrase)).length + Number(some?.some(has) === false);
        const met = demands - missing - none.filter(has).length;
        return { score: met / demands, keep: met === demands };
      });
  },
};
