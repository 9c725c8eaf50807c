import * as Plot from "@observablehq/plot";
import { DOMParser } from "linkedom";
import { roundCoordinates } from "./markup.ts";
import type { Scale } from "./scale.ts";

const document = new DOMParser().parseFromString("<svg/>", "image/svg+xml");

/** The plotting area: its pixels and the scales over them. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly x: Scale;
  readonly y: Scale;
}

/** Marks drawn by Plot over the frame, whose top left is the origin, as markup. */
export function drawMarks({ width, height, x, y }: Frame, marks: readonly Plot.Markish[]): string {
  const plot = Plot.plot({
    document,
    width,
    height,
    margin: 0,
    axis: null,
    x: { type: x.type, domain: [...x.domain] },
    y: { type: y.type, domain: [...y.domain] },
    marks: [...marks],
  });
  // A name of its own is not for a part of a picture, which says as a whole what it is.
  const markup = plot.innerHTML
    .replace(/^<style>.*?<\/style>/s, "")
    .replaceAll(' aria-label="', ' data-part="');
  return roundCoordinates(markup);
}
