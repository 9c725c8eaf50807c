/** A dimension: a size, or the name of one known only at run time, such as "batch". */
export type Dimension = number | string;
export type Shape = readonly Dimension[];

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dimension, i) => dimension === b[i]);
}

/**
 * Number of elements of a static shape.
 * @throws Error when a dimension is known only at run time
 */
export function sizeOf(shape: Shape): number {
  return shape.reduce<number>((size, dimension) => size * staticDimension(dimension), 1);
}

export function staticDimension(dimension: Dimension): number {
  if (typeof dimension === "string") throw new Error(`dimension "${dimension}" is known only at run time`);
  return dimension;
}

/**
 * Shape of an elementwise operation, by NumPy's rules. A named dimension broadcasts with itself and with 1.
 * @throws Error when the shapes don't fit
 */
export function broadcastShapes(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a[a.length - rank + i] ?? 1;
    const y = b[b.length - rank + i] ?? 1;
    if (x !== y && x !== 1 && y !== 1) throw new Error(`shapes [${a}] and [${b}] don't broadcast`);
    return x === 1 ? y : x;
  });
}

/** The size of two axes as one; named when either is. */
export function mergedDimension(a: Dimension, b: Dimension): Dimension {
  if (typeof a === "number" && typeof b === "number") return a * b;
  return a === 1 ? b : b === 1 ? a : `${a}*${b}`;
}

/** The axis counted from the front; negative ones count from the back. */
export function normalizeAxis(axis: number, rank: number): number {
  const normalized = axis < 0 ? axis + rank : axis;
  if (normalized < 0 || normalized >= rank) throw new Error(`axis ${axis} of a rank-${rank} tensor`);
  return normalized;
}

/**
 * The constant that ONNX's Reshape takes for `to`: named dimensions that stay in place become 0 (copy), one other
 * becomes −1 (whatever is left).
 * @throws Error when two named dimensions would have to be inferred, or the sizes differ
 */
export function reshapeConstant(from: Shape, to: Shape): number[] {
  let inferred = false;
  const constant = to.map((dimension, i) => {
    if (typeof dimension === "number") return dimension;
    if (from[i] === dimension) return 0;
    if (inferred) throw new Error(`reshape [${from}] → [${to}] leaves two dimensions open`);
    inferred = true;
    return -1;
  });
  const isStatic = [...from, ...to].every((dimension) => typeof dimension === "number");
  if (isStatic && sizeOf(from) !== sizeOf(to))
    throw new Error(`reshape [${from}] → [${to}] changes the size`);
  return constant;
}
