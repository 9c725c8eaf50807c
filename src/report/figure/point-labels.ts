import type { Point } from "./data.ts";
import { type Box, cost, drawLabel, labelLine, type Spot } from "./place.ts";
import type { Frame } from "./plot.ts";
import { sizes, textWidth } from "./type.ts";

const away = 8;

/** Labels beside their markers, where one of the places around has the room; those without are left out. */
export function pointLabels(
  points: readonly Point[],
  frame: Frame,
  data: readonly Spot[],
  placed: Box[],
): string {
  return points
    .map((point) => {
      if (point.label === undefined) return "";
      const at = { x: frame.x.at(point.x), y: frame.y.at(point.y) };
      const choices = placesAround(at, textWidth(point.label, sizes.small));
      const costs = choices.map((box) => cost(box, frame, placed, data));
      const least = Math.min(...costs);
      const best = choices[costs.indexOf(least)]!;
      if (least >= mostCovered) return "";
      placed.push(best);
      return drawLabel(best.left + best.width / 2, best.top, point.label, "middle");
    })
    .join("");
}

/** Pieces of other marks that a label may lie over. */
const mostCovered = 8;

function placesAround({ x, y }: Spot, width: number): Box[] {
  const size = { width, height: labelLine };
  const middle = y - labelLine / 2;
  return [
    { left: x + away, top: middle, ...size },
    { left: x - away - width, top: middle, ...size },
    { left: x + away - 2, top: y - labelLine - 2, ...size },
    { left: x + away - 2, top: y + 2, ...size },
    { left: x - away + 2 - width, top: y - labelLine - 2, ...size },
    { left: x - away + 2 - width, top: y + 2, ...size },
    { left: x - width / 2, top: y - labelLine - away + 2, ...size },
    { left: x - width / 2, top: y + away - 2, ...size },
  ];
}
