import type { CellFigures, InspectedCell, InspectedVerifier, RunInspection } from "../../inspect/index.ts";
import type { Interval } from "../../metrics/interval.ts";
import type { Point, Series } from "../figure.ts";
import { looksOf } from "./looks.ts";
import { keptShare } from "./words.ts";

type Quantity = "pstar" | "keptPrecision";

/** What the marks of a figure by share stand for. */
export const byShareKey = {
  band: "95% interval",
  points: "a selection of this run",
} as const;

/** p⋆ or kept precision against the share kept: a line and its interval for each verifier, and what the run kept. */
export function seriesByShare(run: RunInspection, quantity: Quantity): Series[] {
  const lookOf = looksOf(run);
  return run.verifiers.flatMap(({ name, curve }): Series[] => {
    const points = pointsOf(curve, quantity);
    if (points.length === 0) return [];
    const look = lookOf(name);
    const kept = keptPoints(run, name, quantity);
    return [
      { name, kind: "band", points, look },
      { name, kind: "line", points, look },
      ...(kept.length === 0 ? [] : [{ name, kind: "points", points: kept, look } as const]),
    ];
  });
}

const pointsOf = (curve: InspectedVerifier["curve"], quantity: Quantity): Point[] =>
  curve
    .filter(({ kept }) => kept > 0)
    .map((cell) => ({ x: cell.yield, ...upright(cell[quantity]) }))
    .sort((a, b) => a.x - b.x);

const keptPoints = ({ cells }: RunInspection, verifier: string, quantity: Quantity): Point[] =>
  estimated(cells)
    .filter((cell) => cell.verifier === verifier)
    .map((cell) => {
      const value = upright(cell.estimate[quantity]);
      // One of the line's own has its band for an interval.
      return { x: keptShare(cell), ...(isByScoreAlone(cell) ? { y: value.y } : { ...value, isOpen: true }) };
    });

/** Whether a cell keeps what scores highest, and no more is asked: then it lies on its verifier's curves. */
export const isByScoreAlone = ({ selector, rule }: Pick<InspectedCell, "selector" | "rule">): boolean =>
  ["top-share", "threshold", "all"].includes(selector) && !rule.includes(", ");

/** What open marks are, a sentence after a space; empty where there are none. @param others what is no open mark */
export function openMarks(cells: readonly InspectedCell[], others: string): string {
  const ways = cells.filter((cell) => !isByScoreAlone(cell)).map(wayOf);
  return ways.length === 0 ? "" : ` ${others}; open marks ${[...new Set(ways)].join(" or ")}.`;
}

const ways: Readonly<Record<string, string>> = {
  "best-of-n": "chose within each input",
  "per-stratum": "chose within each kind of input",
};

const wayOf = ({ selector }: InspectedCell): string => ways[selector] ?? "dropped more by their rules";

/** Cells that labels say something of. */
export const estimated = (cells: RunInspection["cells"]) =>
  cells.flatMap((cell) =>
    cell.estimate === null ? [] : [{ ...cell, estimate: cell.estimate as CellFigures }],
  );

export const upright = ({ estimate, low, high }: Interval) => ({ y: estimate, low, high });

/** From a round share below all that is drawn to 1. */
export function shareDomain(series: readonly Series[], others: readonly number[]): [number, number] {
  const values = series.flatMap(({ points }) => points.flatMap(({ y, low = y }) => [y, low]));
  const least = Math.min(0.9, ...values, ...others);
  return [Math.max(0, Math.floor(10 * (least - 0.02)) / 10), 1];
}
