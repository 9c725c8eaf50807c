import type { Interval } from "../metrics/interval.ts";
import { unverified } from "../pipeline/stages/select.ts";
import type { CellOutline } from "./cells.ts";
import type { CellFigures } from "./inspection.ts";

/** A cell of which labels say something. */
export type EstimatedCell = CellOutline & { readonly estimate: CellFigures };

/** Verdicts, the most promising first. */
const promising: readonly string[] = ["improves", "narrow", "undecided", "no gain", "collapses"];

const rank = ({ estimate }: EstimatedCell): number => {
  const place = promising.indexOf(estimate.verdict);
  return place === -1 ? promising.indexOf("undecided") : place;
};

/**
 * The cell that promises most, null where none is estimated. Of those with the best verdict, that which keeps an answer to
 * the most inputs while it halves the generator's error, as `pstar estimate` recommends shares: a narrower choice is
 * surer of its answers, but its student sees less. Where none halves the error, the one that comes nearest to it. The
 * unverified cell counts only where there is no other.
 */
export function mostPromising(cells: readonly CellOutline[], error: Interval | null): EstimatedCell | null {
  const estimated = cells.filter((cell): cell is EstimatedCell => cell.estimate !== null && cell.kept > 0);
  const verified = estimated.filter(({ verifier }) => verifier !== unverified);
  const eligible = verified.length > 0 ? verified : estimated;
  const best = Math.min(...eligible.map(rank));
  const halved = 1 - (error?.estimate ?? 1) / 2;
  const precision = ({ estimate }: EstimatedCell): number => estimate.keptPrecision.estimate;
  const inputs = (cell: EstimatedCell): number =>
    precision(cell) >= halved ? (cell.coverage?.inputShare ?? 0) : 0;
  const [first] = eligible
    .filter((cell) => rank(cell) === best)
    .toSorted((a, b) => inputs(b) - inputs(a) || precision(b) - precision(a));
  return first ?? null;
}
