import type { ThinningContext } from "./context.ts";
import type { Step } from "./step.ts";

/** Drops what one of the rules does. */
export function requireRules(rules: readonly string[], context: ThinningContext): Step {
  return {
    reason: "failed a required rule",
    admits: (row) => rules.every((rule) => context.passes(row, rule)),
  };
}
