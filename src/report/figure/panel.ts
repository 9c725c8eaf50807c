import { drawAxes } from "./axes.ts";
import type { Panel, Point, Series, SeriesKind } from "./data.ts";
import { heatValues } from "./heat.ts";
import { arrowMarks, type Brush, marksFor } from "./marks.ts";
import { element } from "./markup.ts";
import type { Box, Spot } from "./place.ts";
import { drawMarks, type Frame } from "./plot.ts";
import { pointLabels } from "./point-labels.ts";
import { ruleBands, ruleLabels, ruleMarks } from "./rules.ts";
import { stackedAreas } from "./stack.ts";
import { textAt } from "./type.ts";
import { visiblePart } from "./visible.ts";

/** From the bottom up: what is small lies over what is large. */
const order: readonly SeriesKind[] = ["heat", "area", "bars", "band", "line", "points"];

/** A panel's axes and data; the top left of its frame is the origin. */
export function drawPanel(
  panel: Panel,
  frame: Frame,
  brushes: ReadonlyMap<string, Brush>,
  hasLabels: boolean,
): string {
  const { series, rules = [] } = panel;
  const hasHeat = series.some(({ kind }) => kind === "heat");
  // Areas as the stack they form.
  const drawn = [...series.filter(({ kind }) => kind !== "area"), ...stackedAreas(panel)];
  const layers = order
    .flatMap((kind) => drawn.filter((one) => one.kind === kind))
    .map((one) => drawSeries(one, frame, brushes.get(one.name)!));
  const spots = layers.flatMap(({ spots }) => spots);
  const placed: Box[] = [];
  const isEmpty = series.every(({ points }) => points.length === 0);
  return [
    drawAxes(frame, hasLabels, !hasHeat),
    clipped(
      frame,
      drawMarks(frame, ruleBands(rules, frame)) +
        layers.map(({ inside }) => inside).join("") +
        drawMarks(frame, ruleMarks(rules, hasHeat)),
    ),
    ...layers.map(({ over }) => over),
    ruleLabels(rules, frame, spots, placed),
    pointLabels(
      drawn.flatMap(({ points }) => points),
      frame,
      spots,
      placed,
    ),
    isEmpty ? textAt(frame.width / 2, frame.height / 2, "no data", { anchor: "middle", muted: true }) : "",
  ].join("");
}

/** What ends at the frame, what may lie over its edge, and the pixels it covers. */
function drawSeries(series: Series, frame: Frame, brush: Brush) {
  const { kind, name } = series;
  const { points, arrows } = visiblePart(series, frame.x, frame.y);
  const marks = drawMarks(frame, marksFor(kind, points, brush, frame));
  const pointers = drawMarks(frame, arrowMarks(arrows, brush, frame));
  const group = (content: string) =>
    content === "" ? "" : element("g", { "data-part": `${name}, ${kind}` }, content);
  const isOver = kind === "points";
  const values = kind === "heat" ? drawMarks(frame, heatValues(points, brush.shade!, frame)) : "";
  return {
    inside: isOver ? "" : group(marks),
    over: group((isOver ? marks : "") + values + pointers),
    spots: spotsOf(kind, points, frame),
  };
}

/** An inner svg clips by itself, with no id that could clash with another figure's on one page. */
function clipped({ width, height }: Frame, content: string): string {
  const edge = 1;
  const size = { width: width + 2 * edge, height: height + 2 * edge };
  const viewBox = `${-edge} ${-edge} ${size.width} ${size.height}`;
  return element("svg", { x: -edge, y: -edge, ...size, viewBox, overflow: "hidden" }, content);
}

/** Close enough together that no label fits between them unseen. */
const stride = 6;

function spotsOf(kind: SeriesKind, points: readonly Point[], { x, y }: Frame): Spot[] {
  if (kind === "heat") return [];
  const isFilled = kind === "area" || kind === "points";
  const bars = points.flatMap((point) => {
    const from = { x: x.at(point.x), y: y.at(point.y) };
    const ends = isFilled ? [point.low, point.high].filter((end) => end !== undefined) : [];
    const sides = kind === "points" ? [point.from, point.to].filter((end) => end !== undefined) : [];
    return [
      from,
      ...ends.flatMap((end) => along(from, { x: from.x, y: y.at(end) })),
      ...sides.flatMap((end) => along(from, { x: x.at(end), y: from.y })),
    ];
  });
  if (kind === "points") return bars;
  const path = points.map((point) => ({
    x: x.at(point.x),
    y: y.at(kind === "area" ? point.high! : point.y),
  }));
  return [...bars, ...path.slice(1).flatMap((to, i) => along(path[i]!, to))];
}

function along(from: Spot, to: Spot): Spot[] {
  const steps = Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / stride);
  if (!Number.isFinite(steps) || steps > 400) return [];
  return Array.from({ length: steps }, (_, i) => ({
    x: from.x + ((i + 1) / steps) * (to.x - from.x),
    y: from.y + ((i + 1) / steps) * (to.y - from.y),
  }));
}
