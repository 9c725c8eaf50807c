import type { InspectedStage } from "../../../inspect/index.ts";
import { element } from "../../figure/markup.ts";
import { lookOf } from "../../figure/theme.ts";
import { reasonsOf } from "./words.ts";

export const barHeight = 5;

export interface Fill {
  readonly fill: string;
  readonly "fill-opacity": number;
}

export const keptFill: Fill = { fill: lookOf(0).ink, "fill-opacity": 1 };
export const failedFill: Fill = { fill: lookOf(1).ink, "fill-opacity": 1 };

const greys = [0.22, 0.5, 0.34, 0.14];
export const reasonFill = (index: number): Fill => ({
  fill: "currentColor",
  "fill-opacity": greys[index % greys.length]!,
});

/** What a selection kept, and what it rejected for which reason, in proportion. @param reasons of the whole run, in order */
export function drawBar(stage: InspectedStage, reasons: readonly string[], width: number): string {
  const { books } = stage;
  if (books === null || books.input === 0) return "";
  const parts = [
    { rows: books.kept, fill: keptFill },
    ...reasonsOf(stage).map(({ reason, rows }) => ({ rows, fill: reasonFill(reasons.indexOf(reason)) })),
    { rows: books.failed, fill: failedFill },
  ];
  let x = 0;
  return parts
    .filter(({ rows }) => rows > 0)
    .map(({ rows, fill }) => {
      const wide = (rows / books.input) * width;
      const rect = element("rect", {
        x,
        y: 0,
        width: Math.max(0.75, wide - 0.75),
        height: barHeight,
        ...fill,
      });
      x += wide;
      return rect;
    })
    .join("");
}
