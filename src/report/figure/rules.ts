import * as Plot from "@observablehq/plot";
import type { Rule } from "./data.ts";
import { type Box, clashes, cost, drawLabel, labelLine, type Spot } from "./place.ts";
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
  const shown = rules.filter(({ axis, value }) => isInside(frame[axis].domain, value));
  const labels = shown.map((rule) => labelOf(rule, rules, frame, data));
  const boxes: Box[] = [];
  for (const label of labels) boxes.push(bestPlace(label, boxes, frame));
  // A later label may have found no room that an earlier one could have left it.
  for (let pass = 0; pass < 3 && clashes([...placed, ...boxes]); pass++) {
    for (const [i, label] of labels.entries()) {
      boxes[i] = bestPlace(
        label,
        boxes.filter((_, other) => other !== i),
        frame,
      );
    }
  }
  placed.push(...boxes);
  return labels
    .flatMap(({ lines }, i) =>
      lines.map((text, row) => drawLabel(boxes[i]!.left, boxes[i]!.top + row * labelLine, text)),
    )
    .join("");
}

interface Label {
  readonly lines: readonly string[];
  readonly choices: readonly { readonly box: Box; readonly cost: number }[];
}

/** A line's label with the places it may have, and how much of data and other lines each covers. */
function labelOf(rule: Rule, rules: readonly Rule[], frame: Frame, data: readonly Spot[]): Label {
  const room = rule.axis === "y" ? frame.width - 2 * gap : frame.width * 0.45;
  const lines = wrapText(rule.label, room, sizes.small);
  const width = Math.max(...lines.map((one) => textWidth(one, sizes.small)));
  const others = rules.filter((other) => other !== rule);
  const choices = placesFor(rule, { width, height: lines.length * labelLine }, frame).map((box) => ({
    box,
    cost: cost(box, frame, [], data) + 10 * crossings(box, frame, others),
  }));
  return { lines, choices };
}

function bestPlace({ choices }: Label, others: readonly Box[], frame: Frame): Box {
  const costs = choices.map((choice) => choice.cost + cost(choice.box, frame, others, []));
  return choices[costs.indexOf(Math.min(...costs))]!.box;
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
