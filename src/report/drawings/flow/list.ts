import { type Block, element } from "../../figure/markup.ts";
import { textAt } from "../../figure/type.ts";
import { drawBox } from "./box.ts";
import type { FlowPlan } from "./plan.ts";
import { kindText } from "./words.ts";

const gap = 8;
const narrowest = 190;

/** One section below the other, each with what it takes from those before it. */
export function drawList({ columns, edges }: FlowPlan, width: number, reasons: readonly string[]): Block {
  const across = Math.max(1, Math.floor((width + gap) / (narrowest + gap)));
  const wide = Math.floor((width - gap * (across - 1)) / across);
  const sections = columns.flat();
  const parts: string[] = [];
  let top = 0;
  for (const { kind, boxes } of sections) {
    const sources = sections.filter((other) =>
      edges.some(({ from, to }) => other.boxes.includes(from) && boxes.includes(to)),
    );
    const from = [...new Set(sources.map((source) => kindText(source.kind).toLowerCase()))].join(", ");
    parts.push(textAt(0, top + 13, kindText(kind), { size: 13, bold: true }));
    if (from !== "")
      parts.push(textAt(width, top + 13, `from ${from}`, { size: 12, muted: true, anchor: "end" }));
    top += 22;
    const drawn = boxes.map((box) => drawBox(box, wide, reasons));
    for (let start = 0; start < drawn.length; start += across) {
      const row = drawn.slice(start, start + across);
      for (const [i, { markup }] of row.entries()) {
        parts.push(element("g", { transform: `translate(${i * (wide + gap)},${top})` }, markup));
      }
      top += Math.max(...row.map(({ height }) => height)) + gap;
    }
    top += 10;
  }
  return { markup: parts.join(""), height: top - 18 };
}
