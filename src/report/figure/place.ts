import { element, escapeText } from "./markup.ts";
import type { Frame } from "./plot.ts";
import { paper } from "./theme.ts";
import { sizes } from "./type.ts";

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A pixel that data covers. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

export const labelLine = 17;

/** How bad a place a box is: out of the frame, over another label, over data, in that order. */
export const cost = (box: Box, frame: Frame, placed: readonly Box[], data: readonly Spot[]): number =>
  (isOutside(box, frame) ? 1e6 : 0) +
  placed.filter((other) => overlaps(box, other)).length * 1e4 +
  covered(box, data, 5, 3);

/** Whether any two lie over each other. */
export const clashes = (boxes: readonly Box[]): boolean =>
  boxes.some((box, i) => boxes.slice(i + 1).some((other) => overlaps(box, other)));

const isOutside = ({ left, top, width, height }: Box, frame: Frame): boolean =>
  left < 0 || top < 0 || left + width > frame.width || top + height > frame.height;

const overlaps = (a: Box, b: Box): boolean =>
  a.left < b.left + b.width &&
  b.left < a.left + a.width &&
  a.top < b.top + b.height &&
  b.top < a.top + a.height;

const covered = (
  { left, top, width, height }: Box,
  data: readonly Spot[],
  across: number,
  up: number,
): number =>
  data.filter(
    ({ x, y }) => x > left - across && x < left + width + across && y > top - up && y < top + height + up,
  ).length;

/** A line of text in a box's top left corner, readable over what it covers. */
export function drawLabel(
  x: number,
  top: number,
  text: string,
  anchor: "start" | "middle" = "start",
): string {
  const halo = { stroke: paper, "stroke-width": 3.5, "stroke-linejoin": "round", "paint-order": "stroke" };
  const place = { x, y: top + 13, "font-size": sizes.small, "text-anchor": anchor };
  return element("text", { ...place, ...halo }, escapeText(text));
}
