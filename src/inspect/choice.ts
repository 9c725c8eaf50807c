import { unverified } from "../pipeline/stages/select.ts";
import type { InspectedCell } from "./inspection.ts";

/** What a cell keeps, in words: `the best 25 % of all candidates by oracle, at most 1000 rows`. */
export function choiceIn({ verifier, rule }: Pick<InspectedCell, "verifier" | "rule">): string {
  if (verifier === unverified) return "everything, unverified";
  return rule.replace(/^[^,]*/, (head) => `${head} by ${verifier}`);
}

type Choice = Pick<InspectedCell, "selection" | "verifier" | "selector" | "fraction">;

const scopes: Readonly<Record<string, string>> = {
  "best-of-n": " of each input",
  "per-stratum": " of each kind",
};

/**
 * What a cell's verifier and share leave open, to stand behind the share: ` of all`, ` of each kind`; with the selection's
 * id where that is not enough; nothing where each of the cells has a verifier and share of its own.
 */
export function scopesOf(cells: readonly Choice[]): (cell: Choice) => string {
  const scope = ({ selector }: Choice): string => scopes[selector] ?? " of all";
  const ways = [() => "", scope, (cell: Choice) => `${scope(cell)}, ${cell.selection}`];
  const isEnough = (way: (cell: Choice) => string): boolean =>
    new Set(cells.map((cell) => `${cell.verifier} ${cell.fraction}${way(cell)}`)).size === cells.length;
  return ways.find(isEnough) ?? ways.at(-1)!;
}
