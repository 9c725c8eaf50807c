import { checkFigure } from "./figure/check.ts";
import type { Figure } from "./figure/data.ts";
import { positionDomain } from "./figure/extent.ts";
import { type Grid, gridFor, labelRoom } from "./figure/layout.ts";
import { drawLegend } from "./figure/legend.ts";
import type { Brush } from "./figure/marks.ts";
import { type Block, element, escapeText } from "./figure/markup.ts";
import { drawPanel } from "./figure/panel.ts";
import type { Frame } from "./figure/plot.ts";
import { drawRamp } from "./figure/ramp.ts";
import { scaleOf } from "./figure/scale.ts";
import { type Shade, shadeOf } from "./figure/shade.ts";
import { lookOf, stylesheet } from "./figure/theme.ts";
import { paragraph, sizes, textAt, textWidth } from "./figure/type.ts";
import { omissions } from "./figure/visible.ts";

export { figureCsv } from "./figure/csv.ts";
export type { Axis, Figure, Panel, Point, Rule, Series, SeriesKind } from "./figure/data.ts";

/**
 * The figure as a self-contained SVG file: no script, no font or style from elsewhere, and an id nowhere, so that many
 * can stand in one page. Light or dark by the reader's preference, on a transparent ground.
 *
 * @param options.width pixels it is laid out for, at least 240: text keeps its size and panels wrap, so 360 suits a phone
 * and 640 (the default) a page. The height follows from the content. As any SVG, it scales from there.
 * @returns XML, the same bytes for the same figure
 * @throws PstarError that names the series and point for what can't be drawn truly: a value that is not positive on a log
 * axis, a band without its ends, areas on different x, a low above its high
 */
export function figureSvg(figure: Figure, options: { readonly width?: number } = {}): string {
  checkFigure(figure);
  const width = Math.max(240, Math.round(options.width ?? 640));
  const inner = width - 2 * margin;
  const [frame, grid] = layOut(figure, inner);
  const shade = shadeOf(figure, inner);
  const brushes = brushesFor(figure, shade);

  const parts: string[] = [];
  let top = margin;
  const put = ({ markup, height }: Block, after = 0) => {
    if (markup === "") return;
    parts.push(element("g", { transform: `translate(${margin},${top})` }, markup));
    top += Math.ceil(height) + after;
  };
  put(paragraph(0, 0, inner, figure.title, { size: sizes.title, bold: true }), 2);
  put(paragraph(0, 0, inner, figure.subtitle ?? "", { muted: true }), 2);
  top += 8;
  put(drawLegend(figure, brushes, inner), 4);
  if (shade !== undefined) put(drawRamp(shade), 6);
  put(paragraph(0, 0, inner, figure.y.label), 3);
  const panels = figure.panels.map((panel, i) => {
    const [left, head] = [grid.left(i), grid.top(i)];
    const heading = panel.name === undefined ? "" : textAt(left, head - 8, panel.name, { bold: true });
    const drawn = drawPanel(panel, frame, brushes, i % grid.columns === 0);
    return heading + element("g", { transform: `translate(${left},${head})` }, drawn);
  });
  put({ markup: panels.join(""), height: grid.total });
  const centre = (grid.left(0) + grid.left(grid.columns - 1) + grid.width) / 2;
  put({ markup: textAt(centre, sizes.text, figure.x.label, { anchor: "middle" }), height: sizes.text * 1.4 });
  const notes = omissions(figure, frame.x, frame.y);
  if (notes.length > 0) top += 6;
  for (const note of notes) put(paragraph(0, 0, inner, note, { size: sizes.small, muted: true }));

  const height = top + margin;
  const size = { width, height, viewBox: `0 0 ${width} ${height}` };
  const root = {
    xmlns: "http://www.w3.org/2000/svg",
    class: "pstar-figure",
    role: "img",
    "aria-label": figure.title,
  };
  const type = {
    fill: "currentColor",
    "font-family": "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif",
  };
  const heads = [
    element("title", {}, escapeText(figure.title)),
    element("desc", {}, escapeText(describe(figure, notes))),
    stylesheet(),
  ];
  return `${element("svg", { ...root, ...size, ...type, "text-anchor": "middle" }, ...heads, ...parts)}\n`;
}

const margin = 12;

/**
 * Axes over the panels' frames. The frames' size hangs on the labels' room and the labels on the frames' size, so the
 * labels of larger frames, which have no fewer digits, are measured first.
 */
function layOut(figure: Figure, width: number): [Frame, Grid] {
  const hasNames = figure.panels.some(({ name }) => name !== undefined);
  const [domainX, domainY] = [positionDomain(figure, "x"), positionDomain(figure, "y")];
  const frameIn = ({ width, height }: Grid): Frame => ({
    width,
    height,
    x: scaleOf(figure.x, domainX, [0, width], (label) => textWidth(label, sizes.text) + 14),
    y: scaleOf(figure.y, domainY, [height, 0], () => sizes.text * 2.4),
  });
  const wide = frameIn(gridFor(figure.panels.length, width, { gutter: 24, tick: 12 }, hasNames));
  const grid = gridFor(figure.panels.length, width, labelRoom(wide.x, wide.y), hasNames);
  return [frameIn(grid), grid];
}

/** One look a name, wherever it appears; a heat map's colours are its values'. */
function brushesFor({ panels }: Figure, shade: Shade | undefined): Map<string, Brush> {
  const series = panels.flatMap((panel) => panel.series);
  const isOverHeat = series.some(({ kind }) => kind === "heat");
  const heatLast = [...series].sort((a, b) => Number(a.kind === "heat") - Number(b.kind === "heat"));
  const names = [...new Set(heatLast.map(({ name }) => name))];
  return new Map(names.map((name, i) => [name, { look: lookOf(i), shade, isOverHeat }]));
}

/** What a reader who can't see it is told. */
function describe({ subtitle, x, y, shade, panels }: Figure, notes: readonly string[]): string {
  const axes = [`x: ${x.label}`, `y: ${y.label}`, ...(shade === undefined ? [] : [`colour: ${shade.label}`])];
  const contents = panels.map(({ name, series, rules = [] }) => {
    const drawn = series.map((one) => `${one.name} (${one.kind}, ${one.points.length} points)`);
    const lines = rules.map((rule) => `line at ${rule.axis} = ${rule.value}: ${rule.label}`);
    return `${name === undefined ? "" : `${name}: `}${[...drawn, ...lines].join("; ")}.`;
  });
  return [...(subtitle === undefined ? [] : [subtitle]), `${axes.join("; ")}.`, ...contents, ...notes].join(
    " ",
  );
}
