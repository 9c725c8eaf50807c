import type { Tensor } from "../../onnx/graph.ts";
import { add, scale } from "../../onnx/ops/elementwise.ts";
import { linear } from "../../onnx/ops/matmul.ts";
import type { Initial, Network, ParameterSpec } from "../parameters.ts";
import { type Adaptable, adaptedLayers, type LinearLayer } from "./layers.ts";

/** Low-rank adapters of linear layers (Hu et al. 2021). */
export interface Lora {
  readonly rank: number;
  /** An adapter's product is multiplied by alpha / rank. */
  readonly alpha: number;
  /** See `adaptedLayers`; without it those that `peft` takes for the family. */
  readonly layers?: readonly string[] | undefined;
}

export type AdaptedModel = Adaptable & { readonly lora: Lora };

/** The names of a layer's two matrices, A [rank, inputs] and B [outputs, rank]. */
export const matricesOf = (layer: string): { a: string; b: string } => ({
  a: `${layer}.lora_A.weight`,
  b: `${layer}.lora_B.weight`,
});

/** The parameters of a model's adapters, by its family's names. B starts at zero, and so the model where it was. */
export function adapterParameters(model: AdaptedModel): ParameterSpec[] {
  const { rank, layers } = model.lora;
  return adaptedLayers(model, layers).flatMap(({ name, inputs, outputs }) => {
    const { a, b } = matricesOf(name);
    return [
      { name: a, shape: [rank, inputs], initial: startOfA(inputs) },
      { name: b, shape: [outputs, rank], initial: startOfB },
    ];
  });
}

/** He et al. (2015), uniform, for a leaky rectifier of slope √5: what PyTorch's linear layers and `peft` start from. */
const startOfA = (inputs: number): Initial => ({ kind: "uniform", bound: 1 / Math.sqrt(inputs) });
const startOfB: Initial = { kind: "constant", value: 0 };

/**
 * Puts adapters on a network's layers: y + alpha / rank · (dropout(x) Aᵀ) Bᵀ, in the units of the model's family.
 * @param dropout of what the adapters read
 */
export function adaptNetwork(
  network: Network,
  model: AdaptedModel,
  dropout: (x: Tensor) => Tensor = (x) => x,
): Network {
  const { rank, alpha, layers } = model.lora;
  const byPath = new Map(adaptedLayers(model, layers).map((layer) => [layer.path, layer]));
  const product = ({ name, inputs, outputs, factor }: LinearLayer, x: Tensor): Tensor => {
    const names = matricesOf(name);
    const a = network.parameters(names.a, [rank, inputs], startOfA(inputs));
    const b = network.parameters(names.b, [outputs, rank], startOfB);
    return linear(scale(linear(dropout(x), a), alpha / rank / factor), b);
  };
  const adapt: Network["adapt"] = (path, x, y) => {
    const layer = byPath.get(path);
    return layer === undefined ? y : add(y, product(layer, x));
  };
  return { ...network, adapt };
}
