import { type Block, element } from "../../figure/markup.ts";
import { textAt } from "../../figure/type.ts";
import { drawBox } from "./box.ts";
import type { FlowPlan, FlowSection } from "./plan.ts";
import { kindText } from "./words.ts";

const gap = 8;
const narrowest = 190;

/** Sections in rows, each with what it takes from those before it; one that fills a row goes on below. */
export function drawList({ columns, edges }: FlowPlan, width: number, reasons: readonly string[]): Block {
  const across = Math.max(1, Math.floor((width + gap) / (narrowest + gap)));
  const wide = Math.floor((width - gap * (across - 1)) / across);
  const sections = columns.flat();
  const sourcesOf = ({ boxes }: FlowSection): string => {
    const before = sections.filter((other) =>
      edges.some(({ from, to }) => other.boxes.includes(from) && boxes.includes(to)),
    );
    return [...new Set(before.map(({ kind }) => kindText(kind).toLowerCase()))].join(", ");
  };
  const parts: string[] = [];
  let top = 0;
  for (const row of inRows(sections, across)) {
    let column = 0;
    let bottom = top;
    for (const section of row) {
      const left = column * (wide + gap);
      const { markup, height } = drawSection(section, { wide, across, from: sourcesOf(section) }, reasons);
      parts.push(element("g", { transform: `translate(${left},${top})` }, markup));
      bottom = Math.max(bottom, top + height);
      column += section.boxes.length;
    }
    top = bottom + 18;
  }
  return { markup: parts.join(""), height: top - 18 };
}

function inRows(sections: readonly FlowSection[], across: number): FlowSection[][] {
  const rows: FlowSection[][] = [];
  let used = Infinity;
  for (const section of sections) {
    used += section.boxes.length;
    if (used > across) {
      rows.push([]);
      used = section.boxes.length;
    }
    rows.at(-1)!.push(section);
  }
  return rows;
}

function drawSection(
  { kind, boxes }: FlowSection,
  { wide, across, from }: { readonly wide: number; readonly across: number; readonly from: string },
  reasons: readonly string[],
): Block {
  const right = Math.min(boxes.length, across) * (wide + gap) - gap;
  const parts = [textAt(0, 13, kindText(kind), { size: 13, bold: true })];
  if (from !== "") parts.push(textAt(right, 13, `from ${from}`, { size: 12, muted: true, anchor: "end" }));
  const drawn = boxes.map((box) => drawBox(box, wide, reasons));
  let top = 22;
  for (let start = 0; start < drawn.length; start += across) {
    const row = drawn.slice(start, start + across);
    for (const [i, { markup }] of row.entries()) {
      parts.push(element("g", { transform: `translate(${i * (wide + gap)},${top})` }, markup));
    }
    top += Math.max(...row.map(({ height }) => height)) + gap;
  }
  return { markup: parts.join(""), height: top - gap };
}
