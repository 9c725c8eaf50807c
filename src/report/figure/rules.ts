import * as Plot from "@observablehq/plot";
import type { Rule } from "./data.ts";
import { element, escapeText } from "./markup.ts";
import type { Frame } from "./plot.ts";
import { paper } from "./theme.ts";
import { sizes, textWidth, wrapText } from "./type.ts";

/** Thin and grey, so that no series is taken for one. */
export function ruleMarks(rules: readonly Rule[], isOverHeat: boolean): Plot.Markish[] {
  const [across, down] = [rules.filter(({ axis }) => axis === "y"), rules.filter(({ axis }) => axis === "x")];
  const draw = (style: { stroke: string; strokeOpacity?: number; strokeWidth: number }) => [
    Plot.ruleY(across, { y: "value", ...style }),
    Plot.ruleX(down, { x: "value", ...style }),
  ];
  const casing = isOverHeat ? draw({ stroke: paper, strokeWidth: 3 }) : [];
  return [
    ...casing,
    ...draw({ stroke: "currentColor", strokeOpacity: isOverHeat ? 1 : 0.6, strokeWidth: 1 }),
  ];
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Spot {
  readonly x: number;
  readonly y: number;
}

const line = 17;
const gap = 4;

/** Labels beside their lines, each where it covers least of the data and none of the labels before it. */
export function ruleLabels(rules: readonly Rule[], frame: Frame, data: readonly Spot[]): string {
  const placed: Box[] = [];
  return rules
    .filter(({ axis, value }) => isInside(frame[axis].domain, value))
    .map((rule) => {
      const room = rule.axis === "y" ? frame.width - 2 * gap : frame.width * 0.45;
      const lines = wrapText(rule.label, room, sizes.small);
      const width = Math.max(...lines.map((one) => textWidth(one, sizes.small)));
      const choices = placesFor(rule, { width, height: lines.length * line }, frame);
      const others = rules.filter((other) => other !== rule);
      const costs = choices.map((box) => cost(box, frame, placed, data) + 10 * crossings(box, frame, others));
      const best = choices[costs.indexOf(Math.min(...costs))]!;
      placed.push(best);
      return lines.map((text, i) => drawLabel(best.left, best.top + i * line, text)).join("");
    })
    .join("");
}

const isInside = ([low, high]: readonly [number, number], value: number): boolean =>
  value >= low && value <= high;

function placesFor({ axis, value }: Rule, size: Pick<Box, "width" | "height">, frame: Frame): Box[] {
  const { width, height } = size;
  const at = frame[axis].at(value);
  const steps = [0, 0.25, 0.5, 0.75, 1];
  if (axis === "y") {
    const lefts = steps.map((share) => frame.width - gap - width - share * (frame.width - 2 * gap - width));
    return [at - height, at + 1].flatMap((top) => lefts.map((left) => ({ left, top, ...size })));
  }
  const tops = Array.from({ length: 12 }, (_, i) => gap + (i / 11) * (frame.height - height - 2 * gap));
  return [at + gap, at - gap - width].flatMap((left) => tops.map((top) => ({ left, top, ...size })));
}

function cost(box: Box, frame: Frame, placed: readonly Box[], data: readonly Spot[]): number {
  const isOut =
    box.left < 0 || box.top < 0 || box.left + box.width > frame.width || box.top + box.height > frame.height;
  const clashes = placed.filter((other) => overlaps(box, other)).length;
  const covered = data.filter(
    ({ x, y }) =>
      x > box.left - 5 && x < box.left + box.width + 5 && y > box.top - 3 && y < box.top + box.height + 3,
  ).length;
  return (isOut ? 1e6 : 0) + clashes * 1e4 + covered;
}

/** How many of the lines run through the box. */
const crossings = ({ left, top, width, height }: Box, { x, y }: Frame, rules: readonly Rule[]): number =>
  rules.filter(({ axis, value }) => {
    const [at, start, length] = axis === "x" ? [x.at(value), left, width] : [y.at(value), top, height];
    return at > start && at < start + length;
  }).length;

const overlaps = (a: Box, b: Box): boolean =>
  a.left < b.left + b.width &&
  b.left < a.left + a.width &&
  a.top < b.top + b.height &&
  b.top < a.top + a.height;

function drawLabel(x: number, top: number, text: string): string {
  const halo = { stroke: paper, "stroke-width": 3.5, "stroke-linejoin": "round", "paint-order": "stroke" };
  const place = { x, y: top + 13, "font-size": sizes.small, "text-anchor": "start" };
  return element("text", { ...place, ...halo }, escapeText(text));
}
