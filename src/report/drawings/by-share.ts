import type { CellFigures, InspectedVerifier, RunInspection } from "../../inspect/index.ts";
import type { Interval } from "../../metrics/interval.ts";
import type { Point, Series } from "../figure.ts";
import { looksOf } from "./looks.ts";
import { keptShare } from "./words.ts";

type Quantity = "pstar" | "keptPrecision";

/** What the marks of a figure by share stand for. */
export const byShareKey = {
  band: "95% interval",
  points: "share that this run kept",
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
      // A share of all lies on the line, whose band is its interval.
      return { x: keptShare(cell), ...(cell.selector === "top-share" ? { y: value.y } : value) };
    });

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
