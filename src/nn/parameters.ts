import type { FloatType } from "../onnx/dtype.ts";
import { createGraph, type Graph, graphInput, initializer, type Tensor } from "../onnx/graph.ts";
import { sizeOf } from "../onnx/shape.ts";
import { createRandom, type Random } from "../random/generator.ts";
import { deriveSeed } from "../random/seed.ts";

/** How a parameter starts. */
export type Initial =
  | { readonly kind: "normal"; readonly deviation: number }
  | { readonly kind: "uniform"; readonly bound: number }
  | { readonly kind: "constant"; readonly value: number };

export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initial: Initial;
}

/** Values by parameter name; float32, row-major, linear weights as [out, in]. */
export type Weights = ReadonlyMap<string, Weight>;
export interface Weight {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Numbers that threads share, as weights that are read are: sent to another thread they are not copied. */
export function sharedFloats(length: number): Float32Array<SharedArrayBuffer> {
  return new Float32Array(new SharedArrayBuffer(4 * length));
}

/**
 * Where layers get their parameters from: asking for a name declares it, so a layer's code is the one place that knows
 * its parameters. Asking twice for one name gives the same tensor (tied weights).
 */
export type Parameters = (name: string, shape: readonly number[], initial: Initial) => Tensor;

/** What layers are built in. */
export interface Network {
  readonly graph: Graph;
  readonly parameters: Parameters;
  /** Of parameters and constants: float32, or float64 for checks. */
  readonly dtype: FloatType;
  /** Inverted dropout in training, the identity otherwise. */
  readonly dropout: (x: Tensor) => Tensor;
  /** What a linear layer at `path` gives for x, from what its own weights give: the same, unless it is adapted. */
  readonly adapt: (path: string, x: Tensor, y: Tensor) => Tensor;
}

const unadapted: Network["adapt"] = (_, __, y) => y;

/** The parameters that `build` asks for, in its order. */
export function declaredParameters(build: (network: Network) => void): ParameterSpec[] {
  const specs = new Map<string, ParameterSpec>();
  const graph = createGraph();
  const parameters: Parameters = (name, shape, initial) => {
    specs.set(name, { name, shape, initial });
    return graphInput(graph, name, shape, "float32");
  };
  build({ graph, parameters, dtype: "float32", dropout: (x) => x, adapt: unadapted });
  return [...specs.values()];
}

/**
 * A network some of whose parameters are tensors at hand, such as slices of a training state; the others are frozen.
 * @throws Error when a layer asks for a parameter that is neither
 */
export function trainableNetwork(
  graph: Graph,
  tensors: ReadonlyMap<string, Tensor>,
  options: {
    readonly frozen?: Weights;
    readonly dtype?: FloatType;
    readonly dropout?: (x: Tensor) => Tensor;
  } = {},
): Network {
  const { frozen = new Map(), dtype = "float32", dropout = (x) => x } = options;
  const fixed = frozenNetwork(graph, frozen, dtype);
  const parameters: Parameters = (name, shape, initial) =>
    tensors.get(name) ?? fixed.parameters(name, shape, initial);
  return { graph, parameters, dtype, dropout, adapt: unadapted };
}

/**
 * A network whose weights are stored in its graph: for inference.
 * @throws Error when a weight is missing or has another shape than its layer says
 */
export function frozenNetwork(graph: Graph, weights: Weights, dtype: FloatType = "float32"): Network {
  const stored = new Map<string, Tensor>();
  const parameters: Parameters = (name, shape) => {
    const known = stored.get(name);
    if (known !== undefined) return known;
    const weight = weights.get(name);
    if (weight === undefined) throw new Error(`weight ${name} is missing`);
    if (weight.shape.join() !== shape.join())
      throw new Error(`weight ${name} has shape [${weight.shape}], its layer needs [${shape}]`);
    const tensor = initializer(graph, weight.values, shape, dtype, name);
    stored.set(name, tensor);
    return tensor;
  };
  return { graph, parameters, dtype, dropout: (x) => x, adapt: unadapted };
}

/** Fresh weights; each parameter's values depend on the seed and its name alone. */
export function initialWeights(specs: readonly ParameterSpec[], seed: number): Weights {
  return new Map(
    specs.map(({ name, shape, initial }) => {
      const random = createRandom(deriveSeed(seed, "weights", name));
      return [
        name,
        { shape, values: Float32Array.from({ length: sizeOf(shape) }, () => draw(initial, random)) },
      ];
    }),
  );
}

function draw(initial: Initial, random: Random): number {
  switch (initial.kind) {
    case "normal":
      return random.normal() * initial.deviation;
    case "uniform":
      return (2 * random.uniform() - 1) * initial.bound;
    case "constant":
      return initial.value;
  }
}
