import { graphInput } from "../../onnx/graph.ts";
import type { TransformerConfig } from "../config.ts";
import { headSize } from "../layers/attention.ts";
import { declaredParameters, sharedFloats, type Weights } from "../parameters.ts";
import type { StoredNames } from "../stored.ts";
import { transformer } from "../transformer.ts";

/** A parameter of ours as T5 has it. */
export interface T5Parameter {
  readonly name: string;
  readonly t5Name: string;
  readonly shape: readonly number[];
  /** T5's values / ours. */
  readonly factor: number;
}

/**
 * All parameters of a model of T5's shape, see `isT5`.
 * @param isScaled whether the T5 divides its decoder's output by √width, as with a tied output layer it first did
 */
export function t5Parameters(
  config: TransformerConfig,
  isScaled: boolean = config.tiedEmbeddings === true,
): T5Parameter[] {
  const specs = declaredParameters((network) => {
    const tokens = (name: string) => graphInput(network.graph, name, [1, 1], "int64");
    transformer(network, config, tokens("source"), tokens("target"));
  });
  return specs.map(({ name, shape }) => ({
    name,
    t5Name: t5Name(name, config),
    shape,
    factor: factorOf(name, config, isScaled),
  }));
}

/** Names that a T5's parameters may be stored under: as they are published, its one matrix of embeddings stands there up to four times. */
export function t5Names(config: TransformerConfig): StoredNames {
  const usual = new Map(t5Parameters(config).map(({ name, t5Name }) => [name, t5Name]));
  const copies = ["encoder.embed_tokens.weight", "decoder.embed_tokens.weight"];
  const tied = config.tiedEmbeddings === true ? [...copies, "lm_head.weight"] : copies;
  return (name) => [usual.get(name)!, ...(name === "shared.weight" ? tied : [])];
}

/** A T5's weights in our units, or the other way. @param back from ours */
export function inUnits(parameters: readonly T5Parameter[], weights: Weights, back = false): Weights {
  return new Map(
    parameters.map(({ name, factor }) => {
      const weight = weights.get(name);
      if (weight === undefined) throw new Error(`weight ${name} is missing`);
      if (factor === 1) return [name, weight];
      return [name, { ...weight, values: times(weight.values, back ? factor : 1 / factor) }];
    }),
  );
}

function times(values: Float32Array, factor: number): Float32Array {
  const scaled = sharedFloats(values.length);
  for (let i = 0; i < values.length; i++) scaled[i] = values[i]! * factor;
  return scaled;
}

/**
 * T5 does not divide attention's scores by √headSize: its queries are smaller by that. Where it divides the decoder's
 * output by √width (Raffel et al. 2020, as in Mesh TensorFlow): its last norm is larger by that.
 */
function factorOf(name: string, config: TransformerConfig, isScaled: boolean): number {
  if (name.endsWith("attention.query.weight")) return 1 / Math.sqrt(headSize(config));
  return name === "decoder.norm.weight" && isScaled ? Math.sqrt(config.width) : 1;
}

function t5Name(name: string, { activation }: TransformerConfig): string {
  const inLayer = /^(encoder|decoder)\.layers\.(\d+)\.(.+)\.weight$/.exec(name);
  if (inLayer === null)
    return name
      .replace(".norm.", ".final_layer_norm.")
      .replace("output.", "lm_head.")
      .replace(".relative.", ".block.0.layer.0.SelfAttention.relative_attention_bias.");
  const [, stack, layer, piece] = inLayer;
  const last = stack === "encoder" ? 1 : 2;
  const isGated = activation.startsWith("gated-");
  const pieces: Readonly<Record<string, string>> = {
    attention_norm: "0.layer_norm",
    "attention.query": "0.SelfAttention.q",
    "attention.key": "0.SelfAttention.k",
    "attention.value": "0.SelfAttention.v",
    "attention.output": "0.SelfAttention.o",
    cross_attention_norm: "1.layer_norm",
    "cross_attention.query": "1.EncDecAttention.q",
    "cross_attention.key": "1.EncDecAttention.k",
    "cross_attention.value": "1.EncDecAttention.v",
    "cross_attention.output": "1.EncDecAttention.o",
    feed_forward_norm: `${last}.layer_norm`,
    "feed_forward.gate": `${last}.DenseReluDense.wi_0`,
    "feed_forward.up": `${last}.DenseReluDense.wi${isGated ? "_1" : ""}`,
    "feed_forward.down": `${last}.DenseReluDense.wo`,
  };
  return `${stack}.block.${layer}.layer.${pieces[piece]}.weight`;
}
