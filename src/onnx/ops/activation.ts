import { constant, emit, scalar, type Tensor, withGradient } from "../graph.ts";
import { add, exp, multiply, negate, scale, subtract } from "./elementwise.ts";
import { cast } from "./layout.ts";
import { reduceSum } from "./reduce.ts";

/** max(a, 0). */
export function relu(a: Tensor): Tensor {
  const y: Tensor = emit("Relu", [a], {}, a.shape, {}, (g) => [() => multiply(g, isPositive(y))]);
  return y;
}

/** 1 where a > 0, else 0. */
function isPositive(a: Tensor): Tensor {
  // The steepest HardSigmoid is a step, and twice as fast as a comparison; it exists for float32 alone.
  if (a.dtype === "float32")
    return emit("HardSigmoid", [a], { alpha: { float: 1e30 }, beta: { float: 0 } }, a.shape);
  return cast(emit("Greater", [a, scalar(a, 0)], {}, a.shape, { dtype: "bool" }), a.dtype);
}

export function tanh(a: Tensor): Tensor {
  const y: Tensor = emit("Tanh", [a], {}, a.shape, {}, (g) => [
    () => multiply(g, subtract(scalar(a, 1), multiply(y, y))),
  ]);
  return y;
}

export function sigmoid(a: Tensor): Tensor {
  const y: Tensor = emit("Sigmoid", [a], {}, a.shape, {}, (g) => [
    () => multiply(g, multiply(y, subtract(scalar(a, 1), y))),
  ]);
  return y;
}

/** a · σ(a), also called swish. Its gradient computes σ(a) again, so that it need not be kept. */
export function silu(a: Tensor): Tensor {
  if (a.dtype === "float64") return multiply(a, sigmoid(a));
  const alpha = { float: 1 };
  const y: Tensor = emit("QuickGelu", [a], { alpha }, a.shape, { domain: "com.microsoft" }, (g) => [
    () => {
      const gate = sigmoid(a);
      return multiply(g, add(gate, multiply(y, subtract(scalar(a, 1), gate))));
    },
  ]);
  return y;
}

/** a · Φ(a), exactly, by the error function (Hendrycks and Gimpel 2016). */
export function gelu(a: Tensor): Tensor {
  return multiply(a, normalCdf(a));
}

/** GELU's approximation a · ½ (1 + tanh(√(2/π) (a + 0.044715 a³))), T5 v1.1's and GPT-2's (Hendrycks and Gimpel 2016). */
export function geluByTanh(a: Tensor): Tensor {
  const cubic = add(scale(multiply(multiply(a, a), a), 0.044715), a);
  return multiply(a, sigmoid(scale(cubic, 2 * Math.sqrt(2 / Math.PI))));
}

/** Φ(a), the standard normal distribution function. */
function normalCdf(a: Tensor): Tensor {
  return scale(add(erf(scale(a, Math.SQRT1_2)), scalar(a, 1)), 0.5);
}

function erf(a: Tensor): Tensor {
  const y = a.dtype === "float32" ? emit("Erf", [a], {}, a.shape) : erfSeries(a);
  return withGradient(y, [a], (g) => [
    () => multiply(g, scale(exp(negate(multiply(a, a))), 2 / Math.sqrt(Math.PI))),
  ]);
}

/**
 * erf for float64, where ONNX Runtime has no kernel: 2/√π · e^{−x²} Σ 2ⁿ x²ⁿ⁺¹ / (2n+1)!! (DLMF 7.6.2), whose terms are
 * all positive. Meant for checks: 150 terms reach double precision up to |x| = 6, beyond which erf is ±1.
 */
function erfSeries(x: Tensor): Tensor {
  const clipped = emit("Clip", [x, scalar(x, -6), scalar(x, 6)], {}, x.shape);
  const square = multiply(clipped, clipped);
  let sum = scalar(x, 1);
  for (let n = 150; n > 0; n--) sum = add(scale(multiply(sum, square), 2 / (2 * n + 1)), scalar(x, 1));
  return scale(multiply(multiply(sum, clipped), exp(negate(square))), 2 / Math.sqrt(Math.PI));
}

/** Softmax over the last axis. */
export function softmax(a: Tensor): Tensor {
  const y: Tensor = emit("Softmax", [a], { axis: -1 }, a.shape, {}, (g) => [
    () => {
      const gy = multiply(g, y);
      return subtract(gy, multiply(y, reduceSum(gy, [-1], true)));
    },
  ]);
  return y;
}

/** Logarithm of the softmax over the last axis. */
export function logSoftmax(a: Tensor): Tensor {
  const y: Tensor = logSoftmaxValues(a);
  return withGradient(y, [a], (g) => [() => subtract(g, multiply(exp(y), reduceSum(g, [-1], true)))]);
}

/** `logSoftmax`, no gradient passing. */
export function logSoftmaxValues(a: Tensor): Tensor {
  if (!a.graph.isPortable) return emit("LogSoftmax", [a], { axis: -1 }, a.shape);
  const row = [...a.shape.slice(0, -1), 1];
  const last = constant(a.graph, [-1], [1], "int64");
  const reduced = (operator: string, x: Tensor) => emit(operator, [x, last], { keepdims: 1 }, row);
  const shifted = emit("Sub", [a, reduced("ReduceMax", a)], {}, a.shape);
  const sum = reduced("ReduceSum", emit("Exp", [shifted], {}, a.shape));
  return emit("Sub", [shifted, emit("Log", [sum], {}, row)], {}, a.shape);
}
