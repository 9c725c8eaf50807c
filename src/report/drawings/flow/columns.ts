import { type Block, element } from "../../figure/markup.ts";
import { textAt } from "../../figure/type.ts";
import { boxRoom, drawBox } from "./box.ts";
import type { FlowBox, FlowPlan } from "./plan.ts";
import { kindText } from "./words.ts";

const gap = 26;
const least = 104;
const most = 200;
const headSize = 13;
const headRoom = 22;

/** Columns side by side with the edges between their boxes; null where they lack the room. */
export function drawColumns(
  { columns, edges }: FlowPlan,
  width: number,
  reasons: readonly string[],
): Block | null {
  const free = width - gap * (columns.length - 1);
  const widths = shareOut(
    columns.map((sections) => Math.max(...sections.flatMap(({ boxes }) => boxes.map(boxRoom)))),
    free,
  );
  if (widths === null) return null;
  const placed = new Map<FlowBox, { left: number; right: number; middle: number }>();
  const parts: string[] = [];
  let left = 0;
  let bottom = 0;
  for (const [i, sections] of columns.entries()) {
    const wide = widths[i]!;
    let top = 0;
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
  const lines = edges.map(({ from, to }) => drawEdge(placed.get(from)!, placed.get(to)!));
  return { markup: lines.join("") + parts.join(""), height: bottom };
}

interface Ends {
  readonly left: number;
  readonly right: number;
  readonly middle: number;
}

function drawEdge(from: Ends, to: Ends): string {
  const [x1, x2] = [from.right, to.left];
  const bend = Math.min(gap, (x2 - x1) / 2);
  const d = `M${x1},${from.middle}C${x1 + bend},${from.middle},${x2 - bend},${to.middle},${x2},${to.middle}`;
  return element("path", {
    d,
    fill: "none",
    stroke: "currentColor",
    "stroke-opacity": 0.35,
    "stroke-width": 1.25,
  });
}

/** What each asks for, or evenly less where there is not as much. */
function shareOut(asked: readonly number[], free: number): number[] | null {
  const wanted = asked.map((one) => Math.min(most, Math.max(least, Math.ceil(one))));
  const [sum, floor] = [wanted.reduce((total, one) => total + one, 0), least * wanted.length];
  if (floor > free) return null;
  if (sum <= free) {
    const spare = Math.min(40, (free - sum) / wanted.length);
    return wanted.map((one) => Math.floor(one + spare));
  }
  const share = (free - floor) / (sum - floor);
  return wanted.map((one) => Math.floor(least + share * (one - least)));
}
