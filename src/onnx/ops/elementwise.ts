import { emit, scalar, type Tensor } from "../graph.ts";
import { broadcastShapes, sameShape, sizeOf } from "../shape.ts";
import { reshape } from "./layout.ts";
import { reduceSum, sumRows } from "./reduce.ts";

/** a + b, broadcasting. */
export function add(a: Tensor, b: Tensor): Tensor {
  return emit("Add", [a, b], {}, broadcastShapes(a.shape, b.shape), {}, (g) => [
    () => unbroadcast(g, a),
    () => unbroadcast(g, b),
  ]);
}

/** a − b, broadcasting. */
export function subtract(a: Tensor, b: Tensor): Tensor {
  return emit("Sub", [a, b], {}, broadcastShapes(a.shape, b.shape), {}, (g) => [
    () => unbroadcast(g, a),
    () => unbroadcast(negate(g), b),
  ]);
}

/** a · b, broadcasting. */
export function multiply(a: Tensor, b: Tensor): Tensor {
  return emit("Mul", [a, b], {}, broadcastShapes(a.shape, b.shape), {}, (g) => [
    () => unbroadcast(multiply(g, b), a),
    () => unbroadcast(multiply(g, a), b),
  ]);
}

/** a / b, broadcasting. */
export function divide(a: Tensor, b: Tensor): Tensor {
  return emit("Div", [a, b], {}, broadcastShapes(a.shape, b.shape), {}, (g) => {
    const quotient = divide(g, b);
    return [() => unbroadcast(quotient, a), () => unbroadcast(negate(divide(multiply(quotient, a), b)), b)];
  });
}

export function negate(a: Tensor): Tensor {
  return emit("Neg", [a], {}, a.shape, {}, (g) => [() => negate(g)]);
}

/** factor · a, for a constant factor. */
export function scale(a: Tensor, factor: number): Tensor {
  return factor === 1 ? a : multiply(a, scalar(a, factor));
}

export function exp(a: Tensor): Tensor {
  const y: Tensor = emit("Exp", [a], {}, a.shape, {}, (g) => [() => multiply(g, y)]);
  return y;
}

export function log(a: Tensor): Tensor {
  return emit("Log", [a], {}, a.shape, {}, (g) => [() => divide(g, a)]);
}

export function sqrt(a: Tensor): Tensor {
  const y: Tensor = emit("Sqrt", [a], {}, a.shape, {}, (g) => [() => divide(scale(g, 0.5), y)]);
  return y;
}

/** Sums a gradient over the axes along which `operand` was broadcast. */
export function unbroadcast(gradient: Tensor, operand: Tensor): Tensor {
  const { shape } = operand;
  if (sameShape(gradient.shape, shape)) return gradient;
  const lead = gradient.shape.length - shape.length;
  const inner = shape.flatMap((d, i) => (d === 1 && gradient.shape[lead + i] !== 1 ? [lead + i] : []));
  if (inner.length > 0 || shape.length === 0)
    return reshape(reduceSum(gradient, [...Array(lead).keys(), ...inner]), shape);
  const columns = sizeOf(shape);
  return reshape(sumRows(reshape(gradient, [sizeOf(gradient.shape) / columns, columns])), shape);
}
