import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PstarError } from "../../errors.ts";
import { graphInput } from "../../onnx/graph.ts";
import { declaredParameters, type ParameterSpec, type Weights } from "../parameters.ts";
import { readWeights } from "../safetensors/index.ts";
import type { CausalConfig } from "./config.ts";
import { packedBias } from "./masks.ts";
import { causalLogits, causalStates } from "./model.ts";
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
  return { config, configJson, weights: ownWeights(config, readWeights(folder), folder) };
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

/** Those that the model has; files hold others, such as masks and tied copies. */
function ownWeights(config: CausalConfig, stored: Weights, folder: string): Weights {
  // A config.json could ask for more layers than there is memory to name.
  if (config.layers > stored.size)
    throw new PstarError(`holds ${stored.size} tensors, config.json says ${config.layers} layers`, {
      where: folder,
    });
  return new Map(
    causalParameters(config).map(({ name, shape }) => {
      // GPT-2 was published without its first name.
      const weight = stored.get(name) ?? stored.get(name.replace(/^transformer\./, ""));
      if (weight === undefined) throw new PstarError(`tensor ${name} is missing`, { where: folder });
      if (weight.shape.join() !== shape.join())
        throw new PstarError(`tensor ${name} has shape [${weight.shape}], config.json says [${shape}]`, {
          where: folder,
        });
      return [name, weight];
    }),
  );
}
