import { PstarError } from "../../errors.ts";
import { graphInput, type Tensor } from "../../onnx/graph.ts";
import { staticDimension } from "../../onnx/shape.ts";
import type { CausalConfig } from "../causal/config.ts";
import { packedBias } from "../causal/masks.ts";
import { causalLogits, causalStates } from "../causal/model.ts";
import { namesOf } from "../causal/names.ts";
import type { TransformerConfig } from "../config.ts";
import { declaredParameters, type Network } from "../parameters.ts";
import { isT5 } from "../t5/config.ts";
import { t5Parameters } from "../t5/weights.ts";
import { transformer } from "../transformer.ts";

/** A model whose linear layers may be adapted. */
export type Adaptable = { readonly causal: CausalConfig } | { readonly config: TransformerConfig };

/** A linear layer that adapters may be put on. */
export interface LinearLayer {
  /** What the engine calls it. */
  readonly path: string;
  /** What the files of its family call it; adapters go by this name, and in that family's units. */
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  /** The family's weight / ours. */
  readonly factor: number;
  /** Whether its weight is stored as [inputs, outputs], as GPT-2's are. */
  readonly isTransposed: boolean;
}

/** A model's linear layers, in the order they are run; an output layer that is the embeddings' matrix is none of them. */
export function linearLayers(model: Adaptable): LinearLayer[] {
  const layers: LinearLayer[] = [];
  const named = familyNames(model);
  const isGpt2 = "causal" in model && model.causal.family === "gpt2";
  const record: Network["adapt"] = (path, x, y) => {
    const [inputs, outputs] = [x, y].map(({ shape }) => staticDimension(shape[shape.length - 1]!));
    const isTransposed = isGpt2 && path !== outputName(model);
    layers.push({ path, ...named(path), inputs: inputs!, outputs: outputs!, isTransposed });
    return y;
  };
  declaredParameters((network) => build({ ...network, adapt: record }, model));
  return layers;
}

function build(network: Network, model: Adaptable): void {
  const int64 = (name: string): Tensor => graphInput(network.graph, name, [1, 1], "int64");
  if ("config" in model) {
    transformer(network, model.config, int64("source"), int64("target"));
    return;
  }
  const [tokens, positions, segments] = [int64("tokens"), int64("positions"), int64("segments")];
  const bias = packedBias(network, segments, positions);
  const { states } = causalStates(network, model.causal, { tokens, positions, bias });
  causalLogits(network, model.causal, states);
}

function familyNames(model: Adaptable): (path: string) => Pick<LinearLayer, "name" | "factor"> {
  if ("causal" in model || !isT5(model.config)) return (path) => ({ name: path, factor: 1 });
  const byName = new Map(t5Parameters(model.config).map((parameter) => [parameter.name, parameter]));
  return (path) => {
    const { t5Name, factor } = byName.get(`${path}.weight`)!;
    return { name: t5Name.replace(/\.weight$/, ""), factor };
  };
}

/** The layers that `peft` adapts in a model of this family when it is not told which. */
function usualLayers(model: Adaptable): readonly string[] {
  if ("causal" in model) return model.causal.family === "gpt2" ? ["c_attn"] : ["q_proj", "v_proj"];
  return isT5(model.config) ? ["q", "v"] : ["query", "value"];
}

/**
 * The layers that any of the patterns means: `all` but the output layer; else a regular expression for a layer's whole name, or for
 * the end of it from a dot on, such as `q_proj` or `layers\.[01]\..*`.
 * @throws PstarError (exit code 2) when a pattern means none
 */
export function adaptedLayers(
  model: Adaptable,
  patterns: readonly string[] = usualLayers(model),
): LinearLayer[] {
  const layers = linearLayers(model);
  const meant = new Set<LinearLayer>();
  for (const pattern of patterns) {
    const isMeant = matcher(pattern, model);
    const found = layers.filter(({ name }) => isMeant(name));
    if (found.length === 0) refusePattern(pattern, layers, isMeant(outputName(model)));
    for (const layer of found) meant.add(layer);
  }
  return layers.filter((layer) => meant.has(layer));
}

/** What the family calls its output layer, whether it has one of its own or not. */
const outputName = (model: Adaptable): string =>
  "causal" in model ? namesOf(model.causal).output : isT5(model.config) ? "lm_head" : "output";

function matcher(pattern: string, model: Adaptable): (name: string) => boolean {
  if (pattern === "all") return (name) => name !== outputName(model);
  const whole = new RegExp(`^(?:.*\\.)?(?:${pattern})$`);
  return (name) => whole.test(name);
}

/** @param isOutput whether it means the output layer: that is tied, else it had been found */
function refusePattern(pattern: string, layers: readonly LinearLayer[], isOutput: boolean): never {
  const ends = new Set(layers.map(({ name }) => endOf(name)));
  const called = JSON.stringify(pattern);
  const why = isOutput
    ? `this model's output layer, ${called}, is its embeddings' matrix, and takes no adapter`
    : `no linear layer of this model is called ${called}`;
  throw new PstarError(why, {
    exitCode: 2,
    where: "lora.layers",
    remedy: `name some of ${[...ends].join(", ")}, or all`,
  });
}

export const endOf = (name: string): string => name.slice(name.lastIndexOf(".") + 1);
