import type { Drawing } from "./drawing.ts";

/** A drawing as PNG, the same bytes on every machine. @param options.scale pixels a unit, 2 by default */
export function drawingPng(
  _drawing: Drawing,
  _options: { readonly width?: number; readonly theme?: "light" | "dark"; readonly scale?: number } = {},
): Promise<Uint8Array> {
  throw new Error("not yet");
}
