import type { Interval } from "../metrics/interval.ts";
import { unverified } from "../pipeline/stages/select.ts";
import type { CellOutline } from "./cells.ts";
import type { CellFigures } from "./inspection.ts";

/** A cell of which labels say something. */
export type EstimatedCell = CellOutline & { readonly estimate: CellFigures };

/** What the promise of a cell rests on. */
export interface Promising {
  readonly verifier: string;
  readonly verdict: string;
  /** Share of inputs that keep an answer. */
  readonly inputShare: number;
  readonly keptPrecision: number;
}

/** Verdicts, the most promising first. */
const promising: readonly string[] = ["improves", "narrow", "undecided", "no gain", "collapses"];

/** Cells, the most promising first: see `mostPromising`. @param error the generator's, null where it is not known */
export function byPromise<T>(cells: readonly T[], of: (cell: T) => Promising, error: number | null): T[] {
  const halved = 1 - (error ?? 1) / 2;
  const ranked = cells.map((cell) => {
    const { verifier, verdict, inputShare, keptPrecision } = of(cell);
    const place = promising.indexOf(verdict);
    return {
      cell,
      isLast: Number(verifier === unverified),
      rank: place === -1 ? promising.indexOf("undecided") : place,
      inputs: keptPrecision >= halved ? inputShare : 0,
      keptPrecision,
    };
  });
  return ranked
    .toSorted(
      (a, b) =>
        a.isLast - b.isLast || a.rank - b.rank || b.inputs - a.inputs || b.keptPrecision - a.keptPrecision,
    )
    .map(({ cell }) => cell);
}

/**
 * The cell that promises most, null where none is estimated. Of those with the best verdict, that which keeps an answer to
 * the most inputs while it halves the generator's error, as `pstar estimate` recommends shares: a narrower choice is
 * surer of its answers, but its student sees less. Where none halves the error, the one that comes nearest to it. The
 * unverified cell counts only where there is no other.
 */
export function mostPromising(cells: readonly CellOutline[], error: Interval | null): EstimatedCell | null {
  const estimated = cells.filter((cell): cell is EstimatedCell => cell.estimate !== null && cell.kept > 0);
  const partsOf = ({ verifier, coverage, estimate }: EstimatedCell): Promising => ({
    verifier,
    verdict: estimate.verdict,
    inputShare: coverage?.inputShare ?? 0,
    keptPrecision: estimate.keptPrecision.estimate,
  });
  return byPromise(estimated, partsOf, error?.estimate ?? null)[0] ?? null;
}
