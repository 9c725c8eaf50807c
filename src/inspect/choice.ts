import { unverified } from "../pipeline/stages/select.ts";
import type { InspectedCell } from "./inspection.ts";

/** What a cell keeps, in words: `the best 25 % of all candidates by oracle, at most 1000 rows`. */
export function choiceIn({ verifier, rule }: Pick<InspectedCell, "verifier" | "rule">): string {
  if (verifier === unverified) return "everything, unverified";
  return rule.replace(/^[^,]*/, (head) => `${head} by ${verifier}`);
}
