import { PstarError } from "../errors.ts";
import type { Weight, Weights } from "./parameters.ts";
import { readLayout, type StoredType, writeWeights } from "./safetensors/index.ts";

/** Names that a parameter may have in its family's files, the usual one first; it may be stored under several, where it is tied. */
export type StoredNames = (parameter: string) => readonly string[];

/** Refuses a `config.json` that asks for more layers than there is memory to name. */
export function requireLayers(layers: number, stored: Weights, folder: string): void {
  if (layers > stored.size)
    throw new PstarError(`holds ${stored.size} tensors, config.json says ${layers} layers`, {
      where: folder,
    });
}

/**
 * A model's parameters from its folder's tensors, which hold others, such as masks and tied copies.
 * @throws PstarError naming the tensor that is missing or of another shape
 */
export function takeParameters(
  parameters: readonly { readonly name: string; readonly shape: readonly number[] }[],
  stored: Weights,
  names: StoredNames,
  folder: string,
): Weights {
  return new Map(
    parameters.map(({ name, shape }) => {
      const [usual, ...others] = names(name);
      const found = [usual!, ...others].find((one) => stored.has(one)) ?? usual!;
      const weight = stored.get(found);
      if (weight === undefined) throw new PstarError(`tensor ${found} is missing`, { where: folder });
      if (weight.shape.join() !== shape.join())
        throw new PstarError(`tensor ${found} has shape [${weight.shape}], config.json says [${shape}]`, {
          where: folder,
        });
      return [name, weight];
    }),
  );
}

/** How weights are written again: as those of the folder that they were read from. */
export interface AsStored {
  readonly from: string;
  readonly names: StoredNames;
  /** Of the weights; by default each keeps its own. */
  readonly dtype?: StoredType | undefined;
}

/**
 * Writes a model's weights under the names that it was read from, tied ones as often as they stood there, in that order and in those types.
 * @throws PstarError when one stood there under none of its names
 */
export function writeAsStored(folder: string, weights: Weights, { from, names, dtype }: AsStored): void {
  const layout = readLayout(from);
  const named = new Map<string, Weight>();
  for (const [name, weight] of weights) {
    const present = names(name).filter((one) => layout.has(one));
    if (present.length === 0) throw new PstarError(`tensor ${names(name)[0]} is missing`, { where: from });
    for (const one of present) named.set(one, weight);
  }
  const inOrder = [...layout.keys()].flatMap((name) => {
    const weight = named.get(name);
    return weight === undefined ? [] : [[name, weight] as const];
  });
  writeWeights(folder, new Map(inOrder), (name) => dtype ?? layout.get(name)!);
}
