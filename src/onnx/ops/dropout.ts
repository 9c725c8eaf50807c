import { constant, emit, type Tensor } from "../graph.ts";
import { multiply, scale } from "./elementwise.ts";
import { cast, indices } from "./layout.ts";

const bits = 2 ** 31 - 1;

/**
 * Inverted dropout with a mask that is a pure function of (seed, site, element), so that a resumed training draws the
 * masks an uninterrupted one does. ONNX's own random operators keep a hidden state and can't.
 * @param seed int64 scalar in [0, 2³¹), another one at every step
 * @param site number of this dropout within the model
 * @param rate share of the elements set to 0, in [0, 1)
 */
export function dropout(x: Tensor, seed: Tensor, site: number, rate: number): Tensor {
  if (rate === 0) return x;
  const counters = indices(x, x.shape);
  const start = hash(integerOp("BitwiseXor", seed, integer(seed, Math.imul(site + 1, 0x9e3779b1) & bits)));
  const words = hash(integerOp("BitwiseXor", hash(counters), start));
  const limit = integer(x, Math.round(rate * bits));
  const kept = cast(emit("GreaterOrEqual", [words, limit], {}, x.shape, { dtype: "bool" }), x.dtype);
  return multiply(x, scale(kept, 1 / (1 - rate)));
}

/** Mixes 31-bit integers: twice xor-shift and an odd multiplier, all products below 2⁶³. */
function hash(x: Tensor): Tensor {
  return [0x2c1b3c6d, 0x297a2d39].reduce((value, multiplier) => {
    const shifted = integerOp("Div", value, integer(x, 2 ** 15));
    const mixed = integerOp("BitwiseXor", value, shifted);
    return integerOp("BitwiseAnd", integerOp("Mul", mixed, integer(x, multiplier)), integer(x, bits));
  }, x);
}

function integerOp(operator: string, a: Tensor, b: Tensor): Tensor {
  return emit(operator, [a, b], {}, a.shape.length >= b.shape.length ? a.shape : b.shape, { dtype: "int64" });
}

function integer(like: Tensor, value: number): Tensor {
  return constant(like.graph, [value], [], "int64");
}
