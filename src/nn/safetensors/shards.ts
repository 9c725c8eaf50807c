import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { z } from "zod";
import { PstarError } from "../../errors.ts";
import { writeWhole } from "../../files.ts";
import type { Weights } from "../parameters.ts";
import { readSafetensors, readStoredTypes } from "./read.ts";
import { type StoredType, storedTypes } from "./types.ts";
import { writeSafetensors } from "./write.ts";

const shardIndex = z.object({ weight_map: z.record(z.string(), z.string()) });

/**
 * The weights of a model's folder: `model.safetensors`, or the shards that `model.safetensors.index.json` names.
 * @param wanted the only ones that are read, where they are there
 * @throws PstarError naming the file or tensor that is missing or wrong, such as a value that is no number
 */
export function readWeights(folder: string, wanted?: readonly string[]): Weights {
  const single = join(folder, "model.safetensors");
  const index = join(folder, "model.safetensors.index.json");
  const isWanted = (name: string): boolean => wanted?.includes(name) ?? true;
  const weights =
    existsSync(single) || !existsSync(index)
      ? readSafetensors(single, isWanted).tensors
      : readShards(folder, index, isWanted);
  for (const [name, { values }] of weights) {
    let wrong = 0;
    while (wrong < values.length && Number.isFinite(values[wrong])) wrong++;
    if (wrong < values.length)
      throw new PstarError(`tensor ${name}: value ${wrong} is ${values[wrong]}`, {
        where: folder,
        remedy: "fetch the model again, or train from an earlier checkpoint of it",
      });
  }
  return weights;
}

/**
 * How the tensors of a model's folder are stored, without reading any.
 * @throws PstarError as `readWeights`
 */
export function readLayout(folder: string): ReadonlyMap<string, StoredType> {
  const single = join(folder, "model.safetensors");
  const index = join(folder, "model.safetensors.index.json");
  if (existsSync(single) || !existsSync(index)) return readStoredTypes(single);
  const shards = new Set(Object.values(readIndex(index)));
  return new Map([...shards].flatMap((shard) => [...readStoredTypes(join(folder, shardName(shard, index)))]));
}

/**
 * Writes the weights of a model's folder: `model.safetensors` or, where they take more, shards of at most `shardBytes` and their
 * index, in the place of those that were there.
 */
export function writeWeights(
  folder: string,
  weights: Weights,
  dtype: (name: string) => StoredType,
  shardBytes = 5e9,
): void {
  const [single, index] = [join(folder, "model.safetensors"), join(folder, "model.safetensors.index.json")];
  const sizeOf = (name: string) => weights.get(name)!.values.length * storedTypes[dtype(name)].bytes;
  const shards = shardsOf([...weights.keys()], sizeOf, shardBytes);
  for (const name of readdirSync(folder))
    if (/^model(-\d{5}-of-\d{5})?\.safetensors(\.index\.json)?$/.test(name)) rmSync(join(folder, name));
  if (shards.length === 1) {
    writeSafetensors(single, weights, {}, dtype);
    return;
  }
  const number = (i: number) => String(i).padStart(5, "0");
  const shardAt = (i: number) => `model-${number(i + 1)}-of-${number(shards.length)}.safetensors`;
  for (const [i, names] of shards.entries()) {
    const shard = new Map(names.map((name) => [name, weights.get(name)!]));
    writeSafetensors(join(folder, shardAt(i)), shard, {}, dtype);
  }
  const total_size = [...weights.keys()].reduce((sum, name) => sum + sizeOf(name), 0);
  const weight_map = Object.fromEntries(
    shards.flatMap((names, i) => names.map((name) => [name, shardAt(i)])),
  );
  writeWhole(index, `${JSON.stringify({ metadata: { total_size }, weight_map }, null, 2)}\n`);
}

function shardsOf(names: readonly string[], sizeOf: (name: string) => number, most: number): string[][] {
  const shards: string[][] = [[]];
  let size = 0;
  for (const name of names) {
    size += sizeOf(name);
    if (size > most && shards.at(-1)!.length > 0) {
      shards.push([]);
      size = sizeOf(name);
    }
    shards.at(-1)!.push(name);
  }
  return shards;
}

function readShards(folder: string, index: string, isWanted: (name: string) => boolean): Weights {
  const map = readIndex(index);
  const weights = new Map<string, { shape: readonly number[]; values: Float32Array }>();
  for (const [shard, names] of Map.groupBy(Object.keys(map).filter(isWanted), (name) => map[name]!)) {
    const path = join(folder, shardName(shard, index));
    const { tensors } = readSafetensors(path, (name) => names.includes(name));
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
