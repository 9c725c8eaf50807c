import type { ParameterSpec } from "../nn/parameters.ts";
import { emit, initializer, scalar, type Tensor } from "../onnx/graph.ts";
import { add, divide, multiply, scale, sqrt, subtract } from "../onnx/ops/elementwise.ts";
import { sizeOf } from "../onnx/shape.ts";
import type { TrainingOptions } from "./options.ts";

export interface AdamState {
  /** All parameters in one vector. */
  readonly parameters: Tensor;
  /** Running mean of the gradient, and of its square. */
  readonly mean: Tensor;
  readonly square: Tensor;
}

/** Scalars that change with the update; see `adamScalars`. */
export interface AdamScalars {
  readonly stepSize: Tensor;
  readonly epsilon: Tensor;
  readonly decay: Tensor;
}

/**
 * Appends one AdamW update (Loshchilov and Hutter 2019), as PyTorch's: the decay is decoupled and spares vectors (biases,
 * norms); bias correction is folded into the scalars.
 */
export function adamW(
  state: AdamState,
  gradient: Tensor,
  scalars: AdamScalars,
  specs: readonly ParameterSpec[],
  { beta1, beta2, weightDecay }: TrainingOptions,
): AdamState {
  const mean = add(scale(state.mean, beta1), scale(gradient, 1 - beta1));
  const square = add(scale(state.square, beta2), scale(multiply(gradient, gradient), 1 - beta2));
  const direction = divide(mean, add(sqrt(square), scalars.epsilon));
  const decayed =
    weightDecay === 0
      ? state.parameters
      : subtract(
          state.parameters,
          multiply(multiply(state.parameters, scalars.decay), decayMask(state, specs)),
        );
  return { parameters: subtract(decayed, multiply(direction, scalars.stepSize)), mean, square };
}

/** The scalars of update number `update` (0-based) at a learning rate. */
export function adamScalars(
  update: number,
  learningRate: number,
  { beta1, beta2, epsilon, weightDecay }: TrainingOptions,
) {
  const correction1 = 1 - beta1 ** (update + 1);
  const correction2 = Math.sqrt(1 - beta2 ** (update + 1));
  return {
    stepSize: (learningRate * correction2) / correction1,
    epsilon: epsilon * correction2,
    decay: learningRate * weightDecay,
  };
}

/** Scales a gradient to a global norm of at most `limit`, as PyTorch's `clip_grad_norm_`. */
export function clipByGlobalNorm(gradient: Tensor, limit: number): { clipped: Tensor; norm: Tensor } {
  const norm = sqrt(emit("ReduceSumSquare", [gradient], { keepdims: 0 }, []));
  const ratio = divide(scalar(norm, limit), add(norm, scalar(norm, 1e-6)));
  const factor = emit("Min", [ratio, scalar(ratio, 1)], {}, []);
  return { clipped: multiply(gradient, factor), norm };
}

/** 1 for elements of matrices, 0 for those of vectors. */
function decayMask({ parameters }: AdamState, specs: readonly ParameterSpec[]): Tensor {
  const mask = new Float32Array(sizeOf(parameters.shape));
  let offset = 0;
  for (const { shape } of specs) {
    const size = sizeOf(shape);
    if (shape.length > 1) mask.fill(1, offset, offset + size);
    offset += size;
  }
  return initializer(parameters.graph, mask, [mask.length], "float32");
}
