import { rewriteFolder } from "../rewrite.ts";
import type { StoredType } from "../safetensors/index.ts";
import { writeAsStored } from "../stored.ts";
import { type CausalModel, causalNames } from "./folder.ts";
import { removeOnnx, writeOnnx } from "./onnx/files.ts";
import { causalGraph } from "./onnx/graph.ts";
import { quantizedGraph } from "./onnx/quantize.ts";

export interface WriteCausalOptions {
  /** The folder that the model was read from: its weights' names and types, tokenizer and settings of generation are taken over. */
  readonly from: string;
  /** Of the weights; by default each keeps its own. */
  readonly dtype?: StoredType | undefined;
  /** Graphs for Transformers.js: its `fp32`, `model.onnx`, and its `q8`, `model_quantized.onnx`. */
  readonly onnx?: readonly (keyof typeof graphFiles)[] | undefined;
}

/** By Transformers.js's names of their types. */
const graphFiles = { fp32: "model.onnx", q8: "model_quantized.onnx" } as const;

const typeNames: Record<StoredType, string> = { F32: "float32", F16: "float16", BF16: "bfloat16" };

/**
 * Writes a decoder-only model's folder as it was read, with other weights: `config.json`, weights as safetensors in shards of at
 * most 5 GB, tokenizer and settings of generation, and the graphs asked for. PyTorch's `transformers` and Transformers.js load
 * it; it has a `config.json` only once all else is there.
 * @throws PstarError when `folder` is the one it came from, or a weight is missing there
 */
export function writeCausalFolder(
  folder: string,
  { config, weights, configJson }: CausalModel,
  { from, dtype, onnx = [] }: WriteCausalOptions,
): void {
  rewriteFolder(folder, from, () => {
    writeAsStored(folder, weights, { from, dtype, names: causalNames(config) });
    const external = writeGraphs(folder, { config, weights, configJson }, onnx);
    return { ...configJson, ...typeEntries(configJson, dtype), ...libraryEntries(configJson, external) };
  });
}

/** Takes away the graphs of other weights and writes those asked for; gives the files of weights beside each. */
function writeGraphs(
  folder: string,
  { config, weights }: CausalModel,
  onnx: readonly (keyof typeof graphFiles)[],
): Readonly<Record<string, number>> {
  for (const name of Object.values(graphFiles)) removeOnnx(folder, name);
  if (onnx.length === 0) return {};
  const graph = causalGraph(config, weights);
  return Object.fromEntries(
    onnx.map((kind) => {
      const name = graphFiles[kind];
      return [name, writeOnnx(folder, name, kind === "q8" ? quantizedGraph(graph) : graph)];
    }),
  );
}

/** `dtype`, called `torch_dtype` by earlier versions of `transformers`. */
function typeEntries(configJson: CausalModel["configJson"], dtype: StoredType | undefined): object {
  if (dtype === undefined) return {};
  const named = ["dtype", "torch_dtype"].filter((key) => key in configJson);
  return Object.fromEntries(
    (named.length > 0 ? named : ["torch_dtype"]).map((key) => [key, typeNames[dtype]]),
  );
}

/** Transformers.js is told which weights lie beside their graph. */
function libraryEntries(
  { "transformers.js_config": before }: CausalModel["configJson"],
  external: Readonly<Record<string, number>>,
): object {
  if (Object.values(external).every((count) => count === 0)) return {};
  const known = typeof before === "object" ? before : {};
  return { "transformers.js_config": { ...known, use_external_data_format: external } };
}
