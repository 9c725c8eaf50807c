import type { Figure, Point, Series, SeriesKind } from "./data.ts";
import { type Brush, marksFor } from "./marks.ts";
import { type Block, element } from "./markup.ts";
import { drawMarks, type Frame } from "./plot.ts";
import type { Scale } from "./scale.ts";
import { lookOf } from "./theme.ts";
import { fitText, sizes, textAt, textWidth } from "./type.ts";

interface Entry {
  readonly name: string;
  /** All the series that go by it. */
  readonly series: readonly Series[];
  readonly brush: Brush;
}

type Placed = Entry & { readonly x: number; readonly text: string };

const sample = { width: 30, height: 14, gap: 7 } as const;
const rowHeight = 21;
const between = 18;

/** A sample of each name's marks beside it, in rows no wider than `width`; then what the kinds of marks stand for. */
export function drawLegend(figure: Figure, brushes: ReadonlyMap<string, Brush>, width: number): Block {
  const series = figure.panels.flatMap((panel) => panel.series).filter(({ kind }) => kind !== "heat");
  const told = [...brushes].filter(([name]) => figure.legend?.includes(name) ?? true);
  const names = told.map(([name, brush]) => ({
    name,
    series: series.filter((one) => one.name === name),
    brush,
  }));
  const keys = Object.entries(figure.key ?? {}).map(([kind, name]) => ({
    name,
    series: series.filter((one) => one.kind === kind),
    brush: plain,
  }));
  const rows = [names, keys].flatMap((entries) =>
    inRows(
      entries.filter((entry) => entry.series.length > 0),
      width,
    ),
  );
  const markup = rows.map((row, i) => drawRow(row, i * rowHeight)).join("");
  return { markup, height: rows.length * rowHeight };
}

/** What no series in particular looks like. */
const plain: Brush = { look: { ...lookOf(0), ink: "currentColor" }, shade: undefined, isOverHeat: false };

function inRows(entries: readonly Entry[], width: number): Placed[][] {
  const rows: Placed[][] = [];
  let x = Infinity;
  for (const entry of entries) {
    const text = fitText(entry.name, width - sample.width - sample.gap, sizes.text);
    const wide = sample.width + sample.gap + Math.ceil(textWidth(text, sizes.text));
    if (x + wide > width) {
      rows.push([]);
      x = 0;
    }
    rows.at(-1)!.push({ ...entry, x, text });
    x += wide + between;
  }
  return rows;
}

function drawRow(row: readonly Placed[], top: number): string {
  const baseline = top + sample.height / 2 + sizes.text * 0.36;
  return row
    .map(({ x, text, series, brush }) => {
      const marks = element("g", { transform: `translate(${x},${top})` }, drawSample(series, brush));
      return marks + textAt(x + sample.width + sample.gap, baseline, text);
    })
    .join("");
}

/** The series' own marks over a small frame: what the legend shows is what the panel draws. */
function drawSample(series: readonly Series[], brush: Brush): string {
  const axis = (length: number): Scale => ({
    type: "linear",
    domain: [0, length],
    ticks: [],
    minor: [],
    at: (value) => value,
  });
  const frame: Frame = { ...sample, x: axis(sample.width), y: axis(sample.height) };
  const order: readonly SeriesKind[] = ["area", "bars", "band", "line", "points"];
  const kinds = order.filter((kind) => series.some((one) => one.kind === kind));
  const marks = kinds.flatMap((kind) => {
    const points = series.filter((one) => one.kind === kind).flatMap((one) => one.points);
    return marksFor(kind, samplePoints(kind, points, brush), brush, frame);
  });
  return drawMarks(frame, marks);
}

/** One marker in the middle, with a bar and a colour if the data's have them; anything else from side to side. */
function samplePoints(kind: SeriesKind, points: readonly Point[], { shade }: Brush): Point[] {
  const y = sample.height / 2;
  const interval = { low: 0.5, high: sample.height - 0.5 };
  if (kind === "bars") return [{ x: sample.width / 2, y: sample.height - 2, from: 3, to: sample.width - 3 }];
  if (kind !== "points") return [0, sample.width].map((x) => ({ x, y, ...interval }));
  const hasBars = points.some(({ low, high }) => low !== undefined || high !== undefined);
  const value = shade === undefined ? undefined : points.find((point) => point.value !== undefined)?.value;
  const isOpen = points.length > 0 && points.every((point) => point.isOpen);
  const extras = {
    ...(hasBars && interval),
    ...(value !== undefined && { value }),
    ...(isOpen && { isOpen }),
  };
  return [{ x: sample.width / 2, y, ...extras }];
}
