import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PstarError } from "../errors.ts";
import { writeWhole } from "../files.ts";
import { type TransformerConfig, transformerConfig } from "./config.ts";
import { encoderGraph, stepGraph } from "./decoding/graphs.ts";
import type { Weights } from "./parameters.ts";
import { readSafetensors, writeSafetensors } from "./safetensors/index.ts";
import { isT5 } from "./t5/config.ts";
import { readT5Folder, writeT5Folder } from "./t5/folder.ts";

const modelType = "pstar-encoder-decoder";

/** A trained model, on disk `config.json`, `model.safetensors` and two graphs in `onnx/`. */
export interface Model {
  readonly config: TransformerConfig;
  readonly weights: Weights;
}

/**
 * Writes the folder, its ONNX files loadable by any ONNX Runtime. A model that is a T5 (see `isT5`) gets Hugging Face's layout
 * of one, any other a layout of ours.
 */
export function writeModelFolder(folder: string, { config, weights }: Model): void {
  if (isT5(config)) writeT5Folder(folder, { config, weights });
  else writeOwnFolder(folder, { config, weights });
}

function writeOwnFolder(folder: string, { config, weights }: Model): void {
  mkdirSync(join(folder, "onnx"), { recursive: true });
  writeWhole(join(folder, "onnx", "encoder.onnx"), encoderGraph(config, weights));
  writeWhole(join(folder, "onnx", "decoder.onnx"), stepGraph(config, weights, "logits"));
  writeSafetensors(join(folder, "model.safetensors"), weights);
  // Last, since a folder with a config.json counts as whole.
  const json = `${JSON.stringify({ model_type: modelType, ...config }, null, 2)}\n`;
  writeWhole(join(folder, "config.json"), json);
}

/** @throws PstarError naming the file that is missing or wrong */
export function readModelFolder(folder: string): Model {
  const path = join(folder, "config.json");
  if (!existsSync(path))
    throw new PstarError("no model here: config.json is missing", {
      where: folder,
      remedy: "train it first",
    });
  const { model_type: type, ...rest } = readObject(path);
  if (type === "t5") return readT5Folder(folder, rest);
  if (type !== modelType)
    throw new PstarError(`model_type ${JSON.stringify(type)} is not supported, only t5 and ${modelType}`, {
      where: path,
    });
  const config = transformerConfig.safeParse(rest);
  if (!config.success) {
    const [issue] = config.error.issues;
    throw new PstarError(`${issue.path.join(".")}: ${issue.message}`, { where: path });
  }
  return { config: config.data, weights: readSafetensors(join(folder, "model.safetensors")).tensors };
}

function readObject(path: string): Record<string, unknown> {
  try {
    return { ...JSON.parse(readFileSync(path, "utf8")) };
  } catch (error) {
    const why = error instanceof SyntaxError ? "is no JSON" : `can't be read: ${(error as Error).message}`;
    throw new PstarError(why, { where: path, remedy: "write the model again" });
  }
}
