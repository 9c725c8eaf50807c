import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PstarError } from "../../errors.ts";
import { graphInput } from "../../onnx/graph.ts";
import { declaredParameters, type ParameterSpec, type Weights } from "../parameters.ts";
import { readWeights } from "../safetensors/index.ts";
import { requireLayers, type StoredNames, takeParameters } from "../stored.ts";
import type { CausalConfig } from "./config.ts";
import { packedBias } from "./masks.ts";
import { causalLogits, causalStates } from "./model.ts";
import { namesOf } from "./names.ts";
import { readCausalConfig } from "./read-config.ts";

/** A decoder-only model as its folder holds it; its tensors go by its family's names. */
export interface CausalModel {
  readonly config: CausalConfig;
  readonly weights: Weights;
  /** `config.json` as it was, to be written beside weights trained from these. */
  readonly configJson: Readonly<Record<string, unknown>>;
}

/**
 * Reads a Hugging Face folder: `config.json` first, so that what is not supported is refused before any weight is read.
 * @throws PstarError naming the key, the file or the tensor that is wrong
 */
export function readCausalFolder(folder: string): CausalModel {
  const path = join(folder, "config.json");
  const configJson = readJson(path);
  const config = readCausalConfig(configJson, path);
  const stored = readWeights(folder);
  requireLayers(config.layers, stored, folder);
  const weights = takeParameters(causalParameters(config), stored, causalNames(config), folder);
  return { config, configJson, weights };
}

/** GPT-2 was published without its first name. */
export function causalNames(config: CausalConfig): StoredNames {
  const { embeddings, output } = namesOf(config);
  const isTied = (name: string) => config.tiedEmbeddings && name === `${embeddings}.weight`;
  return (name) =>
    (isTied(name) ? [name, `${output}.weight`] : [name]).flatMap((one) => [
      one,
      one.replace(/^transformer\./, ""),
    ]);
}

/** All parameters of a model, by its family's names. */
export function causalParameters(config: CausalConfig): ParameterSpec[] {
  return declaredParameters((network) => {
    const int64 = (name: string) => graphInput(network.graph, name, [1, 1], "int64");
    const [tokens, positions, segments] = ["tokens", "positions", "segments"].map(int64);
    const bias = packedBias(network, segments!, positions!);
    const { states } = causalStates(network, config, { tokens: tokens!, positions: positions!, bias });
    causalLogits(network, config, states);
  });
}

function readJson(path: string): Record<string, unknown> {
  try {
    return { ...JSON.parse(readFileSync(path, "utf8")) };
  } catch (error) {
    const why = error instanceof SyntaxError ? "is no JSON" : `can't be read: ${(error as Error).message}`;
    throw new PstarError(why, { exitCode: 2, where: path, remedy: "name a folder that holds a model" });
  }
}
