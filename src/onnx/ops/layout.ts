import { type DType, elementTypes } from "../dtype.ts";
import { constant, emit, emitMany, type Tensor } from "../graph.ts";
import { normalizeAxis, reshapeConstant, type Shape, sameShape, staticDimension } from "../shape.ts";

/** The same elements in another shape. */
export function reshape(a: Tensor, shape: Shape): Tensor {
  if (sameShape(a.shape, shape)) return a;
  const target = reshapeConstant(a.shape, shape);
  return emit("Reshape", [a, constant(a.graph, target, [target.length], "int64")], {}, shape, {}, (g) => [
    () => reshape(g, a.shape),
  ]);
}

/** Axis i of the result is axis `order[i]` of `a`. */
export function transpose(a: Tensor, order: readonly number[]): Tensor {
  const shape = order.map((axis) => a.shape[axis]);
  const inverse = order.map((_, axis) => order.indexOf(axis));
  return emit("Transpose", [a], { perm: order }, shape, {}, (g) => [() => transpose(g, inverse)]);
}

/** `a` repeated along its axes of length 1 to the static shape `shape`. */
export function expand(a: Tensor, shape: Shape): Tensor {
  if (sameShape(a.shape, shape)) return a;
  return emit(
    "Expand",
    [a, constant(a.graph, shape.map(staticDimension), [shape.length], "int64")],
    {},
    shape,
  );
}

/** Pieces of the given sizes along an axis. */
export function split(a: Tensor, sizes: readonly number[], axis: number): Tensor[] {
  const along = normalizeAxis(axis, a.shape.length);
  if (sizes.length === 1) return [a];
  const shapes = sizes.map((size) => a.shape.map((d, i) => (i === along ? size : d)));
  return emitMany(
    "Split",
    [a, constant(a.graph, sizes, [sizes.length], "int64")],
    { axis: along },
    shapes.map((shape) => ({ shape, dtype: a.dtype })),
    (gradients) => [
      () =>
        concat(
          gradients.map((g, i) => g ?? zeros(a, shapes[i])),
          along,
        ),
    ],
  );
}

/** Tensors joined along an axis. */
export function concat(parts: readonly Tensor[], axis: number): Tensor {
  const [first, ...rest] = parts;
  if (rest.length === 0) return first;
  const along = normalizeAxis(axis, first.shape.length);
  const lengths = parts.map((part) => part.shape[along]);
  const joined = lengths.every((length) => typeof length === "number")
    ? lengths.reduce((sum, length) => sum + length, 0)
    : lengths.join("+");
  const shape = first.shape.map((d, i) => (i === along ? joined : d));
  return emit("Concat", [first, ...rest], { axis: along }, shape, {}, (g) => {
    const pieces = split(g, lengths.map(staticDimension), along);
    return pieces.map((piece) => () => piece);
  });
}

/** Zeros of a static shape, made at run time so that they take no room in the file. */
export function zeros(like: Tensor, shape: Shape): Tensor {
  const dimensions = constant(like.graph, shape.map(staticDimension), [shape.length], "int64");
  const filled = emit("ConstantOfShape", [dimensions], {}, shape, { dtype: "float32" });
  return like.dtype === "float32" ? filled : cast(filled, like.dtype);
}

/** Elements in another type; no gradient passes. */
export function cast(a: Tensor, dtype: DType): Tensor {
  return a.dtype === dtype ? a : emit("Cast", [a], { to: elementTypes[dtype] }, a.shape, { dtype });
}
