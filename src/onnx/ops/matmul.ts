import { emit, type Tensor } from "../graph.ts";
import { broadcastShapes, type Dimension, mergedDimension, type Shape, staticDimension } from "../shape.ts";
import { add, scale } from "./elementwise.ts";
import { reshape, transpose } from "./layout.ts";
import { sumRows } from "./reduce.ts";

export interface MatmulOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  /** The product is multiplied by this constant. */
  readonly alpha?: number;
}

/**
 * Matrix product over the last two axes, broadcasting the leading ones equal in both.
 * @param a [..., m, k], or [..., k, m] with transposeA
 * @param b [..., k, n], or [..., n, k] with transposeB
 * @returns [..., m, n]
 */
export function matmul(a: Tensor, b: Tensor, options: MatmulOptions = {}): Tensor {
  const { transposeA = false, transposeB = false, alpha = 1 } = options;
  const [m, inner] = lastTwo(a.shape, transposeA);
  const [innerB, n] = lastTwo(b.shape, transposeB);
  if (inner !== innerB) throw new Error(`matmul of [${a.shape}] and [${b.shape}]: ${inner} ≠ ${innerB}`);
  const shape = [...broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2)), m, n];
  const flags = { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0, alpha: { float: alpha } };
  const backward = (g: Tensor) => [
    () =>
      transposeA
        ? matmul(b, g, { transposeA: transposeB, transposeB: true, alpha })
        : matmul(g, b, { transposeB: !transposeB, alpha }),
    () =>
      transposeB
        ? matmul(g, a, { transposeA: true, transposeB: transposeA, alpha })
        : matmul(a, g, { transposeA: !transposeA, alpha }),
  ];
  if (!transposeA && !transposeB && alpha === 1) return emit("MatMul", [a, b], {}, shape, {}, backward);
  if (shape.length === 2) return emit("Gemm", [a, b], flags, shape, {}, backward);
  // ONNX Runtime's own operator saves the transposed copy; it exists for float32 alone, and not for every device.
  if (a.dtype === "float32" && !a.graph.isPortable)
    return emit("FusedMatMul", [a, b], flags, shape, { domain: "com.microsoft" }, backward);
  return scale(matmul(transposeA ? swapLast(a) : a, transposeB ? swapLast(b) : b), alpha);
}

function lastTwo(shape: Shape, transposed: boolean): [Dimension, Dimension] {
  const [rows, columns] = shape.slice(-2);
  return transposed ? [columns, rows] : [rows, columns];
}

/** The last two axes swapped. */
function swapLast(a: Tensor): Tensor {
  const axes = [...a.shape.keys()];
  return transpose(a, [...axes.slice(0, -2), axes[axes.length - 1], axes[axes.length - 2]]);
}

/**
 * x · Wᵀ + b over the last axis.
 * @param x [..., in]
 * @param weight [out, in]
 * @param bias [out]
 * @returns [..., out]
 */
export function linear(x: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  const [out, width] = weight.shape;
  const lead = x.shape.slice(0, -1);
  if (lead.filter((d) => typeof d === "string").length > 1) {
    const y = matmul(x, transpose(weight, [1, 0]));
    return bias === undefined ? y : add(y, bias);
  }
  const rows = lead.reduce(mergedDimension);
  const flat = reshape(x, [rows, width]);
  const y = emit(
    "Gemm",
    bias === undefined ? [flat, weight] : [flat, weight, bias],
    { transB: 1 },
    [rows, out],
    {},
    (g) => [() => matmul(g, weight), () => weightGradient(g, flat), () => sumRows(g)],
  );
  return reshape(y, [...lead, out]);
}

/**
 * gᵀ · x. ONNX Runtime transposes a product's first operand anew for every 128 columns of the second, so that once in advance is
 * sooner done for a wide second, or a first smaller than it.
 */
function weightGradient(g: Tensor, x: Tensor): Tensor {
  const [[rows, out], width] = [g.shape, staticDimension(x.shape[1])];
  if (width <= 512 && width <= staticDimension(out)) return matmul(g, x, { transposeA: true });
  // A leading axis keeps ONNX Runtime from folding the transposition into the product again.
  const turned = transpose(reshape(g, [1, rows, out]), [0, 2, 1]);
  return matmul(reshape(turned, [out, rows]), x);
}
