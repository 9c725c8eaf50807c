import { type GraphType, writeGraphs } from "../onnx/write.ts";
import { rewriteFolder } from "../rewrite.ts";
import type { StoredType } from "../safetensors/index.ts";
import { writeAsStored } from "../stored.ts";
import { type CausalModel, causalNames } from "./folder.ts";
import { causalGraph } from "./onnx-graph.ts";

export interface WriteCausalOptions {
  /** The folder that the model was read from: its weights' names and types, tokenizer and settings of generation are taken over. */
  readonly from: string;
  /** Of the weights; by default each keeps its own. */
  readonly dtype?: StoredType | undefined;
  /** Graphs for Transformers.js. */
  readonly onnx?: readonly GraphType[] | undefined;
}

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
    const graphs = { model: () => causalGraph(config, weights) };
    const library = writeGraphs(folder, graphs, onnx, configJson);
    return { ...configJson, ...typeEntries(configJson, dtype), ...library };
  });
}

/** `dtype`, called `torch_dtype` by earlier versions of `transformers`. */
function typeEntries(configJson: CausalModel["configJson"], dtype: StoredType | undefined): object {
  if (dtype === undefined) return {};
  const named = ["dtype", "torch_dtype"].filter((key) => key in configJson);
  return Object.fromEntries(
    (named.length > 0 ? named : ["torch_dtype"]).map((key) => [key, typeNames[dtype]]),
  );
}
