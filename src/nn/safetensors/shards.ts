import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { z } from "zod";
import { PstarError } from "../../errors.ts";
import type { Weights } from "../parameters.ts";
import { readSafetensors } from "./read.ts";

const shardIndex = z.object({ weight_map: z.record(z.string(), z.string()) });

/**
 * The weights of a model's folder: `model.safetensors`, or the shards that `model.safetensors.index.json` names.
 * @throws PstarError naming the file or tensor that is missing or wrong, such as a value that is no number
 */
export function readWeights(folder: string): Weights {
  const single = join(folder, "model.safetensors");
  const index = join(folder, "model.safetensors.index.json");
  const weights =
    existsSync(single) || !existsSync(index) ? readSafetensors(single).tensors : readShards(folder, index);
  for (const [name, { values }] of weights) {
    const wrong = values.findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0)
      throw new PstarError(`tensor ${name}: value ${wrong} is ${values[wrong]}`, {
        where: folder,
        remedy: "fetch the model again, or train from an earlier checkpoint of it",
      });
  }
  return weights;
}

function readShards(folder: string, index: string): Weights {
  const map = readIndex(index);
  const weights = new Map<string, { shape: readonly number[]; values: Float32Array }>();
  for (const [shard, names] of Map.groupBy(Object.keys(map), (name) => map[name]!)) {
    const path = join(folder, shardName(shard, index));
    const { tensors } = readSafetensors(path);
    for (const name of names) {
      const tensor = tensors.get(name);
      if (tensor === undefined) throw new PstarError(`tensor ${name} is missing`, { where: path });
      weights.set(name, tensor);
    }
  }
  return weights;
}

function readIndex(path: string): Readonly<Record<string, string>> {
  try {
    return shardIndex.parse(JSON.parse(readFileSync(path, "utf8"))).weight_map;
  } catch (error) {
    throw new PstarError("is no index of shards", { where: path, cause: error });
  }
}

/** Shards lie beside their index and nowhere else. */
function shardName(name: string, index: string): string {
  if (name !== "" && name === basename(name) && !name.includes("\\") && name !== "..") return name;
  throw new PstarError(`names the shard ${JSON.stringify(name)}, which is no file beside it`, {
    where: index,
  });
}
