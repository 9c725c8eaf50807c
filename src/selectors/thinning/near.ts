import { comparedText, type ThinningContext } from "./context.ts";
import type { NearOptions } from "./options.ts";
import { similarTexts } from "./similar-texts.ts";
import type { Step } from "./step.ts";

/** Drops rows whose text is similar to that of a better row that is kept. */
export function dropNearDuplicates(options: NearOptions, context: ThinningContext, seed: number): Step {
  const kept = similarTexts(options, comparedText(options.of, context), seed);
  return {
    reason: "a near duplicate of a better row",
    admits: (row) => !kept.search(row, () => true),
    keep: () => kept.add(),
  };
}
