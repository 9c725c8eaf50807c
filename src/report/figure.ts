import { checkFigure } from "./figure/check.ts";
import type { Figure } from "./figure/data.ts";
import { panelDomains } from "./figure/extent.ts";
import { type Grid, gridFor, labelRoom, nameLines } from "./figure/layout.ts";
import { drawLegend } from "./figure/legend.ts";
import type { Brush } from "./figure/marks.ts";
import { type Block, element } from "./figure/markup.ts";
import { drawPanel } from "./figure/panel.ts";
import { pictureSvg, type Theme } from "./figure/picture.ts";
import type { Frame } from "./figure/plot.ts";
import { drawRamp } from "./figure/ramp.ts";
import { scaleOf } from "./figure/scale.ts";
import { type Shade, shadeOf } from "./figure/shade.ts";
import { lookOf, referenceLook } from "./figure/theme.ts";
import { lineHeight, paragraph, sizes, textAt, textWidth, wrapText } from "./figure/type.ts";
import { omissions } from "./figure/visible.ts";

export { figureCsv } from "./figure/csv.ts";
export type { Axis, Figure, Panel, Point, Rule, Series, SeriesKind } from "./figure/data.ts";

/**
 * The figure as a self-contained SVG file: no script, no font or style from elsewhere, and an id nowhere, so that many
 * can stand in one page.
 *
 * @param options.width pixels it is laid out for, at least 240: text keeps its size and panels wrap, so 360 suits a phone
 * and 640 (the default) a page. The height follows from the content. As any SVG, it scales from there.
 * @param options.theme `auto`, the default: light or dark by the reader's preference, on a transparent ground. `light` and
 * `dark` are fixed, on a ground of their own, with every colour in the elements themselves
 * @returns XML, the same bytes for the same figure
 * @throws PstarError that names the series and point for what can't be drawn truly: a value that is not positive on a log
 * axis, a band without its ends, areas on different x, a low above its high
 */
export function figureSvg(
  asked: Figure,
  options: { readonly width?: number; readonly theme?: Theme } = {},
): string {
  checkFigure(asked);
  const width = Math.max(240, Math.round(options.width ?? 640));
  const inner = width - 2 * margin;
  const figure = withFittingNames(asked, inner);
  const [frames, grid] = layOut(figure, inner);
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
  const hasLabels = (i: number) => i % grid.columns === 0 || (figure.separate?.includes("y") ?? false);
  const panels = figure.panels.map((panel, i) => {
    const [left, head] = [grid.left(i), grid.top(i)];
    const lines = nameLines(panel.name, grid.width).reverse();
    const heading = lines.map((line, up) =>
      textAt(left, head - 8 - up * sizes.text * lineHeight, line, { bold: true }),
    );
    const drawn = drawPanel(panel, frames[i]!, brushes, hasLabels(i));
    return heading.join("") + element("g", { transform: `translate(${left},${head})` }, drawn);
  });
  put({ markup: panels.join(""), height: grid.total });
  const centre = (grid.left(0) + grid.left(grid.columns - 1) + grid.width) / 2;
  const label = textAt(centre, sizes.text, figure.x.label, { anchor: "middle" });
  put({ markup: figure.x.label === "" ? "" : label, height: sizes.text * 1.4 });
  const notes = omissions(figure, frames);
  if (notes.length > 0) top += 6;
  for (const note of notes) put(paragraph(0, 0, inner, note, { size: sizes.small, muted: true }));

  const { title, description = describe(figure, notes) } = figure;
  const theme = options.theme ?? "auto";
  return pictureSvg({ title, description, width, height: top + margin, theme }, parts);
}

const margin = 12;

/**
 * Axes over the panels' frames. The frames' size hangs on the labels' room and the labels on the frames' size, so the
 * labels of larger frames, which have no fewer digits, are measured first.
 */
function layOut(figure: Figure, width: number): [Frame[], Grid] {
  const [xs, ys] = [panelDomains(figure, "x"), panelDomains(figure, "y")];
  const framesIn = ({ width, height }: Grid): Frame[] =>
    figure.panels.map((_, i) => ({
      width,
      height,
      x: scaleOf(figure.x, xs[i]!, [0, width], (label) => textWidth(label, sizes.text) + 14),
      y: scaleOf(figure.y, ys[i]!, [height, 0], () => sizes.text * 2.4),
    }));
  const wide = framesIn(gridFor(figure, width, { gutter: 24, tick: 12 }));
  const grid = gridFor(figure, width, labelRoom(wide));
  return [framesIn(grid), grid];
}

/** Names beside the axis in lines that leave the panels their room. */
function withFittingNames(figure: Figure, width: number): Figure {
  const { names } = figure.y;
  if (names === undefined) return figure;
  const fitted = names.map((name) => wrapText(name, width * 0.54, sizes.small).join("\n"));
  return { ...figure, y: { ...figure.y, names: fitted } };
}

/** One look a name, wherever it appears; a heat map's colours are its values'. */
function brushesFor({ panels }: Figure, shade: Shade | undefined): Map<string, Brush> {
  const series = panels.flatMap((panel) => panel.series);
  const isOverHeat = series.some(({ kind }) => kind === "heat");
  const heatLast = [...series].sort((a, b) => Number(a.kind === "heat") - Number(b.kind === "heat"));
  const namesOf = (isReference: boolean) => [
    ...new Set(heatLast.filter((one) => (one.isReference ?? false) === isReference).map(({ name }) => name)),
  ];
  const looks = new Map(series.flatMap(({ name, look }) => (look === undefined ? [] : [[name, look]])));
  return new Map([
    ...namesOf(false).map((name, i): [string, Brush] => [
      name,
      { look: lookOf(looks.get(name) ?? i), shade, isOverHeat },
    ]),
    ...namesOf(true).map((name, i): [string, Brush] => [
      name,
      { look: referenceLook(i), shade, isOverHeat, isReference: true },
    ]),
  ]);
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
