import { type Block, element } from "../../figure/markup.ts";
import { textAt } from "../../figure/type.ts";
import { boxRoom, drawBox } from "./box.ts";
import type { FlowBox, FlowPlan } from "./plan.ts";
import { kindText } from "./words.ts";

const gap = 30;
const headSize = 13;
const headRoom = 22;

/** Columns side by side with the edges between their boxes; null where they lack the room. */
export function drawColumns(
  { columns, edges }: FlowPlan,
  width: number,
  reasons: readonly string[],
): Block | null {
  const widths = widthsFor(columns, width - gap * (columns.length - 1));
  if (widths === null) return null;
  const placed = new Map<FlowBox, Ends>();
  const buses = [...Map.groupBy(edges.filter(isLong(columns)), ({ from }) => from)];
  const start = buses.length === 0 ? 0 : buses.length * laneStep + 4;
  const parts: string[] = [];
  let left = 0;
  let bottom = 0;
  for (const [i, sections] of columns.entries()) {
    const wide = widths[i]!;
    let top = start;
    for (const { kind, boxes } of sections) {
      parts.push(textAt(left, top + headSize, kindText(kind), { size: headSize, bold: true }));
      top += headRoom;
      for (const box of boxes) {
        const { markup, height } = drawBox(box, wide, reasons);
        parts.push(element("g", { transform: `translate(${left},${top})` }, markup));
        placed.set(box, { left, right: left + wide, middle: top + height / 2 });
        top += height + 8;
      }
      top += 10;
    }
    bottom = Math.max(bottom, top - 18);
    left += wide + gap;
  }
  const short = edges.filter((edge) => !isLong(columns)(edge));
  const lines = [
    ...short.map(({ from, to }) => curve(placed.get(from)!, placed.get(to)!)),
    ...buses.map(([from, some], lane) =>
      bus(
        placed.get(from)!,
        some.map(({ to }) => placed.get(to)!),
        lane,
      ),
    ),
  ].map((d) => element("path", { d, ...lineStyle }));
  return { markup: lines.join("") + parts.join(""), height: bottom };
}

type Edge = FlowPlan["edges"][number];

/** Over other columns. */
const isLong =
  (columns: FlowPlan["columns"]) =>
  ({ from, to }: Edge): boolean => {
    const place = (box: FlowBox) =>
      columns.findIndex((sections) => sections.some(({ boxes }) => boxes.includes(box)));
    return place(to) - place(from) > 1;
  };

interface Ends {
  readonly left: number;
  readonly right: number;
  readonly middle: number;
}

const lineStyle = {
  fill: "none",
  stroke: "currentColor",
  "stroke-opacity": 0.35,
  "stroke-width": 1.25,
  "stroke-linejoin": "round",
} as const;

function curve(from: Ends, to: Ends): string {
  const [x1, x2] = [from.right, to.left];
  const bend = (x2 - x1) / 2;
  return `M${x1},${from.middle}C${x1 + bend},${from.middle},${x2 - bend},${to.middle},${x2},${to.middle}`;
}

const laneStep = 5;

/** One line over the columns for all that a box goes into beyond the next; it comes down before each of them. */
function bus(from: Ends, to: readonly Ends[], lane: number): string {
  const y = 2 + lane * laneStep;
  const up = from.right + 6 + 4 * lane;
  const ends = to.map(({ left, middle }) => {
    const down = left - 6 - 4 * lane;
    return `M${up},${y}H${down}V${middle}H${left}`;
  });
  return `M${from.right},${from.middle}H${up}V${y}${ends.join("")}`;
}

/**
 * Enough for every word, and what is left in turn to the column that is the highest then; null where words lack the room.
 */
function widthsFor(columns: FlowPlan["columns"], free: number): number[] | null {
  const boxes = columns.map((sections) => sections.flatMap((section) => section.boxes));
  const rooms = boxes.map((some) => some.map(boxRoom));
  const most = rooms.map((some) => Math.max(...some.map((one) => one.most)));
  const widths = rooms.map((some) => Math.max(...some.map((one) => one.least)));
  const heightOf = (i: number) =>
    boxes[i]!.reduce((sum, box) => sum + drawBox(box, widths[i]!, []).height, 0);
  const heights = widths.map((_, i) => heightOf(i));
  for (let left = free - widths.reduce((sum, one) => sum + one, 0); ; left -= step) {
    if (left < 0) return null;
    const growing = widths.flatMap((width, i) => (width < most[i]! ? [i] : []));
    if (left < step || growing.length === 0)
      return widths.map((one) => Math.floor(one + Math.min(30, left / widths.length)));
    const highest = growing.reduce((best, i) => (heights[i]! > heights[best]! ? i : best));
    widths[highest]! += step;
    heights[highest] = heightOf(highest);
  }
}

const step = 4;
