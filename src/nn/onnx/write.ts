import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Graph } from "../../onnx/graph.ts";
import { writeOnnx } from "./files.ts";
import { quantizedGraph } from "./quantize.ts";

/** What files of graphs end with, by Transformers.js's names of their types. */
const endings = { fp32: "", q8: "_quantized" } as const;

export type GraphType = keyof typeof endings;

/**
 * Writes a model's graphs for Transformers.js, `onnx/NAME.onnx` and in 8 bits `onnx/NAME_quantized.onnx`; takes away those of other
 * weights.
 * @param graphs by their names
 * @returns what `config.json` is to say to Transformers.js: which weights lie beside their graph
 */
export function writeGraphs(
  folder: string,
  graphs: Readonly<Record<string, () => Graph>>,
  types: readonly GraphType[],
  before: Readonly<Record<string, unknown>> = {},
): { readonly "transformers.js_config"?: object } {
  rmSync(join(folder, "onnx"), { recursive: true, force: true });
  const external: Record<string, number> = {};
  for (const [name, build] of types.length === 0 ? [] : Object.entries(graphs)) {
    const graph = build();
    for (const type of types) {
      const file = `${name}${endings[type]}.onnx`;
      external[file] = writeOnnx(folder, file, type === "q8" ? quantizedGraph(graph) : graph);
    }
  }
  if (Object.values(external).every((count) => count === 0)) return {};
  const { "transformers.js_config": known } = before;
  const settings = typeof known === "object" ? known : {};
  return { "transformers.js_config": { ...settings, use_external_data_format: external } };
}
