import * as Plot from "@observablehq/plot";
import type { Rule } from "./data.ts";
import { type Box, cost, drawLabel, labelLine, type Spot } from "./place.ts";
import type { Frame } from "./plot.ts";
import { paper } from "./theme.ts";
import { sizes, textWidth, wrapText } from "./type.ts";

/** The intervals of lines. */
export function ruleBands(rules: readonly Rule[], { x, y }: Frame): Plot.Markish[] {
  const bands = (axis: "x" | "y", [start, end]: readonly [number, number]) =>
    rules
      .filter((rule) => rule.axis === axis && rule.low !== undefined && rule.high !== undefined)
      .map(({ low, high }) => ({ low: Math.max(start, low!), high: Math.min(end, high!) }))
      .filter(({ low, high }) => low < high);
  const faint = { fill: "currentColor", fillOpacity: 0.1 };
  return [
    Plot.rect(bands("y", y.domain), { y1: "low", y2: "high", x1: x.domain[0], x2: x.domain[1], ...faint }),
    Plot.rect(bands("x", x.domain), { x1: "low", x2: "high", y1: y.domain[0], y2: y.domain[1], ...faint }),
  ];
}

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

const gap = 4;

/** Labels beside their lines, each where it covers least of the data and none of the labels before it, which it joins. */
export function ruleLabels(
  rules: readonly Rule[],
  frame: Frame,
  data: readonly Spot[],
  placed: Box[],
): string {
  return rules
    .filter(({ axis, value }) => isInside(frame[axis].domain, value))
    .map((rule) => {
      const room = rule.axis === "y" ? frame.width - 2 * gap : frame.width * 0.45;
      const lines = wrapText(rule.label, room, sizes.small);
      const width = Math.max(...lines.map((one) => textWidth(one, sizes.small)));
      const choices = placesFor(rule, { width, height: lines.length * labelLine }, frame);
      const others = rules.filter((other) => other !== rule);
      const costs = choices.map((box) => cost(box, frame, placed, data) + 10 * crossings(box, frame, others));
      const best = choices[costs.indexOf(Math.min(...costs))]!;
      placed.push(best);
      return lines.map((text, i) => drawLabel(best.left, best.top + i * labelLine, text)).join("");
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

/** How many of the lines run through the box. */
const crossings = ({ left, top, width, height }: Box, { x, y }: Frame, rules: readonly Rule[]): number =>
  rules.filter(({ axis, value }) => {
    const [at, start, length] = axis === "x" ? [x.at(value), left, width] : [y.at(value), top, height];
    return at > start && at < start + length;
  }).length;
