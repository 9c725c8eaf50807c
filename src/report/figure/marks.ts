import * as Plot from "@observablehq/plot";
import type { Point, SeriesKind } from "./data.ts";
import { heatMarks } from "./heat.ts";
import type { Frame } from "./plot.ts";
import type { Shade } from "./shade.ts";
import { type Look, paper, rampColor } from "./theme.ts";

/** What a series is drawn with. */
export interface Brush {
  readonly look: Look;
  readonly shade: Shade | undefined;
  readonly isReference?: boolean;
  /** Drawn over a heat map, a line needs an outline to show. */
  readonly isOverHeat: boolean;
}

const place = { x: "x", y: "y" } as const;
const interval = { x: "x", y1: "low", y2: "high" } as const;

export function marksFor(
  kind: SeriesKind,
  points: readonly Point[],
  brush: Brush,
  frame: Frame,
): Plot.Markish[] {
  switch (kind) {
    case "line":
      return lineMarks(points, brush);
    case "points":
      return [
        ...crossBars(points, brush, frame),
        ...barMarks(points, brush, frame),
        ...markerMarks(points, brush),
      ];
    case "band":
      return [
        Plot.areaY(within(points, frame), {
          ...interval,
          fill: brush.look.ink,
          fillOpacity: brush.isReference ? 0.1 : 0.22,
        }),
      ];
    case "area":
      return areaMarks(points, brush);
    case "bars":
      return barsMarks(points, brush);
    case "heat":
      return heatMarks(points, brush.shade!, frame);
  }
}

function lineMarks(points: readonly Point[], { look, isOverHeat, isReference }: Brush): Plot.Markish[] {
  const weight = isReference ? { strokeWidth: 1.25, strokeOpacity: 0.7 } : { strokeWidth: 2 };
  const line = { ...place, ...weight, strokeLinecap: "butt", strokeDasharray: look.dash } as const;
  if (!isOverHeat) return [Plot.line(points, { ...line, stroke: look.ink })];
  return [
    Plot.line(points, { ...place, stroke: "black", strokeWidth: 4.5 }),
    Plot.line(points, { ...line, stroke: "white" }),
  ];
}

/** Bars with a cap at each end that lies within the axis: one without goes on. */
function barMarks(points: readonly Point[], { look }: Brush, frame: Frame): Plot.Markish[] {
  const bars = points.filter(({ low, high }) => low !== undefined || high !== undefined);
  if (bars.length === 0) return [];
  const [floor, ceiling] = frame.y.domain;
  const isEnd = (end: number | undefined) => end !== undefined && end >= floor && end <= ceiling;
  const ends = bars.flatMap(({ x, low, high }) => [low, high].filter(isEnd).map((y) => ({ x, y })));
  const stroke = { stroke: look.ink, strokeWidth: 1.5 } as const;
  return [
    Plot.ruleX(within(bars, frame), { ...interval, ...stroke }),
    Plot.dot(ends, { ...place, ...stroke, symbol: { draw: drawCap }, r: 3.5, fill: "none" }),
  ];
}

/** The same along x. */
function crossBars(points: readonly Point[], { look }: Brush, { x: { domain } }: Frame): Plot.Markish[] {
  const bars = points.filter(({ from, to }) => from !== undefined && to !== undefined);
  if (bars.length === 0) return [];
  const [start, end] = domain;
  const cut = (value: number) => Math.min(end, Math.max(start, value));
  const lines = bars.map(({ y, from, to }) => ({ y, from: cut(from!), to: cut(to!) }));
  const isEnd = (value: number) => value >= start && value <= end;
  const ends = bars.flatMap(({ y, from, to }) => [from!, to!].filter(isEnd).map((x) => ({ x, y })));
  const stroke = { stroke: look.ink, strokeWidth: 1.5 } as const;
  return [
    Plot.ruleY(lines, { y: "y", x1: "from", x2: "to", ...stroke }),
    Plot.dot(ends, { ...place, ...stroke, symbol: { draw: drawCap }, rotate: 90, r: 3.5, fill: "none" }),
  ];
}

/** Bars under one outline, so that those of another series show through. */
function barsMarks(points: readonly Point[], { look }: Brush): Plot.Markish[] {
  const outline = points.flatMap(({ from, to, y }, i) => {
    const before = points[i - 1]?.to ?? from!;
    const gap = before === from ? [] : [before, from!].map((x) => ({ x, y: 0 }));
    return [...gap, { x: from!, y }, { x: to!, y }];
  });
  const [first, last] = [outline[0], outline.at(-1)];
  const ends = first && last ? [{ ...first, y: 0 }, ...outline, { ...last, y: 0 }] : [];
  const step = { ...place, stroke: look.ink, strokeWidth: 1.75, strokeDasharray: look.dash } as const;
  return [
    Plot.areaY(outline, { x: "x", y1: 0, y2: "y", fill: look.ink, fillOpacity: 0.2 }),
    Plot.line(ends, { ...step, strokeLinecap: "butt", strokeLinejoin: "miter" }),
  ];
}

/** Intervals cut at the ends of the axis, which a log scale needs where one is not positive. */
function within(points: readonly Point[], { y: { domain } }: Frame): Point[] {
  const cut = (value: number) => Math.min(domain[1], Math.max(domain[0], value));
  return points.map(({ low, high, ...point }) => ({
    ...point,
    low: cut(low ?? point.y),
    high: cut(high ?? point.y),
  }));
}

interface Pen {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
}

/** A symbol that is a dash; as of any symbol, its size is the area of a disc. */
function drawCap(pen: Pen, size: number): void {
  const half = Math.sqrt(size / Math.PI);
  pen.moveTo(-half, 0);
  pen.lineTo(half, 0);
}

function markerMarks(points: readonly Point[], { look, shade }: Brush): Plot.Markish[] {
  const marker = { ...place, symbol: look.marker } as const;
  const plain = points.filter(({ value, isOpen }) => value === undefined && !isOpen);
  const open = points.filter(({ value, isOpen }) => value === undefined && isOpen);
  const shaded = points.filter(({ value }) => value !== undefined);
  const fill = { value: shaded.map(({ value }) => rampColor(shade!.share(value!))), scale: null };
  return [
    Plot.dot(plain, { ...marker, r: 4, fill: look.ink, stroke: paper, strokeWidth: 0.75 }),
    Plot.dot(open, { ...marker, r: 3.5, fill: paper, stroke: look.ink, strokeWidth: 1.75 }),
    Plot.dot(shaded, { ...marker, r: 5, fill, stroke: "currentColor" }),
  ];
}

function areaMarks(points: readonly Point[], { look }: Brush): Plot.Markish[] {
  const { ink, opacity, dash } = look;
  return [
    Plot.areaY(points, { ...interval, fill: ink, fillOpacity: opacity }),
    Plot.lineY(points, { x: "x", y: "high", stroke: ink, strokeWidth: 1.5, strokeDasharray: dash }),
  ];
}

/** A hollow triangle at the edge the data went past. */
export function arrowMarks(
  arrows: readonly { readonly x: number; readonly isUp: boolean }[],
  { look }: Brush,
  { y: { domain } }: Frame,
): Plot.Markish[] {
  const [up, down] = [true, false].map((way) => arrows.filter(({ isUp }) => isUp === way));
  const hollow = { x: "x", symbol: "triangle", r: 4.5, fill: paper, stroke: look.ink } as const;
  return [
    Plot.dot(up!, { ...hollow, y: domain[1], dy: 6 }),
    Plot.dot(down!, { ...hollow, y: domain[0], dy: -6, rotate: 180 }),
  ];
}
