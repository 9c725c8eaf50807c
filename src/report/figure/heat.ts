import * as Plot from "@observablehq/plot";
import { type Cell, cellsOf } from "./cells.ts";
import type { Point } from "./data.ts";
import type { Frame } from "./plot.ts";
import type { Shade } from "./shade.ts";
import { rampColor, rampText } from "./theme.ts";
import { sizes, textWidth } from "./type.ts";

/** Coloured cells. */
export function heatMarks(points: readonly Point[], shade: Shade, { x, y }: Frame): Plot.Markish[] {
  const cells = cellsOf(points, x.type, y.type);
  const corners = { x1: "x1", x2: "x2", y1: "y1", y2: "y2" } as const;
  const fill = { value: colours(cells, shade), scale: null };
  return [Plot.rect(cells, { ...corners, fill, shapeRendering: "crispEdges" })];
}

/** The cells' values, where all have the room: over any line, on their own colour. */
export function heatValues(points: readonly Point[], shade: Shade, { x, y }: Frame): Plot.Markish[] {
  const cells = cellsOf(points, x.type, y.type);
  const text = cells.map(({ value }) => shade.text(value));
  const hasRoom = cells.every(({ x1, x2, y1, y2 }, i) => {
    const [width, height] = [x.at(x2) - x.at(x1), y.at(y1) - y.at(y2)];
    return width >= textWidth(text[i]!, sizes.small) + 4 && height >= sizes.small * 1.4;
  });
  if (!hasRoom) return [];
  const fill = { value: cells.map(({ value }) => rampText(shade.share(value))), scale: null };
  const stroke = { value: colours(cells, shade), scale: null };
  return [Plot.text(cells, { x: "x", y: "y", text, fill, stroke, strokeWidth: 3, fontSize: sizes.small })];
}

const colours = (cells: readonly Cell[], shade: Shade): string[] =>
  cells.map(({ value }) => rampColor(shade.share(value)));
