import { pearson, spearman } from "../metrics/correlation.ts";
import { leaveOneOut } from "./ridge.ts";

/** One trained cell: what was predicted, and the metric its student reached. */
export interface LedgerCell {
  readonly selector: string;
  readonly fraction: number;
  /** p⋆ estimated before training. */
  readonly pstar: number;
  /** Share of inputs kept, and distance of the kept from all, see `Coverage`. */
  readonly inputShare: number;
  readonly distance: number;
  readonly outcome: number;
}

export interface Correlation {
  /** null where undefined: fewer than two cells, or a constant column. */
  readonly spearman: number | null;
  readonly pearson: number | null;
  readonly cells: number;
}

export interface Ledger {
  /** p⋆ alone against the outcome, over all cells. */
  readonly pstar: Correlation;
  /** Predictions from p⋆ and coverage, each cell's made without it, against the outcome. */
  readonly withCoverage: Correlation & { readonly predictions: readonly number[] };
  /** p⋆ alone among cells of the same selector and share, in order of appearance. */
  readonly groups: readonly (Correlation & { readonly selector: string; readonly fraction: number })[];
}

/** Cells below which three coefficients and a constant are not worth fitting. */
const FEWEST_TO_FIT = 6;

/** How far p⋆ can be trusted on a user's own runs: predictions beside outcomes, alone and together with coverage. */
export function ledger(cells: readonly LedgerCell[]): Ledger {
  const outcomes = cells.map(({ outcome }) => outcome);
  const predictions = cells.length < FEWEST_TO_FIT ? [] : leaveOneOut(cells.map(predictors), outcomes);
  return {
    pstar: correlate(
      cells.map(({ pstar }) => pstar),
      outcomes,
    ),
    withCoverage: { ...correlate(predictions, outcomes.slice(0, predictions.length)), predictions },
    groups: [...groupCells(cells).values()].map((group) => ({
      selector: group[0].selector,
      fraction: group[0].fraction,
      ...correlate(
        group.map(({ pstar }) => pstar),
        group.map(({ outcome }) => outcome),
      ),
    })),
  };
}

/**
 * p⋆, log of the share of inputs kept, distance of the kept. p⋆ itself and not its log-odds: those grow without bound as
 * ψ → 0, while a student gains ever less.
 */
function predictors({ pstar, inputShare, distance }: LedgerCell): number[] {
  return [pstar, Math.log(Math.max(inputShare, 1e-3)), distance];
}

function correlate(x: readonly number[], y: readonly number[]): Correlation {
  return { spearman: spearman(x, y), pearson: pearson(x, y), cells: x.length };
}

function groupCells(cells: readonly LedgerCell[]): Map<string, LedgerCell[]> {
  const groups = new Map<string, LedgerCell[]>();
  for (const cell of cells) {
    const key = `${cell.selector} ${cell.fraction}`;
    groups.set(key, [...(groups.get(key) ?? []), cell]);
  }
  return groups;
}
