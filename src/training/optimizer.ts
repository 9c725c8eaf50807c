import { PstarError } from "../errors.ts";
import type { ParameterSpec } from "../nn/parameters.ts";
import { sizeOf } from "../onnx/shape.ts";
import { adamwBinary } from "./adamw-binary.ts";
import type { TrainingOptions } from "./options.ts";

/** What adamw.wat exports. Pointers and lengths are in bytes. */
interface Kernels {
  sumOfSquares(x: number, bytes: number): number;
  accumulate(sum: number, x: number, bytes: number): void;
  update(
    parameters: number,
    mean: number,
    square: number,
    gradient: number,
    bytes: number,
    factor: number,
    beta1: number,
    rest1: number,
    beta2: number,
    rest2: number,
    stepSize: number,
    epsilon: number,
  ): void;
}

/** AdamW with its state, each vector in the order of the specs. */
export interface Optimizer {
  readonly parameters: Float32Array;
  /** Running means of the gradient and of its square. */
  readonly mean: Float32Array;
  readonly square: Float32Array;
  /** Where the next batch's gradient may be written, so that `accumulate` need not copy it. */
  readonly incoming: Float32Array;
  /** Adds a batch's gradient to that of the coming update. */
  accumulate(gradient: Float32Array): void;
  /** Does update number `update` (0-based) and forgets the gradient. @returns its global norm before clipping */
  update(update: number, learningRate: number): number;
}

const pageBytes = 65_536;

/** Parameters, both running means and the gradient; where batches add up to an update, one more for the batch at hand. */
export const stateVectors = ({ accumulate }: Pick<TrainingOptions, "accumulate">): number =>
  accumulate > 1 ? 5 : 4;

/**
 * AdamW (Loshchilov and Hutter 2019) with global-norm clipping, both as PyTorch's: the decay is decoupled and spares
 * vectors (biases, norms). The state lies in WebAssembly memory and is updated in place in one pass, where a chain of
 * ONNX operators would make thirteen and copy it out each time.
 * @throws PstarError when the state does not fit in WebAssembly's 4 GiB
 */
export function createOptimizer(specs: readonly ParameterSpec[], options: TrainingOptions): Optimizer {
  const size = specs.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  // Whole vectors of four: the zeros behind the end stay zeros.
  const bytes = 16 * Math.ceil(size / 4);
  const pages = Math.ceil((stateVectors(options) * bytes) / pageBytes);
  if (pages > 65_536)
    throw new PstarError(`${size} trained parameters need more than 4 GiB of optimiser state`, {
      remedy: "train a smaller model",
    });
  const memory = new WebAssembly.Memory({ initial: Math.max(pages, 1), maximum: 65_536 });
  const module = new WebAssembly.Module(Buffer.from(adamwBinary, "base64"));
  const kernels = new WebAssembly.Instance(module, { state: { memory } }).exports as unknown as Kernels;
  const at = { parameters: 0, mean: bytes, square: 2 * bytes, gradient: 3 * bytes, incoming: 4 * bytes };
  const view = (pointer: number) => new Float32Array(memory.buffer, pointer, size);
  const parameters = view(at.parameters);
  const gradient = view(at.gradient);
  const incoming = options.accumulate > 1 ? view(at.incoming) : gradient;
  let isFirst = true;

  return {
    parameters,
    mean: view(at.mean),
    square: view(at.square),
    get incoming() {
      return isFirst ? gradient : incoming;
    },
    accumulate(values) {
      if (values !== this.incoming) this.incoming.set(values);
      if (!isFirst) kernels.accumulate(at.gradient, at.incoming, bytes);
      isFirst = false;
    },
    update(update, learningRate) {
      const { beta1, beta2, epsilon, weightDecay, clipNorm } = options;
      const norm = Math.sqrt(kernels.sumOfSquares(at.gradient, bytes));
      const factor = Math.min(1, clipNorm / (norm + 1e-6));
      if (weightDecay > 0) decayMatrices(parameters, specs, 1 - learningRate * weightDecay);
      // Bias correction, folded into the two scalars it reaches.
      const correction1 = 1 - beta1 ** (update + 1);
      const correction2 = Math.sqrt(1 - beta2 ** (update + 1));
      kernels.update(
        at.parameters,
        at.mean,
        at.square,
        at.gradient,
        bytes,
        factor,
        beta1,
        1 - beta1,
        beta2,
        1 - beta2,
        (learningRate * correction2) / correction1,
        epsilon * correction2,
      );
      isFirst = true;
      return norm;
    },
  };
}

function decayMatrices(parameters: Float32Array, specs: readonly ParameterSpec[], keep: number): void {
  let offset = 0;
  for (const { shape } of specs) {
    const end = offset + sizeOf(shape);
    if (shape.length > 1) for (let i = offset; i < end; i++) parameters[i] *= keep;
    offset = end;
  }
}
