import { tickLength } from "./axes.ts";
import type { Scale } from "./scale.ts";
import { sizes, textWidth } from "./type.ts";

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
const tickRow = sizes.text + tickLength + 8;

/** The room the ticks' labels take: beside the first panel of a row, and at most under one tick of x. */
export interface LabelRoom {
  readonly gutter: number;
  readonly tick: number;
}

export const labelRoom = (x: Scale, y: Scale): LabelRoom => ({
  gutter: Math.ceil(widest(y)) + tickLength + 6,
  tick: Math.ceil(widest(x)),
});

const widest = ({ ticks }: Scale): number =>
  Math.max(12, ...ticks.map(({ label }) => textWidth(label, sizes.text)));

/** As few rows as fit, evenly filled: four panels stand two by two, never three and one. */
export function gridFor(count: number, width: number, { gutter, tick }: LabelRoom, hasNames: boolean): Grid {
  const between = Math.max(20, tick + 8);
  const free = width - gutter - tick / 2;
  const most = Math.max(1, Math.min(count, Math.floor((free + between) / (narrowest + between))));
  const rows = Math.ceil(count / most);
  const columns = Math.ceil(count / rows);
  const frame = Math.floor((free - (columns - 1) * between) / columns);
  const [least, greatest] = count === 1 ? [200, 260] : [150, 240];
  const height = Math.round(Math.max(least, Math.min(greatest, frame * 0.75)));
  const heading = hasNames ? sizes.text + 10 : 8;
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
