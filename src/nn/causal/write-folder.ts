import { mkdirSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { PstarError } from "../../errors.ts";
import { writeWhole } from "../../files.ts";
import type { Weights } from "../parameters.ts";
import { readLayout, type StoredType, writeWeights } from "../safetensors/index.ts";
import type { CausalModel } from "./folder.ts";
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

/** What belongs to a model beside its weights and shape, with the terms it is given under. */
const companions = [
  /^tokenizer(_config)?\.json$/,
  /^tokenizer\.model$/,
  /^special_tokens_map\.json$/,
  /^added_tokens\.json$/,
  /^vocab\.(json|txt)$/,
  /^merges\.txt$/,
  /^generation_config\.json$/,
  /^chat_template\.(jinja|json)$/,
  /^(LICENSE|NOTICE)(\.\w+)?$/,
];

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
  mkdirSync(folder, { recursive: true });
  if (realpathSync(folder) === realpathSync(from))
    throw new PstarError("is the folder of the model that was trained", {
      exitCode: 2,
      where: folder,
      remedy: "write to another, so that the model you began with is kept",
    });
  const configPath = join(folder, "config.json");
  rmSync(configPath, { force: true });
  const layout = readLayout(from);
  const stored = storedNames(weights, layout, from);
  writeWeights(folder, stored, (name) => dtype ?? layout.get(name)!);
  for (const name of readdirSync(from))
    if (companions.some((pattern) => pattern.test(name)))
      writeWhole(join(folder, name), readFileSync(join(from, name)));
  const external = writeGraphs(folder, { config, weights, configJson }, onnx);
  const json = { ...configJson, ...typeEntries(configJson, dtype), ...libraryEntries(configJson, external) };
  writeWhole(configPath, `${JSON.stringify(json, null, 2)}\n`);
}

/** Weights by the names of the file they came from, in its order: GPT-2 was published without its first name. */
function storedNames(weights: Weights, layout: ReadonlyMap<string, StoredType>, from: string): Weights {
  const nameOf = (name: string) => (layout.has(name) ? name : name.replace(/^transformer\./, ""));
  const renamed = new Map([...weights].map(([name, weight]) => [nameOf(name), weight]));
  for (const name of renamed.keys())
    if (!layout.has(name)) throw new PstarError(`tensor ${name} is missing`, { where: from });
  return new Map(
    [...layout.keys()].flatMap((name) => {
      const weight = renamed.get(name);
      return weight === undefined ? [] : [[name, weight] as const];
    }),
  );
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
