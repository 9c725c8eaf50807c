import type { InspectedStage } from "../../../inspect/index.ts";
import { type Block, element } from "../../figure/markup.ts";
import { alertInk, lookOf, paper } from "../../figure/theme.ts";
import { paragraph, textWidth } from "../../figure/type.ts";
import { barHeight, drawBar } from "./bar.ts";
import type { FlowBox } from "./plan.ts";
import { failedText, stageText } from "./words.ts";

export const textSize = 12;
const padding = { x: 8, y: 6 };

type Line =
  | {
      readonly text: string;
      readonly tone: "title" | "label" | "detail" | "running" | "failed";
      readonly after?: number;
    }
  | { readonly bar: InspectedStage };

function linesOf({ title, rows }: FlowBox): Line[] {
  const body = rows.flatMap(({ label, stages }, i): Line[] => [
    ...(label === "" ? [] : [{ text: label, tone: "label" } as const]),
    ...stages.flatMap(({ part, stage }): Line[] => {
      const isAlone = stages.length === 1 && rows.length === 1 && title !== "";
      const isRunning = stage.status === "running";
      const failed = failedText(stage);
      return [
        { text: stageText(stage, isAlone ? "" : part), tone: isRunning ? "running" : "detail" },
        ...(failed === "" ? [] : [{ text: failed, tone: "failed" } as const]),
        ...(hasBar(stage) ? [{ bar: stage }] : []),
      ];
    }),
    ...(i === rows.length - 1 ? [] : [{ text: "", tone: "detail" } as const]),
  ]);
  return [...(title === "" ? [] : [{ text: title, tone: "title" } as const]), ...body];
}

const hasBar = ({ kind, books }: InspectedStage): boolean =>
  kind === "select" && books !== null && books.kept < books.input;

/** The width below which its longest word is cut, and that at which no line of it breaks. */
export function boxRoom(box: FlowBox): { readonly least: number; readonly most: number } {
  const lines = linesOf(box).flatMap((line) => ("bar" in line ? [] : [line]));
  const widest = (piecesOf: (text: string) => string[]) =>
    2 * padding.x +
    Math.ceil(
      Math.max(
        0,
        ...lines.flatMap(({ text, tone }) =>
          piecesOf(text).map((piece) => textWidth(piece, textSize) * (tone === "title" ? 1.09 : 1)),
        ),
      ),
    );
  return { least: widest((text) => text.split(" ")), most: widest((text) => [text]) };
}

/** A box with its rows, as high as they need. */
export function drawBox(box: FlowBox, width: number, reasons: readonly string[]): Block {
  const inner = width - 2 * padding.x;
  const parts: string[] = [];
  let top = padding.y;
  for (const line of linesOf(box)) {
    if ("bar" in line) {
      const bar = drawBar(line.bar, reasons, inner);
      parts.push(element("g", { transform: `translate(${padding.x},${top + 2})` }, bar));
      top += barHeight + 5;
    } else if (line.text === "") {
      top += 6;
    } else {
      const style = { size: textSize, bold: line.tone === "title", muted: line.tone === "detail" };
      const { markup, height } = paragraph(padding.x, top, inner, line.text, style);
      parts.push(inks[line.tone] === undefined ? markup : element("g", { fill: inks[line.tone] }, markup));
      top += height;
    }
  }
  const height = top + padding.y;
  const isRunning = box.rows.some(({ stages }) => stages.some(({ stage }) => stage.status === "running"));
  const edge = isRunning
    ? { stroke: inks.running, "stroke-width": 2 }
    : { stroke: "currentColor", "stroke-opacity": 0.3 };
  const frame = element("rect", { width, height, rx: 4, fill: paper, ...edge });
  return { markup: frame + parts.join(""), height };
}

const inks: Readonly<Partial<Record<string, string>>> = { running: lookOf(0).ink, failed: alertInk };
