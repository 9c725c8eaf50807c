import type { Weight, Weights } from "../parameters.ts";
import { adaptedLayers, type LinearLayer } from "./layers.ts";
import { type AdaptedModel, matricesOf } from "./network.ts";

/**
 * The weights of a model that needs no adapters: W + alpha / rank · B A. Layers without an adapter are passed on as they are.
 * @param weights all of the model's
 * @param adapters by the names of `adapterParameters`
 * @throws Error when one of them is missing
 */
export function mergeLora(weights: Weights, adapters: Weights, model: AdaptedModel): Weights {
  const { rank, alpha, layers } = model.lora;
  const merged = new Map(weights);
  for (const layer of adaptedLayers(model, layers)) {
    const names = matricesOf(layer.name);
    const [a, b] = [required(adapters, names.a), required(adapters, names.b)];
    const name = `${layer.path}.weight`;
    merged.set(name, sum(required(weights, name), layer, a.values, b.values, alpha / rank / layer.factor));
  }
  return merged;
}

/** W + scale · B A, each element rounded once. */
function sum(
  { shape, values }: Weight,
  { inputs, outputs, isTransposed }: LinearLayer,
  a: Float32Array,
  b: Float32Array,
  scale: number,
): Weight {
  const rank = a.length / inputs;
  const merged = new Float32Array(values.length);
  const row = new Float64Array(inputs);
  for (let out = 0; out < outputs; out++) {
    row.fill(0);
    for (let r = 0; r < rank; r++) {
      const factor = scale * b[out * rank + r]!;
      for (let i = 0; i < inputs; i++) row[i]! += factor * a[r * inputs + i]!;
    }
    const [start, step] = isTransposed ? [out, outputs] : [out * inputs, 1];
    for (let i = 0; i < inputs; i++) merged[start + i * step] = values[start + i * step]! + row[i]!;
  }
  return { shape, values: merged };
}

function required(weights: Weights, name: string): Weight {
  const weight = weights.get(name);
  if (weight === undefined) throw new Error(`weight ${name} is missing`);
  return weight;
}
