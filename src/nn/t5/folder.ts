import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { PstarError } from "../../errors.ts";
import { writeWhole } from "../../files.ts";
import type { Model } from "../model-folder.ts";
import type { Weight, Weights } from "../parameters.ts";
import { readSafetensors, writeSafetensors } from "../safetensors/index.ts";
import { readT5Config, type T5Config, t5ConfigJson, t5GenerationJson } from "./config.ts";
import { t5DecoderGraph, t5EncoderGraph } from "./graphs.ts";
import { type T5Parameter, t5Parameters } from "./weights.ts";

/**
 * Writes a model in Hugging Face's T5 layout, for `transformers` (`model.safetensors`) and Transformers.js (`onnx/`). Its
 * tokenizer's files belong beside; they are the caller's to copy.
 */
export function writeT5Folder(
  folder: string,
  { config, weights }: { config: T5Config; weights: Weights },
): void {
  mkdirSync(join(folder, "onnx"), { recursive: true });
  writeWhole(join(folder, "onnx", "encoder_model.onnx"), t5EncoderGraph(config, weights));
  writeWhole(join(folder, "onnx", "decoder_model_merged.onnx"), t5DecoderGraph(config, weights));
  writeSafetensors(join(folder, "model.safetensors"), toT5(config, weights));
  writeWhole(join(folder, "generation_config.json"), json(t5GenerationJson(config)));
  // Last, since a folder with a config.json counts as whole.
  writeWhole(join(folder, "config.json"), json(t5ConfigJson(config)));
}

/**
 * Reads a T5, written by pstar or any other that our layers can express. Weights come back to a unit in the last place.
 * @param configJson what its `config.json` holds
 * @throws PstarError naming what is missing, wrong, or not supported
 */
export function readT5Folder(folder: string, configJson: unknown): Model {
  const read = readT5Config(configJson, join(folder, "config.json"));
  const path = join(folder, "model.safetensors");
  const { tensors } = readSafetensors(path);
  const output = tensors.get("lm_head.weight");
  const isUntied = output !== undefined && !sameValues(output, tensors.get("shared.weight"));
  const config: T5Config = isUntied ? { ...read.config, tiedEmbeddings: "inputs" } : read.config;
  // Else a config.json could ask for more layers than there is memory to name.
  const layers = Math.max(config.encoderLayers, config.decoderLayers);
  if (layers > tensors.size)
    throw new PstarError(`holds ${tensors.size} tensors, config.json says ${layers} layers`, { where: path });
  return { config, weights: fromT5(t5Parameters(config, read.isScaled), tensors, path) };
}

function toT5(config: T5Config, weights: Weights): Weights {
  return new Map(
    t5Parameters(config).map(({ name, t5Name, shape, factor }) => {
      const values = weights.get(name)?.values;
      if (values === undefined) throw new Error(`weight ${name} is missing`);
      return [t5Name, { shape, values: times(values, factor) }];
    }),
  );
}

function fromT5(parameters: readonly T5Parameter[], tensors: Weights, path: string): Weights {
  return new Map(
    parameters.map(({ name, t5Name, shape, factor }) => {
      const tensor = tensors.get(t5Name);
      if (tensor === undefined) throw new PstarError(`tensor ${t5Name} is missing`, { where: path });
      if (tensor.shape.join() !== shape.join())
        throw new PstarError(`tensor ${t5Name} has shape [${tensor.shape}], config.json says [${shape}]`, {
          where: path,
        });
      return [name, { shape, values: times(tensor.values, 1 / factor) }];
    }),
  );
}

function times(values: Float32Array, factor: number): Float32Array {
  return factor === 1 ? values : values.map((value) => value * factor);
}

function sameValues(a: Weight, b: Weight | undefined): boolean {
  return a.values.length === b?.values.length && a.values.every((value, i) => value === b.values[i]);
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
