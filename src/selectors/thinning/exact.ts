import { comparedText, type ThinningContext } from "./context.ts";
import { type Hash, hashText } from "./hash.ts";
import { hashSet } from "./hash-set.ts";
import type { ComparedText } from "./options.ts";
import type { Step } from "./step.ts";

/**
 * Drops rows whose text a better row has, as told by 64 bits of its normal form: among a million different texts two
 * are taken for one with probability 3·10⁻⁸.
 */
export function dropExactDuplicates(of: ComparedText, context: ThinningContext): Step {
  const textOf = comparedText(of, context);
  const seen = hashSet();
  let last: Hash = [0, 0];
  return {
    reason: "an exact duplicate of a better row",
    admits(row) {
      last = hashText(normalForm(textOf(row)));
      return !seen.has(last);
    },
    keep: () => seen.add(last),
  };
}

/** Unicode NFC, no white space at the ends, one space for each run of white space within. */
export function normalForm(text: string): string {
  return text
    .normalize("NFC")
    .trim()
    .replaceAll(/\s{2,}|[^\S ]/g, " ");
}
