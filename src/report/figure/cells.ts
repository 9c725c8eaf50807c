import type { Axis, Point } from "./data.ts";

/** A value at x and y, and the edges of its cell. */
export interface Cell {
  readonly x: number;
  readonly y: number;
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
  readonly value: number;
}

type Scale = Axis["scale"];

/** Points as cells that meet halfway between them, in the terms of each axis. */
export function cellsOf(points: readonly Point[], xScale: Scale, yScale: Scale): Cell[] {
  const columns = spans(
    points.map(({ x }) => x),
    xScale,
  );
  const rows = spans(
    points.map(({ y }) => y),
    yScale,
  );
  return points.map(({ x, y, value }) => {
    const [[x1, x2], [y1, y2]] = [columns.get(x)!, rows.get(y)!];
    return { x, y, x1, x2, y1, y2, value: value! };
  });
}

/** From each distinct finite value to the edges of its cell. */
export function spans(values: readonly number[], scale: Scale): Map<number, [number, number]> {
  const [warp, unwarp] = scale === "log" ? [Math.log, Math.exp] : [(v: number) => v, (v: number) => v];
  const centres = [...new Set(values)].filter(Number.isFinite).sort((a, b) => a - b);
  const warped = centres.map(warp);
  const last = warped.length - 1;
  const half = (i: number) => (last === 0 ? 0.5 : (warped[i + 1]! - warped[i]!) / 2);
  return new Map(
    centres.map((centre, i) => {
      const [below, above] = [half(Math.max(0, i - 1)), half(Math.min(i, Math.max(0, last - 1)))];
      return [centre, [unwarp(warped[i]! - below), unwarp(warped[i]! + above)]];
    }),
  );
}
