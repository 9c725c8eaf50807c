import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import type { Drawing } from "./drawing.ts";

/**
 * A drawing as PNG, the same bytes on every machine: the fonts come along.
 *
 * @param options.width units it is laid out for, as `Drawing.svg` takes it
 * @param options.theme `light` by default
 * @param options.scale pixels a unit, 2 by default
 */
export async function drawingPng(
  drawing: Drawing,
  options: { readonly width?: number; readonly theme?: "light" | "dark"; readonly scale?: number } = {},
): Promise<Uint8Array> {
  const { width, theme = "light", scale = 2 } = options;
  loading ??= load();
  const fontBuffers = await loading;
  const svg = new Resvg(drawing.svg({ ...(width !== undefined && { width }), theme }), {
    fitTo: { mode: "zoom", value: scale },
    font: { fontBuffers, defaultFontFamily: family, sansSerifFamily: family },
  });
  const image = svg.render();
  try {
    return image.asPng();
  } finally {
    image.free();
    svg.free();
  }
}

const family = "DejaVu Sans";

let loading: Promise<Uint8Array[]> | undefined;

/** The renderer once for all drawings, and its fonts. */
async function load(): Promise<Uint8Array[]> {
  const read = (path: string) => readFile(fileURLToPath(import.meta.resolve(path)));
  const [wasm, ...fonts] = await Promise.all([
    read("@resvg/resvg-wasm/index_bg.wasm"),
    read("dejavu-fonts-ttf/ttf/DejaVuSans.ttf"),
    read("dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf"),
  ]);
  await initWasm(wasm);
  return fonts;
}
