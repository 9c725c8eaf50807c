import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../../files.ts";
import type { Model } from "../model-folder.ts";
import { type GraphType, writeGraphs } from "../onnx/write.ts";
import type { Weights } from "../parameters.ts";
import { rewriteFolder } from "../rewrite.ts";
import { readLayout, readWeights, writeSafetensors } from "../safetensors/index.ts";
import { requireLayers, takeParameters, writeAsStored } from "../stored.ts";
import { readT5Config, type T5Config, t5ConfigJson, t5GenerationJson } from "./config.ts";
import { t5DecoderGraph, t5EncoderGraph } from "./graphs.ts";
import { inUnits, t5Names, t5Parameters } from "./weights.ts";

/**
 * Writes a model in Hugging Face's T5 layout, for `transformers` (`model.safetensors`) and Transformers.js (`onnx/`). Its
 * tokenizer's files belong beside; they are the caller's to copy.
 */
export function writeT5Folder(
  folder: string,
  { config, weights }: { config: T5Config; weights: Weights },
): void {
  mkdirSync(folder, { recursive: true });
  const library = writeGraphs(folder, graphsOf(config, weights), ["fp32"]);
  const parameters = t5Parameters(config);
  const theirs = inUnits(parameters, weights, true);
  const named = new Map(parameters.map(({ name, t5Name }) => [t5Name, theirs.get(name)!]));
  writeSafetensors(join(folder, "model.safetensors"), named);
  writeWhole(join(folder, "generation_config.json"), json(t5GenerationJson(config)));
  // Last, since a folder with a config.json counts as whole.
  writeWhole(join(folder, "config.json"), json({ ...t5ConfigJson(config), ...library }));
}

/**
 * Reads a T5, written by pstar or any other that our layers can express. Weights come back to a unit in the last place.
 * @param configJson what its `config.json` holds
 * @throws PstarError naming what is missing, wrong, or not supported
 */
export function readT5Folder(folder: string, configJson: unknown): Model {
  const read = readT5Config(configJson, join(folder, "config.json"));
  const config = withOwnOutput(folder, read.config);
  const stored = readWeights(folder);
  requireLayers(Math.max(config.encoderLayers, config.decoderLayers), stored, folder);
  const parameters = t5Parameters(config, read.isScaled);
  const weights = takeParameters(parameters, stored, t5Names(config), folder);
  return { config, weights: inUnits(parameters, weights) };
}

const [embeddings, output] = ["shared.weight", "lm_head.weight"];

/**
 * The shape of a T5 by what is stored, too: some are said to be tied whose output layer is nevertheless there and is not the
 * embeddings' matrix.
 */
export function withOwnOutput(folder: string, config: T5Config): T5Config {
  if (config.tiedEmbeddings !== true || !readLayout(folder).has(output)) return config;
  const both = readWeights(folder, [embeddings, output]);
  const [a, b] = [embeddings, output].map((name) => both.get(name)?.values);
  const isTied = a === undefined || (a.length === b!.length && a.every((value, i) => value === b![i]));
  return isTied ? config : { ...config, tiedEmbeddings: "inputs" };
}

export interface RewriteT5Options {
  /** The folder that the model was read from: its weights' names and types, tokenizer and settings of generation are taken over. */
  readonly from: string;
  /** Graphs for Transformers.js. */
  readonly onnx: readonly GraphType[];
}

/**
 * Writes a T5's folder as it was read, with other weights and the longest source and target it may now have.
 * @throws PstarError when `folder` is the one it came from, or a weight is missing there
 */
export function rewriteT5Folder(
  folder: string,
  { config, weights }: { readonly config: T5Config; readonly weights: Weights },
  configJson: Readonly<Record<string, unknown>>,
  { from, onnx }: RewriteT5Options,
): void {
  rewriteFolder(folder, from, () => {
    const read = readT5Config(configJson, join(from, "config.json"));
    const theirs = inUnits(t5Parameters(config, read.isScaled), weights, true);
    writeAsStored(folder, theirs, { from, names: t5Names(config) });
    const library = writeGraphs(folder, graphsOf(config, weights), onnx, configJson);
    const { sourceLength, targetLength, decoderLayers } = config;
    const isLonger = sourceLength > read.config.sourceLength || targetLength > read.config.targetLength;
    return {
      ...configJson,
      ...(isLonger && { pstar: { sourceLength, targetLength } }),
      // Transformers.js knows no defaults.
      ...(onnx.length > 0 && { num_decoder_layers: decoderLayers }),
      ...library,
    };
  });
}

const graphsOf = (config: T5Config, weights: Weights) => ({
  encoder_model: () => t5EncoderGraph(config, weights),
  decoder_model_merged: () => t5DecoderGraph(config, weights),
});

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
