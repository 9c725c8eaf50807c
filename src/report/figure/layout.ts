import { tickLength } from "./axes.ts";
import type { Figure } from "./data.ts";
import type { Scale } from "./scale.ts";
import { lineHeight, sizes, textWidth, wrapText } from "./type.ts";

/** Where the frames of the panels go, from the left and the top of the block they fill. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
  /** Of one frame. */
  readonly width: number;
  readonly height: number;
  readonly left: (index: number) => number;
  readonly top: (index: number) => number;
  /** Of the whole block, with the labels of x's ticks. */
  readonly total: number;
}

const narrowest = 190;
/** Beside names, what is drawn is a point a row. */
const narrowestNamed = 130;
const tickRow = sizes.text + tickLength + 8;

/** The room the ticks' labels take: beside the first panel of a row, and at most under one tick of x. */
export interface LabelRoom {
  readonly gutter: number;
  readonly tick: number;
}

export const labelRoom = (scales: readonly { readonly x: Scale; readonly y: Scale }[]): LabelRoom => ({
  gutter: Math.ceil(Math.max(...scales.map(({ y }) => widest(y)))) + tickLength + 6,
  tick: Math.ceil(Math.max(...scales.map(({ x }) => widest(x)))),
});

const widest = ({ ticks, isNamed }: Scale): number => {
  const size = isNamed ? sizes.small : sizes.text;
  return Math.max(
    12,
    ...ticks.flatMap(({ label }) => label.split("\n").map((line) => textWidth(line, size))),
  );
};

/** As few rows as fit, evenly filled: four panels stand two by two, never three and one. */
export function gridFor(figure: Figure, width: number, { gutter, tick }: LabelRoom): Grid {
  const count = figure.panels.length;
  const between = Math.max(20, tick + 8) + (figure.separate?.includes("y") ? gutter : 0);
  const least = figure.y.names === undefined ? narrowest : narrowestNamed;
  const free = width - gutter - tick / 2;
  const most = Math.max(1, Math.min(count, Math.floor((free + between) / (least + between))));
  const rows = Math.ceil(count / most);
  const columns = Math.ceil(count / rows);
  const frame = Math.floor((free - (columns - 1) * between) / columns);
  const height = heightOf(figure, frame);
  const lines = Math.max(...figure.panels.map(({ name }) => nameLines(name, frame).length));
  const heading = lines === 0 ? 8 : sizes.text * (1 + (lines - 1) * lineHeight) + 10;
  const row = heading + height + tickRow;
  return {
    columns,
    rows,
    width: frame,
    height,
    left: (index) => gutter + (index % columns) * (frame + between),
    top: (index) => Math.floor(index / columns) * (row + 6) + heading,
    total: rows * row + (rows - 1) * 6,
  };
}

/** A panel's name over its frame. */
export function nameLines(name: string | undefined, frame: number): string[] {
  if (name === undefined) return [];
  const size = sizes.text * 1.08;
  return textWidth(name, size) <= frame ? [name] : wrapText(name, frame, size);
}

function heightOf({ y, panels, shape }: Figure, width: number): number {
  if (y.names !== undefined) return y.names.length * rowHeight(y.names);
  if (shape === "square") return Math.min(width, 420);
  const isTall = shape === "tall";
  const [least, greatest] =
    panels.length === 1 ? [200, isTall ? Math.max(260, 0.32 * width) : 260] : [isTall ? 200 : 150, 240];
  return Math.round(Math.max(least, Math.min(greatest, width * 0.75)));
}

const rowHeight = (names: readonly string[]): number =>
  Math.max(...names.map((name) => name.split("\n").length)) * sizes.small * lineHeight + 5;
