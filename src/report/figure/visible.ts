import type { Axis, Figure, Point, Series } from "./data.ts";
import { formatOn } from "./number.ts";
import type { Frame } from "./plot.ts";
import type { Scale } from "./scale.ts";

/** What of a series can be drawn on these scales, and what can't. */
export interface Visible {
  /** In order, those with a place; a gap is a point whose y is NaN. */
  readonly points: readonly Point[];
  /** Where the data goes past the top or the bottom: x, and which way. */
  readonly arrows: readonly { readonly x: number; readonly isUp: boolean }[];
  /** The x of infinite values, and of those that are no number. */
  readonly infinite: readonly number[];
  readonly missing: readonly number[];
  /** How many markers lie outside the axes. */
  readonly beyond: number;
}

const isInside = (value: number, { domain: [low, high] }: Scale): boolean => {
  const slack = 1e-9 * (high - low);
  return value >= low - slack && value <= high + slack;
};

export function visiblePart(series: Series, x: Scale, y: Scale): Visible {
  const points: Point[] = [];
  const arrows: { x: number; isUp: boolean }[] = [];
  const infinite: number[] = [];
  const missing: number[] = [];
  let beyond = 0;
  for (const point of series.points) {
    if (!isFinitePoint(series.kind, point)) {
      const isInfinite = Math.abs(point.y) === Infinity;
      (isInfinite ? infinite : missing).push(point.x);
      if (series.kind !== "heat") points.push({ ...point, y: Number.NaN, low: Number.NaN, high: Number.NaN });
      if (isInfinite && isInside(point.x, x)) arrows.push({ x: point.x, isUp: point.y > 0 });
    } else if (series.kind === "points" && !(isInside(point.x, x) && isInside(point.y, y))) {
      beyond++;
      if (isInside(point.x, x)) arrows.push({ x: point.x, isUp: point.y > y.domain[1] });
    } else points.push(point);
  }
  return { points, arrows, infinite, missing, beyond };
}

function isFinitePoint(kind: Series["kind"], { x, y, low, high, from, to, value }: Point): boolean {
  const needed = {
    line: [y],
    points: [y],
    band: [low, high],
    area: [y, low ?? y, high ?? y],
    bars: [y, from, to],
    heat: [y, value],
  }[kind];
  return [x, ...needed].every((one) => Number.isFinite(one));
}

/** What the figure can't show, in words: one sentence for all the series it holds for. */
export function omissions(figure: Figure, frames: readonly Frame[]): string[] {
  const names = new Map<string, Set<string>>();
  for (const [i, { name: panel, series }] of figure.panels.entries()) {
    const { x, y } = frames[i]!;
    for (const one of series) {
      const { infinite, missing, beyond } = visiblePart(one, x, y);
      const said = [
        infinite.length === 0 ? "" : `infinite at ${places(infinite, figure.x)} (△)`,
        missing.length === 0 ? "" : `no value at ${places(missing, figure.x)}`,
        beyond === 0 ? "" : `${beyond} of ${one.points.length} points beyond the axes (△)`,
      ];
      const name = panel === undefined ? one.name : `${one.name} (${panel})`;
      for (const what of said.filter((words) => words !== "")) {
        names.set(what, (names.get(what) ?? new Set()).add(name));
      }
    }
  }
  return [...names].map(([what, series]) => `${[...series].join(", ")}: ${what}.`);
}

function places(values: readonly number[], axis: Axis): string {
  const distinct = [...new Set(values)];
  const named = distinct.slice(0, 3).map((value) => formatOn(axis, value));
  const rest = distinct.length - named.length;
  return `x = ${named.join(", ")}${rest === 0 ? "" : ` and ${rest} more`}`;
}
